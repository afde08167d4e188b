import type { LevelChoice } from '../tiles/levels'
import type { Detections } from './prediction'

/** What the heat-map network says of n windows; the grid has width / stride × height / stride cells. */
export interface RawOutput {
  /** f32 [n, gridHeight, gridWidth, classes], scores 0..1 */
  readonly heat: Float32Array
  /** f32 [n, gridHeight, gridWidth, 2]: width and height of a box whose centre lies in the cell, in pixels */
  readonly size: Float32Array
  /** f32 [n, gridHeight, gridWidth, 2]: centre of that box from the cell's top-left corner, in cells (0..1) */
  readonly offset: Float32Array
}

/** What a network says that finds its boxes itself; `heat` as above. */
export interface FoundOutput {
  readonly heat: Float32Array
  /** For each of the n windows, in its pixels. */
  readonly found: readonly Detections[]
}

/** What a segmentation says; `heat` f32 [n, gridHeight, gridWidth, 1]. */
export interface RegionOutput {
  readonly heat: Float32Array
  /** u8 [n, height, width]: 0 background, number + 1 of a class */
  readonly labels: Uint8Array
  /** u8 [n, height, width]: probability of the likeliest class, 255 = 1 */
  readonly scores: Uint8Array
}

export type WindowOutput = RawOutput | FoundOutput | RegionOutput

/** A trained run, loaded and ready. Fully convolutional: any window whose sides are multiples of `multiple`. */
export interface Detector {
  readonly run: string
  readonly engine: string
  readonly classNames: readonly string[]
  /** Pixels a cell of the output. */
  readonly stride: number
  readonly multiple: number
  /** Half of the receptive field in pixels: closer than this to a window's edge, scores lack context. */
  readonly margin: number
  /** The level of the tiles that it learned from: of all, or of each image by the size of its objects. */
  readonly level: LevelChoice
  /** The window side that the run was trained with. */
  readonly tile: number
  /** The score from which a detection counts: best F1 on the validation split, steadied where that holds few objects. */
  readonly threshold: number
  /** images: u8 [n, height, width, 3]. */
  predict(images: Uint8Array, n: number, width: number, height: number): Promise<WindowOutput>
  dispose(): void
}
