import type { WindowOutput } from '../heads/output'
import type { LevelChoice } from '../tiles/levels'

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
  /** Largest side of a window in pixels, where it is not the usual one. */
  readonly window?: number | undefined
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
