import type { LevelChoice } from '../tiles/levels'
import type { ResizeRule } from '../tiles/tiles'

/** A trained run that says the class of a tile, loaded and ready. */
export interface Classifier {
  readonly run: string
  readonly engine: string
  readonly classNames: readonly string[]
  /** A tile may have several classes or none, instead of exactly one. */
  readonly several: boolean
  /** The probability from which a class counts. */
  readonly threshold: number
  /** Side of the dataset's tiles in pixels: what `classify` takes. The network may see a crop of it. */
  readonly tile: number
  /** How whole pictures became tiles of the dataset; undefined where its tiles were cut from pictures, at `level`. */
  readonly resize: ResizeRule | undefined
  /** Nobody said how: the dataset's pictures were square before. */
  readonly assumed: boolean
  readonly level: LevelChoice
  /**
   * tiles: u8 [count, tile, tile, 3], any count. Probabilities f32 [count, classes]: preprocessed as in training, of the centre
   * crop or averaged over all views.
   */
  classify(tiles: Uint8Array, count: number): Promise<Float32Array>
  close(): void
}

/** What a classifier says of an image's tiles. */
export interface TileClasses {
  /** f32 [tiles, 4]: x, y, w, h in full-size pixels */
  readonly xywh: Float32Array
  /** f32 [tiles, classes] */
  readonly probability: Float32Array
}

/** The likeliest of the classes of row i; of equals the first. What is NaN is none. */
export function likeliest(scores: Float32Array, classes: number, row: number): number {
  let [best, most] = [0, -Infinity]
  for (let c = 0; c < classes; c++) {
    const score = scores[row * classes + c] as number
    if (score > most) [best, most] = [c, score]
  }
  return best
}
