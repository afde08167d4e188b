import type { Depth, Pixels } from './pixels'

/** What the samples of a picture mean. */
export interface PixelKind {
  readonly bits: Depth
  readonly channels: number
  /** Three channels that are seen as they are; all else is rendered by its display setting. */
  readonly rgb: boolean
  /** Channels are bands of light, the first three red, green and blue; elsewhere, stains of a microscope for one. */
  readonly bands?: boolean | undefined
}

/** One level of a picture as it lies in a file, in tiles or strips. */
export interface StoredLevel {
  readonly width: number
  readonly height: number
  readonly tileWidth: number
  readonly tileHeight: number
  /** What lies beyond the border in a tile continues the picture: such a tile can be shown as it is. */
  readonly padded: boolean
  /** A tile as a whole JPEG, not decoded; undefined where tiles are something else. */
  readonly jpeg: ((column: number, row: number) => Promise<Uint8Array>) | undefined
  /** The channels asked for of one tile; what lies beyond the border is cut off or without meaning. */
  decode(column: number, row: number, channels: readonly number[]): Promise<Pixels>
}

/** A picture in a file, or in a folder of tiles. */
export interface StoredPicture {
  readonly width: number
  readonly height: number
  readonly kind: PixelKind
  readonly channelNames: readonly string[]
  /** Colours that the file gives its channels, `#rrggbb`. */
  readonly channelColors: readonly (string | undefined)[]
  /** By the power of two by which they are smaller; some may be missing. */
  readonly levels: ReadonlyMap<number, StoredLevel>
  close(): Promise<void>
}

/** The level that a smaller copy of a picture is: both sides shrunk by the same power of two, rounded either way. */
export function levelOf(
  whole: { readonly width: number; readonly height: number },
  copy: { readonly width: number; readonly height: number },
): number | undefined {
  const level = Math.round(Math.log2(Math.max(whole.width / copy.width, whole.height / copy.height)))
  const fits = (full: number, small: number) => Math.abs(full / 2 ** level - small) <= 1
  const found = level >= 0 && fits(whole.width, copy.width) && fits(whole.height, copy.height)
  return found ? level : undefined
}
