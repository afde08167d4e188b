import { ignore, type TileBatch, type TileLabels } from '../../tiles/tiles'
import { sizeIou, type Anchor, type Scale } from './anchors'
import type { ClassCost } from '../classCost'
import type { NamedArrays } from '../../engine/graph/compiler'

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
  /** f32 [n, most, 4]: left, top, right and bottom of a tile's objects; the rest is empty. */
  readonly held: Float32Array
  readonly objects: number
}

/** What they are made from: the side of a tile in pixels, and what `anchorTargets` takes. */
export interface AnchorTarget {
  readonly kind: 'anchors'
  readonly size: number
  readonly classes: number
  readonly scales: readonly Scale[]
  readonly costs: readonly ClassCost[]
  /** Objects of a tile, at most: with it all batches have one shape. A batch of which a tile has more makes it larger. */
  readonly most: number
}

export function anchorArrays(batch: TileBatch, target: AnchorTarget): NamedArrays {
  const made = anchorTargets(batch, target)
  const { count, boxes, objects } = made
  const rows = (data: Float32Array) => ({ data, shape: [count, boxes, data.length / (count * boxes)] })
  return {
    positive: rows(made.positive),
    negative: rows(made.negative),
    box: rows(made.box),
    boxWeight: rows(made.boxWeight),
    label: rows(made.label),
    labelWeight: rows(made.labelWeight),
    held: { data: made.held, shape: [count, made.held.length / (count * 4), 4] },
    objects: { data: Float32Array.of(Math.max(1, objects)), shape: [] },
  }
}

/** The box that answers for an object. */
interface Answer {
  /** Number of the object in the batch, and of the box in its tile. */
  readonly row: number
  readonly box: number
  readonly stride: number
  readonly anchor: Anchor
  /** The box's cell. */
  readonly column: number
  readonly line: number
}

/**
 * Which box answers for each object whose centre lies in the tile: of the anchor with the most similar size, in the cell of
 * its centre; where another object has that one, of the next similar. An object for which no box is left is not among them.
 */
function answersOf(labels: TileLabels, tile: number, size: number, scales: readonly Scale[]) {
  const starts = startsOf(scales, size)
  const choices = scales.flatMap(({ stride, anchors }, s) =>
    anchors.map((anchor, a) => ({ stride, anchor, first: (starts[s] as number) + a, each: anchors.length })),
  )
  const taken = new Set<number>()
  const answers: Answer[] = []
  let inside = 0
  for (let row = labels.offset[tile] as number; row < (labels.offset[tile + 1] as number); row++) {
    const { x, y, w, h } = boxAt(labels.xywh, row)
    const [cx, cy] = [x + w / 2, y + h / 2]
    if (cx < 0 || cy < 0 || cx >= size || cy >= size) continue
    inside++
    const own = [Math.max(1, w), Math.max(1, h)] as const
    const similar = choices
      .map((choice) => ({ ...choice, iou: sizeIou(own, choice.anchor) }))
      .sort((a, b) => b.iou - a.iou)
    for (const { stride, anchor, first, each } of similar) {
      const [column, line] = [Math.floor(cx / stride), Math.floor(cy / stride)]
      const box = first + (line * (size / stride) + column) * each
      if (taken.has(box)) continue
      taken.add(box)
      answers.push({ row, box, stride, anchor, column, line })
      break
    }
  }
  return { answers, inside }
}

/** How many objects of the tiles find no box that answers for them, because too many share one cell: nothing learns them. */
export function crowdedOut(labels: TileLabels, size: number, scales: readonly Scale[]): number {
  let count = 0
  for (let tile = 0; tile + 1 < labels.offset.length; tile++) {
    const { answers, inside } = answersOf(labels, tile, size, scales)
    count += inside - answers.length
  }
  return count
}

/** What the boxes are to say of a batch. A box whose cell nobody has checked is no negative. */
export function anchorTargets(
  batch: TileBatch,
  { size, classes, scales, costs, most }: Omit<AnchorTarget, 'kind'>,
): AnchorTargets {
  const boxes = startsOf(scales, size).at(-1) as number
  const rows = batch.count * boxes
  const made = {
    positive: new Float32Array(rows),
    negative: negativesOf(batch, size, scales),
    box: new Float32Array(rows * 4),
    boxWeight: new Float32Array(rows),
    labelWeight: new Float32Array(rows),
    label: new Float32Array(rows * classes),
  }
  let objects = 0
  for (let tile = 0; tile < batch.count; tile++) {
    const { answers } = answersOf(batch, tile, size, scales)
    for (const { row, box, stride, anchor, column, line } of answers) {
      const { x, y, w, h } = boxAt(batch.xywh, row)
      const [width, height] = [Math.max(1, w), Math.max(1, h)]
      const at = tile * boxes + box
      const c = batch.classes[row] as number
      const { missed, weight } = costs[c] as ClassCost
      made.positive[at] = missed * weight
      made.negative[at] = 0
      made.boxWeight[at] = weight * (2 - (width * height) / (size * size))
      made.labelWeight[at] = weight
      made.box.set([(x + w / 2) / stride - column, (y + h / 2) / stride - line], at * 4)
      made.box.set([Math.log(width / anchor[0]), Math.log(height / anchor[1])], at * 4 + 2)
      made.label[at * classes + c] = 1
    }
    objects += answers.length
  }
  return { count: batch.count, boxes, ...made, held: heldBoxes(batch, most), objects }
}

/** f32 [n, most or as many as a tile has, 4] */
function heldBoxes({ count, offset, xywh }: TileBatch, most: number): Float32Array {
  const width = Math.max(1, most, maxObjects({ offset }))
  const held = new Float32Array(count * width * 4)
  for (let tile = 0; tile < count; tile++) {
    const first = offset[tile] as number
    for (let row = first; row < (offset[tile + 1] as number); row++) {
      const { x, y, w, h } = boxAt(xywh, row)
      held.set([x, y, x + w, y + h], (tile * width + row - first) * 4)
    }
  }
  return held
}

/** Objects of the tile that has most of them. */
export function maxObjects({ offset }: Pick<TileLabels, 'offset'>): number {
  let most = 0
  for (let i = 1; i < offset.length; i++)
    most = Math.max(most, (offset[i] as number) - (offset[i - 1] as number))
  return most
}

function boxAt(xywh: Float32Array, row: number): { x: number; y: number; w: number; h: number } {
  const [x, y, w, h] = xywh.subarray(row * 4, row * 4 + 4) as unknown as [number, number, number, number]
  return { x, y, w, h }
}

/** Number of the first box of each scale, and the number of all. */
function startsOf(scales: readonly Scale[], size: number): number[] {
  const starts = [0]
  for (const { stride, anchors } of scales)
    starts.push((starts.at(-1) as number) + Math.floor(size / stride) ** 2 * anchors.length)
  return starts
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
