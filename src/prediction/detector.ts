/** What the network says of n windows of width × height pixels; the grid has width / stride × height / stride cells. */
export interface RawOutput {
  /** f32 [n, gridHeight, gridWidth, classes], scores 0..1 */
  readonly heat: Float32Array
  /** f32 [n, gridHeight, gridWidth, 2]: width and height of a box whose centre lies in the cell, in pixels */
  readonly size: Float32Array
  /** f32 [n, gridHeight, gridWidth, 2]: centre of that box from the cell's top-left corner, in cells (0..1) */
  readonly offset: Float32Array
}

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
  /** The window side that the run was trained with. */
  readonly tile: number
  /** The score from which a detection counts: best F1 on the validation split, steadied where that holds few objects. */
  readonly threshold: number
  /** images: u8 [n, height, width, 3]. */
  predict(images: Uint8Array, n: number, width: number, height: number): Promise<RawOutput>
  dispose(): void
}
