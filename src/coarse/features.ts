import type { Rect } from '../geometry/rect'
import { cellPixels } from '../similar/featureMap'

/** Where the middle of a cell lies in it, in pixels: see src/similar/featureMap.ts. */
const firstMiddle = 2

/** What the pretrained encoder says of each place of a picture at a coarse level. */
export interface CoarseFeatures {
  readonly width: number
  readonly height: number
  readonly channels: number
  /** f32 [height, width, channels] */
  readonly data: Float32Array
  /** Full-size pixels a cell. */
  readonly stride: number
}

/** Numbers of the cells whose middles lie in a rectangle of full-size pixels, or less than a cell beside it. */
export function cellsAround({ width, height, stride }: CoarseFeatures, { x, y, w, h }: Rect): number[] {
  const middle = (firstMiddle / cellPixels) * stride
  const first = (from: number) => Math.max(0, Math.ceil((from - middle) / stride - 1))
  const last = (to: number, count: number) => Math.min(count - 1, Math.floor((to - middle) / stride + 1))
  const cells: number[] = []
  for (let row = first(y); row <= last(y + h, height); row++)
    for (let column = first(x); column <= last(x + w, width); column++) cells.push(row * width + column)
  return cells
}

/** The cell whose middle is nearest to a point in full-size pixels. */
export function coarseCellAt({ width, height, stride }: CoarseFeatures, x: number, y: number): number {
  const nearest = (at: number, count: number) =>
    Math.min(count - 1, Math.max(0, Math.round(at / stride - firstMiddle / cellPixels)))
  return nearest(y, height) * width + nearest(x, width)
}

/** The middle of a cell in full-size pixels. */
export function coarseMiddleOf({ width, stride }: CoarseFeatures, cell: number): { x: number; y: number } {
  const place = (i: number) => (i + firstMiddle / cellPixels) * stride
  return { x: place(cell % width), y: place(Math.floor(cell / width)) }
}
