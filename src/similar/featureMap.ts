import type { Rect } from '../geometry/rect'

/** Pixels of the encoder's input between two cells. */
export const cellPixels = 8
/** Numbers that are kept of each cell. */
export const channels = 32

/**
 * Where the middle of cell 0 lies in the encoder's input, in pixels. By TensorFlow's "same" padding the maps at stride 8 move
 * by 3.5 pixels and those at stride 16 by 7.5, and means over an even number of cells by half a cell; what was learned goes
 * against it. Squares at known places of 30 to 64 pixels, bright and dark, peak where this says, within 2 pixels on the average.
 */
const firstMiddle = 2

/** What each place of a picture looks like: cells every 8 pixels of the encoder's input, row by row. */
export interface FeatureMap {
  readonly width: number
  readonly height: number
  /** i8 [height, width, channels]: whitened contrast z as z / √|z|, times `gain`. */
  readonly data: Int8Array
  /** Pixels of the encoder's input a full-size pixel. */
  readonly scale: number
}

/** Of √|z|-normalised numbers; what lies beyond 127 / gain is cut off. */
export const gain = 24

/** The middle of a cell in full-size pixels. */
export function middleOf({ width, scale }: FeatureMap, cell: number): { x: number; y: number } {
  const place = (i: number) => (i * cellPixels + firstMiddle) / scale
  return { x: place(cell % width), y: place(Math.floor(cell / width)) }
}

/** The cell nearest to the middle of a rectangle, which may lie beside the picture. */
export function cellAt({ width, height, scale }: FeatureMap, { x, y, w, h }: Rect): number {
  const nearest = (middle: number, count: number) =>
    Math.min(count - 1, Math.max(0, Math.round((middle * scale - firstMiddle) / cellPixels)))
  return nearest(y + h / 2, height) * width + nearest(x + w / 2, width)
}

/** A cell's numbers at length 1; of a cell without any contrast all 0. */
export function directionOf({ data }: FeatureMap, cell: number): Float64Array {
  const values = Float64Array.from(data.subarray(cell * channels, (cell + 1) * channels))
  const length = Math.hypot(...values) || 1
  return values.map((value) => value / length)
}

/** A cell's whitened contrast itself: its length says how unlike its surroundings the cell is. */
export function contrastOf({ data }: FeatureMap, cell: number): Float64Array {
  const values = Float64Array.from(data.subarray(cell * channels, (cell + 1) * channels), (n) => n / gain)
  const length = Math.hypot(...values)
  return values.map((value) => value * length)
}
