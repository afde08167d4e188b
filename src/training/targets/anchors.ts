import { ignore, type TileBatch } from '../../dataset/dataset'
import { nearest, type Anchor, type Scale } from '../../models/anchors'
import type { ClassPrice } from '../prices'
import type { TargetArrays } from './targets'

/** Objects of a tile that are held against all boxes. */
const heldObjects = 32

export interface AnchorTargets {
  readonly count: number
  /** Boxes a tile. */
  readonly boxes: number
  /** f32 [n, boxes, 1]: the price where a box answers for an object, else 0. */
  readonly positive: Float32Array
  /** f32 [n, boxes, 1]: weight as a negative. */
  readonly negative: Float32Array
  /** f32 [n, boxes, 4]: centre in its cell (0..1), log(size / anchor). */
  readonly box: Float32Array
  /** f32 [n, boxes, 1]: weight of `box`, up to 2 for small ones, and of `label`'s row. */
  readonly boxWeight: Float32Array
  readonly labelWeight: Float32Array
  /** f32 [n, boxes, classes]: 1 for the object's class. */
  readonly label: Float32Array
  /** f32 [n, 32, 4]: left, top, right and bottom of the first objects; the rest is empty. */
  readonly held: Float32Array
  readonly objects: number
}

/** What they are made from: the side of a tile in pixels, and what `anchorTargets` takes. */
export interface AnchorTarget {
  readonly kind: 'anchors'
  readonly size: number
  readonly classes: number
  readonly scales: readonly Scale[]
  readonly prices: readonly ClassPrice[]
}

export function anchorArrays(batch: TileBatch, target: AnchorTarget): TargetArrays {
  const made = anchorTargets(batch, target.size, target.classes, target.scales, target.prices)
  const { count, boxes, objects } = made
  const rows = (data: Float32Array) => ({ data, shape: [count, boxes, data.length / (count * boxes)] })
  return {
    positive: rows(made.positive),
    negative: rows(made.negative),
    box: rows(made.box),
    boxWeight: rows(made.boxWeight),
    label: rows(made.label),
    labelWeight: rows(made.labelWeight),
    held: { data: made.held, shape: [count, heldObjects, 4] },
    objects: { data: Float32Array.of(Math.max(1, objects)), shape: [] },
  }
}

/**
 * The one box that answers for each object is that of the anchor with the most similar size, in the cell of its centre.
 * A box whose cell nobody has checked is no negative.
 */
export function anchorTargets(
  batch: TileBatch,
  size: number,
  classes: number,
  scales: readonly Scale[],
  prices: readonly ClassPrice[],
): AnchorTargets {
  const starts = startsOf(scales, size)
  const boxes = starts.at(-1) as number
  const rows = batch.count * boxes
  const made = {
    positive: new Float32Array(rows),
    negative: negativesOf(batch, size, scales),
    box: new Float32Array(rows * 4),
    boxWeight: new Float32Array(rows),
    labelWeight: new Float32Array(rows),
    label: new Float32Array(rows * classes),
    held: new Float32Array(batch.count * heldObjects * 4),
  }
  const all = scales.flatMap(({ anchors }) => anchors)
  let objects = 0
  for (let tile = 0; tile < batch.count; tile++) {
    for (let row = batch.offset[tile] as number; row < (batch.offset[tile + 1] as number); row++) {
      const [x, y, w, h] = batch.xywh.subarray(row * 4, row * 4 + 4) as unknown as [
        number,
        number,
        number,
        number,
      ]
      const [cx, cy, own] = [x + w / 2, y + h / 2, [Math.max(1, w), Math.max(1, h)] as const]
      if (cx < 0 || cy < 0 || cx >= size || cy >= size) continue
      const number = row - (batch.offset[tile] as number)
      if (number < heldObjects) made.held.set([x, y, x + w, y + h], (tile * heldObjects + number) * 4)
      const best = nearest(own, all)
      const scale = scales.findIndex((_, s) => best < anchorsBefore(scales, s + 1))
      const { stride, anchors } = scales[scale] as Scale
      const a = best - anchorsBefore(scales, scale)
      const anchor = anchors[a] as Anchor
      const [column, line] = [Math.floor(cx / stride), Math.floor(cy / stride)]
      const cell = line * (size / stride) + column
      const at = tile * boxes + (starts[scale] as number) + cell * anchors.length + a
      const c = batch.classes[row] as number
      const { missed, weight } = prices[c] as ClassPrice
      made.positive[at] = missed * weight
      made.negative[at] = 0
      made.boxWeight[at] = weight * (2 - (own[0] * own[1]) / (size * size))
      made.labelWeight[at] = weight
      made.box.set([cx / stride - column, cy / stride - line], at * 4)
      made.box.set([Math.log(own[0] / anchor[0]), Math.log(own[1] / anchor[1])], at * 4 + 2)
      made.label[at * classes + c] = 1
      objects++
    }
  }
  return { count: batch.count, boxes, ...made, objects }
}

/** Number of the first box of each scale, and the number of all. */
function startsOf(scales: readonly Scale[], size: number): number[] {
  const starts = [0]
  for (const { stride, anchors } of scales)
    starts.push((starts.at(-1) as number) + Math.floor(size / stride) ** 2 * anchors.length)
  return starts
}

function anchorsBefore(scales: readonly Scale[], scale: number): number {
  return scales.slice(0, scale).reduce((n, { anchors }) => n + anchors.length, 0)
}

/** f32 [n, boxes]: 1 where the box's cell is checked whole. */
function negativesOf(batch: TileBatch, size: number, scales: readonly Scale[]): Float32Array {
  const starts = startsOf(scales, size)
  const boxes = starts.at(-1) as number
  const weights = new Float32Array(batch.count * boxes).fill(1)
  batch.masks.forEach((value, pixel) => {
    if (value !== ignore) return
    const tile = Math.floor(pixel / (size * size))
    const [x, y] = [pixel % size, Math.floor(pixel / size) % size]
    scales.forEach(({ stride, anchors }, s) => {
      const cell = Math.floor(y / stride) * (size / stride) + Math.floor(x / stride)
      const at = tile * boxes + (starts[s] as number) + cell * anchors.length
      weights.fill(0, at, at + anchors.length)
    })
  })
  return weights
}
