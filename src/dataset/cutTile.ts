import type { Shape } from '../records/records'
import { area, intersect, type Rect } from '../geometry/rect'
import { isTaught } from '../sampling/placement'
import type { Blocks, IndexedImage } from '../sampling/scene'
import type { PartlyChecked } from '../tiles/checkedGround'
import type { CheckedSets } from '../tiles/checkedSets'
import { background, ignore, type TilePlan } from '../tiles/tiles'
import { fillRect, fillShape } from './raster'

/** What the labels of a tile are made from. */
export interface LabelSource {
  /** The image in pixels of the tile's level, points grown to boxes. */
  readonly scene: IndexedImage
  readonly blocks: Blocks
  /** The objects' shapes in full-size pixels, in the scene's order. */
  readonly shapes: readonly Shape[]
  /** Level pixels per full-size pixel. */
  readonly scale: number
  /** An object of which the tile shows less is not taught: its pixels are ignored. */
  readonly visible: number
  /** Collects what was checked for some classes alone; absent: that counts as not checked. */
  readonly sets?: CheckedSets | undefined
}

export interface CutLabels {
  /** u8 [size, size] */
  readonly mask: Uint8Array
  /** u8 [size, size]: number + 1 of the set of classes that a pixel was checked for, where not for all; absent: nowhere. */
  readonly partly?: Uint8Array | undefined
  /** x, y, w, h in tile pixels, cut off at its border; one row for each entry of `classes` */
  readonly xywh: number[]
  readonly classes: number[]
}

/**
 * Mask and boxes of one tile. Unknown pixels are `ignore`: what was not checked for all classes, what lies outside the image, what belongs to
 * another part with the band around it, and objects that are hardly visible or whose centre another part owns. Small objects
 * lie over large ones.
 */
export function labelTile(plan: TilePlan, size: number, from: LabelSource): CutLabels {
  const { scene, blocks, shapes, scale } = from
  const tile: Rect = { x: plan.x, y: plan.y, w: size, h: size }
  const inTile = (r: Rect): Rect => ({ x: r.x - tile.x, y: r.y - tile.y, w: r.w, h: r.h })
  const mask = new Uint8Array(size * size).fill(ignore)
  if (from.sets)
    for (const { rect, classes } of scene.partlyIn(tile))
      joinRect(mask, size, { rect: inTile(rect), classes }, from.sets)
  for (const rect of scene.checkedIn(tile)) fillRect(mask, size, inTile(rect), background)
  for (const rect of scene.rejectedIn(tile)) fillRect(mask, size, inTile(rect), background)

  const found = scene
    .objectsIn(tile)
    .map((object) => ({ object, box: scene.box(object), class: scene.class(object) }))
  const taught = found.filter(({ object }) => isTaught(from, plan.split, object, tile))
  const frame = { x: tile.x, y: tile.y, size, scale }
  const draw = (o: (typeof found)[number], value: number) =>
    fillShape(mask, frame, { shape: shapes[o.object] as Shape, box: o.box }, value)
  const known = new Set(taught)
  for (const o of found) if (!known.has(o)) draw(o, ignore)
  for (const o of [...taught].sort((a, b) => area(b.box) - area(a.box))) draw(o, o.class + 1)
  for (const rect of blocks.foreign(tile, plan.split)) fillRect(mask, size, inTile(rect), ignore)
  ignoreOutside(mask, size, inTile(scene.bounds))

  taught.sort((a, b) => a.object - b.object)
  return {
    mask,
    partly: from.sets?.takeOut(mask),
    xywh: taught.flatMap(({ box }) => cutOff(inTile(box), size)),
    classes: taught.map((o) => o.class),
  }
}

function joinRect(mask: Uint8Array, size: number, { rect, classes }: PartlyChecked, sets: CheckedSets): void {
  const covered = new Uint8Array(mask.length)
  fillRect(covered, size, rect, 1)
  covered.forEach((there, i) => {
    if (there) mask[i] = sets.join(mask[i] as number, classes)
  })
}

/** Blackens what the tile's part may not see, as it is beyond the border of the image. `pixels`: u8 [size, size, 3]. */
export function hideForeign(pixels: Uint8Array, plan: TilePlan, size: number, blocks: Blocks): void {
  const tile: Rect = { x: plan.x, y: plan.y, w: size, h: size }
  for (const rect of blocks.foreign(tile, plan.split)) {
    const hidden = intersect(rect, tile)
    if (!hidden) continue
    const left = hidden.x - plan.x
    for (let y = hidden.y - plan.y; y < hidden.y - plan.y + hidden.h; y++)
      pixels.fill(0, (y * size + left) * 3, (y * size + left + hidden.w) * 3)
  }
}

function cutOff(box: Rect, size: number): number[] {
  const x = Math.max(0, box.x)
  const y = Math.max(0, box.y)
  return [x, y, Math.min(size, box.x + box.w) - x, Math.min(size, box.y + box.h) - y]
}

function ignoreOutside(mask: Uint8Array, size: number, image: Rect): void {
  const [right, bottom] = [image.x + image.w, image.y + image.h]
  if (image.x > 0) fillRect(mask, size, { x: 0, y: 0, w: image.x, h: size }, ignore)
  if (image.y > 0) fillRect(mask, size, { x: 0, y: 0, w: size, h: image.y }, ignore)
  if (right < size) fillRect(mask, size, { x: right, y: 0, w: size - right, h: size }, ignore)
  if (bottom < size) fillRect(mask, size, { x: 0, y: bottom, w: size, h: size - bottom }, ignore)
}
