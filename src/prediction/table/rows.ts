import type { Threshold } from '../../found/threshold'

/** What a run says of tiles or pictures, row by row: what a table of predictions is written from. */
export interface TableAbout {
  readonly kind: 'classes' | 'detections'
  readonly run: string
  readonly classNames: readonly string[]
  /** A tile may have several labels, or none. */
  readonly several: boolean
  /** The score from which on a class counts, where there may be several, or a detection does. */
  readonly threshold: Threshold
  /** What was predicted: a dataset, a folder or a list; and its part, if only one was. */
  readonly from: string
  readonly split?: string | undefined
  /** Pictures that rows name by number. */
  readonly sources: readonly string[]
  /** The true labels are known. */
  readonly labelled: boolean
  /** Rows say how large what they are of is. */
  readonly sized?: boolean | undefined
}

/** Where n rows come from. */
interface Places {
  /** Tile numbers, or those of the pictures; -1 for a whole picture among its tiles. */
  readonly tile: Int32Array
  /** Rows of `sources`; -1 where it is not known. */
  readonly source: Int32Array
  /** i32 [n, 3]: level, x and y of the tile's corner in pixels of that level; -1 where it is not known. */
  readonly place: Int32Array
  /** i32 [n, 2]: width and height in the same pixels, where rows say it. */
  readonly size?: Int32Array | undefined
}

/** A row a tile. */
export interface ClassifiedTiles extends Places {
  /** f32 [n, classes]; NaN for a class that the run did not know. */
  readonly probabilities: Float32Array
  /** u8 [n, classes] of 0 and 1, where they are known. */
  readonly labels?: Uint8Array | undefined
}

/** A row a detection. */
export interface FoundRows extends Places {
  /** u8 [n], class numbers */
  readonly class: Uint8Array
  /** f32 [n] */
  readonly score: Float32Array
  /** f32 [n, 4]: x, y, width, height in pixels of the tile, or of the picture where it was searched whole. */
  readonly xywh: Float32Array
}

export type TableRows = ClassifiedTiles | FoundRows

export function rowCount({ tile }: TableRows): number {
  return tile.length
}
