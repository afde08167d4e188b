import type { Rect } from '../geometry/rect'
import { cellPixels } from '../similar/featureMap'

/** Where the middle of a cell lies in it, in pixels: see src/similar/featureMap.ts. */
const firstMiddle = 2

/** Cells a side of a window that is shown to the encoder. */
export const windowCells = 144

interface CoarseGrid {
  /** In cells. */
  readonly width: number
  readonly height: number
  /** Full-size pixels a cell. */
  readonly stride: number
}

/** What the pretrained encoder says of some places of a picture at a coarse level. */
export interface CoarseFeatures extends CoarseGrid {
  readonly channels: number
  /** By the number of the window, row by row: f32 [windowCells, windowCells, channels]; those that were looked at. */
  readonly windows: ReadonlyMap<number, Float32Array>
}

/** A number for each cell. */
export interface CoarseScores extends CoarseGrid {
  /** f32 [height, width]; log odds */
  readonly scores: Float32Array
}

/** f32 [channels] of a cell; undefined where nothing was looked at. */
export function coarseRow(
  { width, channels, windows }: CoarseFeatures,
  cell: number,
): Float32Array | undefined {
  const [x, y] = [cell % width, Math.floor(cell / width)]
  const across = Math.ceil(width / windowCells)
  const data = windows.get(Math.floor(y / windowCells) * across + Math.floor(x / windowCells))
  const at = ((y % windowCells) * windowCells + (x % windowCells)) * channels
  return data?.subarray(at, at + channels)
}

/** Numbers of the cells whose middles lie in a rectangle of full-size pixels, or less than a cell beside it. */
export function cellsAround({ width, height, stride }: CoarseGrid, { x, y, w, h }: Rect): number[] {
  const middle = (firstMiddle / cellPixels) * stride
  const first = (from: number) => Math.max(0, Math.ceil((from - middle) / stride - 1))
  const last = (to: number, count: number) => Math.min(count - 1, Math.floor((to - middle) / stride + 1))
  const cells: number[] = []
  for (let row = first(y); row <= last(y + h, height); row++)
    for (let column = first(x); column <= last(x + w, width); column++) cells.push(row * width + column)
  return cells
}

/** The cell whose middle is nearest to a point in full-size pixels. */
export function coarseCellAt({ width, height, stride }: CoarseGrid, x: number, y: number): number {
  const nearest = (at: number, count: number) =>
    Math.min(count - 1, Math.max(0, Math.round(at / stride - firstMiddle / cellPixels)))
  return nearest(y, height) * width + nearest(x, width)
}

/** The middle of a cell in full-size pixels. */
export function coarseMiddleOf({ width, stride }: CoarseGrid, cell: number): { x: number; y: number } {
  const place = (i: number) => (i + firstMiddle / cellPixels) * stride
  return { x: place(cell % width), y: place(Math.floor(cell / width)) }
}
