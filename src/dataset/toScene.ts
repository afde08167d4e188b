import { bounds, type Shape } from '../records/records'
import { intersect, type Rect } from '../geometry/rect'
import { levelSize } from '../image/pixels/pixelSource'
import type { SceneInput } from '../sampling/scene'
import type { CheckedGround } from '../tiles/checkedGround'
import { levelsFor, type LevelChoice, type Sized } from '../tiles/levels'

interface Annotated extends Sized, CheckedGround {
  readonly objects: { readonly shapes: readonly Shape[]; readonly classes: readonly number[] }
  readonly rejections: readonly Rect[]
}

/** Side of the box that a point gets where no object of the project has a size. */
const unknownSize = 32

/** Sizes of points by class number, in full-size pixels; the last entry is for classes without an example. */
export interface PointSizes {
  readonly byClass: ReadonlyMap<number, { readonly w: number; readonly h: number }>
  readonly otherwise: { readonly w: number; readonly h: number }
}

/** A point stands for an object of unknown size: it gets the median size of its class, else of all objects. */
export function pointSizes(images: readonly Pick<Annotated, 'objects'>[]): PointSizes {
  const sizes = new Map<number, { w: number[]; h: number[] }>()
  const all: { w: number[]; h: number[] } = { w: [], h: [] }
  for (const { objects } of images)
    objects.shapes.forEach((shape, i) => {
      if (shape.kind === 'point') return
      const { w, h } = bounds(shape)
      const number = objects.classes[i] as number
      const own = sizes.get(number) ?? { w: [], h: [] }
      sizes.set(number, own)
      for (const list of [own, all]) {
        list.w.push(w)
        list.h.push(h)
      }
    })
  const middle = (s: { w: number[]; h: number[] }) => ({ w: median(s.w), h: median(s.h) })
  return { byClass: new Map(Array.from(sizes, ([c, s]) => [c, middle(s)])), otherwise: middle(all) }
}

function median(values: number[]): number {
  if (!values.length) return unknownSize
  const sorted = Float64Array.from(values).sort()
  return sorted[sorted.length >> 1] as number
}

/** The box that a shape is learned by: what turned shapes have in the image, and a line with a width of one pixel. */
function extentOf(shape: Shape, image: Pick<Annotated, 'width' | 'height'>): Rect {
  const around = bounds(shape)
  if (shape.kind === 'polyline')
    return { x: around.x - 0.5, y: around.y - 0.5, w: around.w + 1, h: around.h + 1 }
  if (shape.kind === 'box' || shape.kind === 'polygon') return around
  return intersect(around, { x: 0, y: 0, w: image.width, h: image.height }) ?? around
}

/** All images' annotations, each in pixels of the level that its tiles are cut from. */
export function toScenes(images: readonly Annotated[], choice: LevelChoice): SceneInput[] {
  const sizes = pointSizes(images)
  const levels = levelsFor(choice, images, (i) => sidesOf((images[i] as Annotated).objects.shapes))
  return images.map((image, i) => toScene(image, sizes, levels[i] as number))
}

/** Roots of the areas of the shapes' boxes, in full-size pixels; points have none. */
export function sidesOf(shapes: Iterable<Shape>): Float64Array {
  const sides: number[] = []
  for (const shape of shapes) {
    if (shape.kind === 'point') continue
    const { w, h } = bounds(shape)
    sides.push(Math.sqrt(w * h))
  }
  return Float64Array.from(sides)
}

/** An image's annotations in pixels of a level, everything as boxes: what sampling and labelling work on. */
export function toScene(image: Annotated, sizes: PointSizes, level: number): SceneInput {
  const scale = 2 ** -level
  const scaled = (r: Rect): Rect => ({ x: r.x * scale, y: r.y * scale, w: r.w * scale, h: r.h * scale })
  const boxes = new Float64Array(image.objects.shapes.length * 4)
  image.objects.shapes.forEach((shape, i) => {
    const size = sizes.byClass.get(image.objects.classes[i] as number) ?? sizes.otherwise
    const full =
      shape.kind === 'point'
        ? { x: shape.x - size.w / 2, y: shape.y - size.h / 2, ...size }
        : extentOf(shape, image)
    const box = scaled(full)
    boxes.set([box.x, box.y, box.w, box.h], i * 4)
  })
  return {
    level,
    ...levelSize(image.width, image.height, level),
    boxes,
    classes: image.objects.classes,
    checked: image.checked.map(scaled),
    partly: image.partly?.map(({ rect, classes }) => ({ rect: scaled(rect), classes })),
    rejections: image.rejections.map(scaled),
  }
}
