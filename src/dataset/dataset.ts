import type { DatasetSpec, DatasetTask, SplitName, TileBatch, TileKind, TileLabels } from '../tiles/tiles'

/** Names and meanings of the dataset file: src/docs/dataset-file.md is the contract, this its one place in code. */
export const schema = 'windhover-dataset/1'

export interface SplitSummary {
  readonly tiles: number
  readonly objects: number
  /** Objects per class, in class order. */
  readonly classes: readonly number[]
}

/** What `inspect` and the Dataset step show. */
export interface DatasetSummary {
  readonly task: DatasetTask
  readonly several: boolean
  /** Another program's file that the tiles are read from, where they are not copied. */
  readonly reference?: string | undefined
  readonly path: string
  readonly bytes: number
  readonly spec: DatasetSpec
  readonly classNames: readonly string[]
  readonly tiles: Record<TileKind, number>
  readonly splits: Record<SplitName, SplitSummary>
  readonly objects: number
  readonly mean: readonly number[]
  readonly std: readonly number[]
  readonly datasets: readonly {
    readonly path: string
    readonly type: string
    readonly shape: readonly number[]
  }[]
  readonly sources: readonly {
    readonly path: string
    readonly sha256: string
    readonly width: number
    readonly height: number
  }[]
  /** Per tile, for lists that lead back to the picture: `inspect` fills it, a project's short summary leaves it out. */
  readonly index?: TileIndex | undefined
}

/** Where each of the N tiles was cut and what it is. */
export interface TileIndex {
  /** i32 [N, 4]: image, level, x, y */
  readonly origin: Int32Array
  /** u8 [N], index into `tileKinds` */
  readonly kind: Uint8Array
  /** u8 [N], index into `splitNames` */
  readonly split: Uint8Array
}

export interface PartlyTileGround {
  /** Tiles of background that were not checked for all classes. */
  readonly background: Int32Array
  /** As `read`, with the sets of classes that ground was checked for in the masks. */
  read(tiles: ArrayLike<number>): TileBatch
}

/** A dataset file open for reading. Whole batches only; every call is synchronous (HDF5 is) and runs in a worker process. */
export interface DatasetReader {
  readonly task: DatasetTask
  /** Whether a tile may have several labels: sigmoid instead of softmax. */
  readonly several: boolean
  readonly length: number
  readonly tile: number
  readonly classNames: readonly string[]
  /** Per-channel mean and standard deviation over the train split, in 0..255. */
  readonly mean: readonly number[]
  readonly std: readonly number[]
  readonly spec: DatasetSpec
  readonly split: Readonly<Record<SplitName, Int32Array>>
  /** u8 [N], index into `tileKinds` */
  readonly kind: Uint8Array
  /** i32 [N, 4]: image, level, x, y */
  readonly origin: Int32Array
  /**
   * Where reading waits for something else, pictures to be decoded: it is begun here, and `read` of the very same tiles has them
   * at once when this is done. Absent where `read` needs nothing before it.
   */
  fetch?(tiles: ArrayLike<number>): Promise<void>
  read(tiles: ArrayLike<number>): TileBatch
  /** What was checked for some classes alone, which masks say nothing of as `read` gives them. */
  readonly partly?: PartlyTileGround | undefined
  /** Labels without pixels: from memory, whatever the file's size. */
  labels(tiles: ArrayLike<number>): TileLabels
  /** Pixels, at the levels of the tiles, of the checked ground that was held back for validation; undefined: not known. */
  validationArea?(): number | undefined
  close(): void
}
