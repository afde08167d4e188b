/** Names and meanings of the dataset file: DESIGN section 6 is the contract, this is its one place in code. */
export const schema = 'windhover-dataset/1'
/** Mask values. A class's value is its number + 1. */
export const background = 0
export const ignore = 255

export const tileKinds = ['positive', 'near', 'background', 'hard'] as const
export type TileKind = (typeof tileKinds)[number]
export const splitNames = ['train', 'val', 'test'] as const
export type SplitName = (typeof splitNames)[number]

/** Where a tile was cut: origin of its top-left corner in pixels of `level`. */
export interface TilePlan {
  readonly image: number
  readonly level: number
  readonly x: number
  readonly y: number
  readonly kind: TileKind
  readonly split: SplitName
}

/** What a dataset was built from; stored whole in the file's `spec` attribute. */
export interface DatasetSpec {
  readonly tile: number
  readonly level: number
  /** Shares of train, val and test; they add up to 1. */
  readonly split: readonly [number, number, number]
  readonly seed: number
}

export interface SplitSummary {
  readonly tiles: number
  readonly objects: number
  /** Objects per class, in class order. */
  readonly classes: readonly number[]
}

/** What `inspect` and the Dataset step show. */
export interface DatasetSummary {
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

/** Tiles read into memory, in the order asked for. */
export interface TileBatch {
  readonly count: number
  /** u8 [count, size, size, 3] */
  readonly images: Uint8Array
  /** u8 [count, size, size]: 0 background, number + 1 of a class, 255 ignore */
  readonly masks: Uint8Array
  /** Boxes of tile i: rows offset[i] .. offset[i + 1] of xywh (f32, tile pixels) and classes (u8 class numbers). */
  readonly offset: Int32Array
  readonly xywh: Float32Array
  readonly classes: Uint8Array
}

/** A dataset file open for reading. Whole batches only; every call is synchronous (HDF5 is) and runs in a worker process. */
export interface DatasetReader {
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
  read(tiles: ArrayLike<number>): TileBatch
  close(): void
}
