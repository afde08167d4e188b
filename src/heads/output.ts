import type { Detections } from '../found/detections'

/** Of the windows of a batch, in pixels. */
export interface WindowSize {
  readonly width: number
  readonly height: number
}

/** What the heat-map network says of n windows; the grid has width / stride × height / stride cells. */
export interface RawOutput {
  readonly kind: 'peaks'
  /** f32 [n, gridHeight, gridWidth, classes], scores 0..1 */
  readonly heat: Float32Array
  /** f32 [n, gridHeight, gridWidth, 2]: width and height of a box whose centre lies in the cell, in pixels */
  readonly size: Float32Array
  /** f32 [n, gridHeight, gridWidth, 2]: centre of that box from the cell's top-left corner, in cells (0..1) */
  readonly offset: Float32Array
}

/** What a network says that finds its boxes itself; `heat` as above. */
export interface FoundOutput {
  readonly kind: 'anchors'
  readonly heat: Float32Array
  /** For each of the n windows, in its pixels. */
  readonly found: readonly Detections[]
}

/** What a segmentation says; `heat` f32 [n, gridHeight, gridWidth, 1]. */
export interface RegionOutput {
  readonly kind: 'regions'
  readonly heat: Float32Array
  /** u8 [n, height, width]: 0 background, number + 1 of a class */
  readonly labels: Uint8Array
  /** u8 [n, height, width]: probability of the likeliest class, 255 = 1 */
  readonly scores: Uint8Array
}

/** What a network says of windows; `kind` is the folder that reads it. Classes are no output of windows: a tile has one. */
export type WindowOutput = RawOutput | FoundOutput | RegionOutput
