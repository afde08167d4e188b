import { cornersOf, outline } from '../document/shapes'
import { clipRings, type Rings } from '../geometry/polygonBoolean'
import type { Rect } from '../geometry/rect'
import { partsOf, ringArea } from '../geometry/rings'
import { smallestBox } from '../geometry/smallestBox'
import type { Shape } from '../records/records'
import { IndexedImage } from '../sampling/scene'
import { pointSizes, toScene } from './toScene'

/** An image's objects, whose classes are numbers of the dataset. */
export interface OutlinedImage {
  readonly width: number
  readonly height: number
  readonly levels: number
  readonly objects: { readonly shapes: readonly Shape[]; readonly classes: readonly number[] }
}

/** A box of the dataset: in pixels of its tile, cut off at the border. */
export interface TileRow extends Rect {
  readonly class: number
}

/** Boxes in a file are single-precision numbers of pixels. */
const near = 0.05

/** Finds the objects that the boxes of a dataset were made from. */
export class TileOutlines {
  private readonly scenes = new Map<string, IndexedImage>()

  /** By the number of the image. */
  constructor(private readonly images: ReadonlyMap<number, OutlinedImage>) {}

  /** The object of one box, in pixels of the tile; undefined where no object of the image is that any more. */
  find(row: TileRow, [number, level, x, y]: readonly number[], side: number): Shape | undefined {
    const image = this.images.get(number as number)
    if (!image) return undefined
    const scene = this.scene(image, number as number, level as number)
    const [left, top] = [x as number, y as number]
    const inTile = (box: Rect) => ({ ...box, x: box.x - left, y: box.y - top })
    const found = scene
      .objectsIn({ x: row.x + left - 1, y: row.y + top - 1, w: row.w + 2, h: row.h + 2 })
      .find((object) => scene.class(object) === row.class && isSame(row, inTile(scene.box(object)), side))
    if (found === undefined) return undefined
    const shape = image.objects.shapes[found] as Shape
    return shape.kind === 'point' || shape.kind === 'polyline'
      ? undefined
      : placed(shape, 2 ** -level!, left, top)
  }

  private scene(image: OutlinedImage, number: number, level: number): IndexedImage {
    const key = `${number}/${level}`
    let scene = this.scenes.get(key)
    if (!scene) {
      const annotated = { ...image, checked: [], rejections: [] }
      scene = new IndexedImage(toScene(annotated, pointSizes([image]), level))
      this.scenes.set(key, scene)
    }
    return scene
  }
}

function isSame(row: Rect, box: Rect, side: number): boolean {
  const edges = (r: Rect) => [r.x, r.y, r.x + r.w, r.y + r.h]
  const cut = edges(box).map((v) => Math.min(side, Math.max(0, v)))
  return edges(row).every((edge, i) => Math.abs(edge - (cut[i] as number)) < near)
}

function placed(shape: Shape, scale: number, left: number, top: number): Shape {
  const moved = (ring: readonly number[]) => ring.map((value, i) => value * scale - (i % 2 ? top : left))
  if (shape.kind === 'rotatedBox') {
    const { cx, cy, w, h } = shape
    return { ...shape, cx: cx * scale - left, cy: cy * scale - top, w: w * scale, h: h * scale }
  }
  const [points = [], ...rings] = outline(shape).map(moved)
  return rings.length > 0 ? { kind: 'polygon', points, rings } : { kind: 'polygon', points }
}

/** Points of an outline, and whether something of it is lost: holes, or all parts but the largest. */
export interface YoloOutline {
  readonly points: readonly number[]
  readonly lossy: boolean
}

/** The largest part of a shape inside a tile, as one ring; undefined where nothing of it is in there. */
export function segmentIn(shape: Shape, side: number): YoloOutline | undefined {
  const rings: Rings = clipRings(outline(shape), side, side)
  const parts = [...partsOf(rings)].sort((a, b) => ringArea(b.outer) - ringArea(a.outer))
  const [largest] = parts
  if (!largest || ringArea(largest.outer) === 0) return undefined
  return { points: largest.outer, lossy: parts.length > 1 || largest.holes.length > 0 }
}

/**
 * Four corners of a box, turned where the shape is, inside a tile: a rotated box as it is, of everything else the smallest around it.
 * What the border cuts has the smallest box around what is left, or, where that reaches over the border, the upright one.
 */
export function cornersIn(shape: Shape, side: number): YoloOutline | undefined {
  const inside = (points: readonly number[]) => points.every((value) => value >= 0 && value <= side)
  const whole = shape.kind === 'rotatedBox' ? cornersOf(shape) : smallestBox(outline(shape).flat())
  if (whole.length === 8 && inside(whole)) return { points: whole, lossy: shape.kind !== 'rotatedBox' }
  const left = segmentIn(shape, side)
  if (!left) return undefined
  const turned = smallestBox(left.points)
  if (turned.length === 8 && inside(turned)) return { points: turned, lossy: true }
  const xs = left.points.filter((_, i) => i % 2 === 0)
  const ys = left.points.filter((_, i) => i % 2 === 1)
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  return { points: [x0, y0, x1, y0, x1, y1, x0, y1], lossy: true }
}
