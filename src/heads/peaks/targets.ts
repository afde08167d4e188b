import { isCheckedFor } from '../../tiles/checkedSets'
import { ignore, type TileBatch } from '../../tiles/tiles'
import type { NamedArrays } from '../../engine/graph/compiler'

export interface TargetShape {
  /** Side of a tile in pixels, a multiple of `stride`. */
  readonly size: number
  readonly stride: number
  readonly classes: number
}

/** What the network should say of n tiles; one value a cell of the output grid (g × g cells) unless it says more. */
export interface HeatmapTargets {
  readonly count: number
  readonly grid: number
  /** f32 [n, g, g, classes]: 1 in the cell of an object's centre, else 0. */
  readonly positive: Float32Array
  /** f32 [n, g, g, classes]: weight as a negative; 0 at centres and where nobody has checked, low close to a centre. */
  readonly negative: Float32Array
  /** f32 [n, g, g, 4]: log(width / stride), log(height / stride), centre's x and y in its cell; at centres only. */
  readonly box: Float32Array
  /** f32 [n, g, g, 1]: 1 where `box` holds. */
  readonly centre: Float32Array
  readonly objects: number
}

/** The target of the loss, weighted: `hits` and `alarms` are factors of found and of wrong objects, one a class. */
export interface HeatmapTarget extends TargetShape {
  readonly kind: 'heatmap'
  readonly hits?: readonly number[] | undefined
  readonly alarms?: readonly number[] | undefined
}

/** Standard deviation of the bump around a centre as a share of the box's side, and its least value in cells. */
const spread = 0.15
const minSigma = 0.8

export function heatmapArrays(batch: TileBatch, target: HeatmapTarget): NamedArrays {
  const { count, grid, positive, negative, box, centre, objects } = heatmapTargets(batch, target)
  const cells = (data: Float32Array) => ({
    data,
    shape: [count, grid, grid, data.length / (count * grid * grid)],
  })
  return {
    positive: cells(scaled(positive, target.hits)),
    negative: cells(scaled(negative, target.alarms)),
    box: cells(box),
    centre: cells(centre),
    objects: { data: Float32Array.of(Math.max(1, objects)), shape: [] },
  }
}

/** values: [n, factors]; in place. */
function scaled(values: Float32Array, factors: readonly number[] | undefined): Float32Array {
  if (!factors?.some((factor) => factor !== 1)) return values
  for (let i = 0; i < values.length; i++) values[i] = values[i]! * factors[i % factors.length]!
  return values
}

/**
 * Heat-map targets of CenterNet (Zhou, Wang, Krähenbühl: Objects as Points, 2019, section 3), with a bump as wide as the
 * box along each axis (Liu et al.: Training-Time-Friendly Network, 2020, section 3.2). A floor keeps the bump of a small
 * object wider than a cell. A cell with any pixel that nobody has checked is never a negative, nor one of a class that
 * it was not checked for.
 */
export function heatmapTargets(batch: TileBatch, shape: TargetShape): HeatmapTargets {
  const { size, stride, classes } = shape
  const grid = Math.floor(size / stride)
  const cells = grid * grid
  const heat = new Float32Array(batch.count * cells * classes)
  const positive = new Float32Array(batch.count * cells * classes)
  const box = new Float32Array(batch.count * cells * 4)
  const centre = new Float32Array(batch.count * cells)
  let objects = 0
  for (let tile = 0; tile < batch.count; tile++) {
    const end = batch.offset[tile + 1] as number
    for (let row = batch.offset[tile] as number; row < end; row++) {
      const [x, y, w, h] = batch.xywh.subarray(row * 4, row * 4 + 4) as unknown as [
        number,
        number,
        number,
        number,
      ]
      const [cx, cy] = [(x + w / 2) / stride, (y + h / 2) / stride]
      const c = batch.classes[row] as number
      // Of this class in this tile, a cell after the other.
      const own = { heat: heat.subarray(tile * cells * classes + c), grid, classes }
      raiseBump(own, bump(cx, w / stride, grid), bump(cy, h / stride, grid))
      const [column, line] = [Math.floor(cx), Math.floor(cy)]
      if (column < 0 || line < 0 || column >= grid || line >= grid) continue
      const cell = tile * cells + line * grid + column
      positive[cell * classes + c] = 1
      centre[cell] = 1
      const size = [Math.log(Math.max(1, w) / stride), Math.log(Math.max(1, h) / stride)]
      box.set([...size, cx - column, cy - line], cell * 4)
      objects++
    }
  }
  const negative = negativeWeights(heat, positive, batch, shape)
  return { count: batch.count, grid, positive, negative, box, centre, objects }
}

/** Raises `heat` of a class, every `classes`th value, to the height of a Gaussian; the centre's own cell is 1. */
function raiseBump(
  { heat, grid, classes }: { readonly heat: Float32Array; readonly grid: number; readonly classes: number },
  across: ReturnType<typeof bump>,
  down: ReturnType<typeof bump>,
): void {
  for (let y = 0; y < down.values.length; y++) {
    for (let x = 0; x < across.values.length; x++) {
      const at = ((down.first + y) * grid + across.first + x) * classes
      const height = (down.values[y] as number) * (across.values[x] as number)
      if (height > (heat[at] as number)) heat[at] = height
    }
  }
}

/** The bump along one axis, to three standard deviations: a Gaussian is the product of those along both. */
function bump(centre: number, side: number, grid: number): { first: number; values: number[] } {
  const sigma = Math.max(minSigma, side * spread)
  const [cell, reach] = [Math.floor(centre), Math.ceil(3 * sigma)]
  const first = Math.max(0, cell - reach)
  const length = Math.max(0, Math.min(grid - 1, cell + reach) - first + 1)
  const values = Array.from({ length }, (_, i) => Math.exp(-((first + i - cell) ** 2) / (2 * sigma ** 2)))
  return { first, values }
}

function negativeWeights(
  heat: Float32Array,
  positive: Float32Array,
  batch: TileBatch,
  shape: TargetShape,
): Float32Array {
  const { size, stride, classes } = shape
  const grid = Math.floor(size / stride)
  const weights = new Float32Array(heat.length)
  for (let tile = 0; tile < batch.count; tile++) {
    const mask = batch.masks.subarray(tile * size * size, (tile + 1) * size * size)
    const { sets } = batch
    const unchecked = mask.includes(ignore) ? uncheckedCells(mask, size, stride) : undefined
    const partly = sets && partlyUnchecked(mask, sets, shape)
    for (let cell = 0; cell < grid * grid; cell++) {
      if (unchecked?.[cell]) continue
      const from = (tile * grid * grid + cell) * classes
      for (let at = from; at < from + classes; at++) {
        const height = heat[at] as number
        if (partly?.[at - tile * grid * grid * classes]) continue
        if (positive[at] === 0) weights[at] = height === 0 ? 1 : fourthPower(1 - height)
      }
    }
  }
  return weights
}

function fourthPower(x: number): number {
  const square = x * x
  return square * square
}

/** u8 [g, g, classes]: 1 where a cell has a pixel that was not checked for the class; undefined where all were. */
function partlyUnchecked(
  mask: Uint8Array,
  sets: readonly Uint8Array[],
  { size, stride, classes }: TargetShape,
): Uint8Array | undefined {
  const least = ignore - sets.length
  if (mask.every((value) => value < least || value === ignore)) return undefined
  const grid = Math.floor(size / stride)
  const cells = new Uint8Array(grid * grid * classes)
  for (let y = 0; y < grid * stride; y++)
    for (let x = 0; x < grid * stride; x++) {
      const value = mask[y * size + x] as number
      if (value < least || value === ignore) continue
      const cell = Math.floor(y / stride) * grid + Math.floor(x / stride)
      for (let c = 0; c < classes; c++) if (!isCheckedFor(value, c, sets)) cells[cell * classes + c] = 1
    }
  return cells
}

/** u8 [g, g]: 1 where a cell has a pixel that nobody has checked. */
function uncheckedCells(mask: Uint8Array, size: number, stride: number): Uint8Array {
  const grid = Math.floor(size / stride)
  const cells = new Uint8Array(grid * grid)
  for (let y = 0; y < grid * stride; y++) {
    const row = mask.subarray(y * size, (y + 1) * size)
    // Most rows have none, which the engine's own search finds out sixteen pixels at a time.
    const first = row.indexOf(ignore)
    if (first < 0) continue
    const line = Math.floor(y / stride) * grid
    for (let cell = Math.floor(first / stride); cell < grid; cell++) {
      if (cells[line + cell]) continue
      const end = (cell + 1) * stride
      let x = end - stride
      while (x < end && row[x] !== ignore) x++
      if (x < end) cells[line + cell] = 1
    }
  }
  return cells
}
