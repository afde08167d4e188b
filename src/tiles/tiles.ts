import type { DisplaySetting } from '../records/image'
import type { ShownAs } from '../records/shownAs'
import type { PixelScale } from './pixelScale'
import type { LevelChoice } from './levels'

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

/** How much of the dataset each kind of tile should be; they add up to 1. */
export type TileShares = Readonly<Record<TileKind, number>>

/** What a dataset was built from; stored whole in the file's `spec` attribute. What is absent is as in `specDefaults`. */
export interface DatasetSpec {
  readonly tile: number
  readonly level: LevelChoice
  /** Shares of train, val and test; they add up to 1. */
  readonly split: readonly [number, number, number]
  readonly seed: number
  /** A kind of which there is not enough is made up for by the others that hold no object. */
  readonly shares?: TileShares | undefined
  /** The budget: no more tiles than this, whatever the number of objects. */
  readonly tiles?: number | undefined
  /** Share (0..1) of an object that a tile must show to teach it; below it its pixels are ignored. */
  readonly visible?: number | undefined
  /** Width of the band between two parts inside one image that belongs to neither, in pixels of the level. */
  readonly guard?: number | undefined
  /** By image: how its channels were rendered, where they are no colours. */
  readonly displays?: Readonly<Record<string, DisplaySetting>> | undefined
  /** In which ways its pictures were shown, each once; absent in older files. */
  readonly shownAs?: readonly ShownAs[] | undefined
  /** How pictures of another size were made to fit a tile, where whole pictures are the tiles. */
  readonly resize?: ResizeRule | undefined
  /** How the values of another program's pictures become 0..255, where they are read in place. */
  readonly pixels?: PixelScale | undefined
}

/** Whatever its shape, cut to a square around its middle, or with black borders. */
export const resizeRules = ['stretch', 'crop', 'pad'] as const
export type ResizeRule = (typeof resizeRules)[number]

/** Twice the heat-map model's margin: what a network says in one part hangs on no pixel that it sees in another. */
const guardBand = 160
export const specDefaults = {
  shares: { positive: 0.5, near: 0.1, background: 0.2, hard: 0.2 } satisfies TileShares,
  visible: 0.5,
  guard: guardBand,
  /** The file's size that the budget is for, where none is given. */
  bytes: 2e9,
} as const

/** Bytes of a tile in the file: picture and mask. */
export function tileBytes(tile: number): number {
  return tile * tile * 4
}

export function tilesFor(bytes: number, tile: number): number {
  return Math.max(1, Math.floor(bytes / tileBytes(tile)))
}

/** A spec with nothing left open. */
export function completeSpec(spec: DatasetSpec) {
  const { shares, visible, guard, bytes } = specDefaults
  return {
    ...spec,
    shares: spec.shares ?? shares,
    visible: spec.visible ?? visible,
    guard: spec.guard ?? guard,
    tiles: spec.tiles ?? tilesFor(bytes, spec.tile),
  }
}
export type CompleteSpec = ReturnType<typeof completeSpec>

/** What tiles show, in the order asked for. */
export interface TileLabels {
  /** Boxes of tile i: rows offset[i] .. offset[i + 1] of xywh (f32, tile pixels) and classes (u8 class numbers). */
  readonly offset: Int32Array
  readonly xywh: Float32Array
  readonly classes: Uint8Array
  /** u8 [count, classes]: one-hot or multi-hot class per tile; of tiles with objects, which classes they show. */
  readonly labels: Uint8Array
}

/** Tiles read into memory, in the order asked for. */
export interface TileBatch extends TileLabels {
  readonly count: number
  /** u8 [count, size, size, 3] */
  readonly images: Uint8Array
  /** u8 [count, size, size]: 0 background, number + 1 of a class, 255 ignore; where there are `sets`, theirs besides */
  readonly masks: Uint8Array
  /** Sets of classes that ground was checked for: see `CheckedSets`. */
  readonly sets?: readonly Uint8Array[] | undefined
}

/** What a dataset's labels are for: `detect` has masks and boxes, `classify` has only `labels` (masks and boxes are empty). */
export type DatasetTask = 'detect' | 'classify'
