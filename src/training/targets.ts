import { ignore, type TileBatch } from '../dataset/dataset'

export interface TargetShape {
  /** Side of a tile in pixels, a multiple of `stride`. */
  readonly size: number
  readonly stride: number
  readonly classes: number
}

/** What the network should say of n tiles; one value a cell of the output grid (g × g cells) unless it says more. */
export interface Targets {
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

/** Standard deviation of the bump around a centre as a share of the box's side, and its least value in cells. */
const spread = 0.15
const leastSigma = 0.8

/**
 * Heat-map targets of CenterNet (Zhou, Wang, Krähenbühl: Objects as Points, 2019, section 3), with a bump as wide as the
 * box along each axis (Liu et al.: Training-Time-Friendly Network, 2020, section 3.2). A floor keeps the bump of a small
 * object wider than a cell. A cell with any pixel that nobody has checked is never a negative.
 */
export function makeTargets(batch: TileBatch, shape: TargetShape): Targets {
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
      raiseBump(heat.subarray(tile * cells * classes), grid, classes, c, cx, cy, w / stride, h / stride)
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

/** Raises `heat` of class c to the height of a Gaussian around (cx, cy), all in cells; the centre's own cell is 1. */
function raiseBump(
  heat: Float32Array,
  grid: number,
  classes: number,
  c: number,
  cx: number,
  cy: number,
  w: number,
  h: number,
): void {
  const sigmaX = Math.max(leastSigma, w * spread)
  const sigmaY = Math.max(leastSigma, h * spread)
  const [column, line] = [Math.floor(cx), Math.floor(cy)]
  const [reachX, reachY] = [Math.ceil(3 * sigmaX), Math.ceil(3 * sigmaY)]
  for (let y = Math.max(0, line - reachY); y <= Math.min(grid - 1, line + reachY); y++) {
    for (let x = Math.max(0, column - reachX); x <= Math.min(grid - 1, column + reachX); x++) {
      const distance = (x - column) ** 2 / (2 * sigmaX ** 2) + (y - line) ** 2 / (2 * sigmaY ** 2)
      const at = (y * grid + x) * classes + c
      heat[at] = Math.max(heat[at] as number, Math.exp(-distance))
    }
  }
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
  for (let tile = 0, cell = 0; tile < batch.count; tile++) {
    const mask = batch.masks.subarray(tile * size * size, (tile + 1) * size * size)
    for (let y = 0; y < grid; y++) {
      for (let x = 0; x < grid; x++, cell++) {
        if (!cellChecked(mask, size, x * stride, y * stride, stride)) continue
        for (let at = cell * classes; at < (cell + 1) * classes; at++) {
          if (positive[at] === 0) weights[at] = fourthPower(1 - (heat[at] as number))
        }
      }
    }
  }
  return weights
}

function fourthPower(x: number): number {
  const square = x * x
  return square * square
}

function cellChecked(mask: Uint8Array, size: number, left: number, top: number, stride: number): boolean {
  for (let y = top; y < top + stride; y++) {
    for (let x = left; x < left + stride; x++) if (mask[y * size + x] === ignore) return false
  }
  return true
}
