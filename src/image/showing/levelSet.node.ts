import { AppError } from '../../base/errors'
import { intersect, type Rect } from '../../geometry/rect'
import { says } from '../../messages/says/says'
import { render } from './display'
import { seenChannels } from './stains'
import type { DisplaySetting } from '../../records/image'
import type { EncodedTiles } from './encodedTiles'
import type { PicturePart } from '../../records/image'
import { levelSize } from '../pixels/pixelSource'
import type { PixelKind, StoredLevel, StoredPicture } from '../pixels/picture'
import { copyInto, fitByEdge, halve, samplesOf, type Pixels } from '../pixels/pixels'
import { sharp } from '../reading/sharp.node'
import { TileMemory } from './tileMemory'

/** A level that is not stored is made of a finer one of at most so many pixels for what is read. */
const derivedLimit = 20 * 1024 * 1024
/** A level of at most so many pixels can be derived from as a whole. */
const smallLevel = 16 * 1024 * 1024
/** Of decoded tiles, for reads that overlap. */
const memoryBytes = 24 * 1024 * 1024

/** A level that is being built may be had from a finer one meanwhile. */
function unlessPending(error: unknown): undefined {
  if (!(error instanceof AppError && error.code === 'tile-pending')) throw error
}

export function pendingTile(path: string): AppError {
  return new AppError('tile-pending', says.image.thisPartOfPathIs(path))
}

/** Colours are decoded together. */
const colors = [0, 1, 2]

export interface LevelSetOptions {
  readonly path: string
  /** Which part of the file it is, where it holds several. */
  readonly part?: PicturePart | undefined
  readonly width: number
  readonly height: number
  readonly levels: number
  readonly tileSize: number
  readonly display?: DisplaySetting | undefined
}

/** Levels that cannot be had from what is stored without much work: these are built. Empty where there are none. */
export function missingLevels(stored: ReadonlyMap<number, StoredLevel>, levels: number): number[] {
  const missing: number[] = []
  let below: { readonly level: number; readonly size: number } | undefined
  for (let level = 0; level < levels; level++) {
    const found = stored.get(level)
    if (found) below = { level, size: found.width * found.height }
    else if (!below || (below.size > smallLevel && !(level - below.level === 1 && stored.has(level + 1))))
      missing.push(level)
  }
  return missing
}

/**
 * The picture at every level, from wherever its levels are stored: its own file, what was built beside it, or a finer level.
 * Everything that leaves here is rendered by the display setting. Closes the pictures that it was given.
 */
export class LevelSet implements EncodedTiles {
  readonly width: number
  readonly height: number
  readonly levels: number
  readonly tileSize: number
  readonly kind: PixelKind
  readonly channelNames: readonly string[]
  private readonly stored = new Map<number, StoredLevel>()
  private readonly memory = new TileMemory(memoryBytes)
  private readonly display: DisplaySetting | undefined

  constructor(
    private readonly options: LevelSetOptions,
    private readonly pictures: readonly StoredPicture[],
  ) {
    const first = pictures[0] as StoredPicture
    this.width = options.width
    this.height = options.height
    this.levels = options.levels
    this.tileSize = options.tileSize
    this.kind = first.kind
    this.channelNames = first.channelNames
    this.display = options.display
    for (const picture of pictures)
      for (const [number, level] of picture.levels)
        if (!this.stored.has(number)) this.stored.set(number, level)
  }

  get storedLevels(): ReadonlyMap<number, StoredLevel> {
    return this.stored
  }

  /** As it lies on the disk wherever that can be shown; rendered or cut anew elsewhere. */
  async tile(level: number, column: number, row: number): Promise<Uint8Array> {
    const side = this.tileSize
    const size = levelSize(this.width, this.height, level)
    const [x, y] = [column * side, row * side]
    if (!(level >= 0 && level < this.levels && x >= 0 && y >= 0 && x < size.width && y < size.height))
      throw new AppError(
        'tile-missing',
        says.image.pathHasNoTileColumn(this.options.path, column, row, level),
      )
    const stored = this.stored.get(level)
    const same = stored?.tileWidth === side && stored.tileHeight === side
    const inside = stored?.padded || (stored && x + side <= stored.width && y + side <= stored.height)
    if (same && inside && stored.jpeg && !this.display) {
      const jpeg = await stored.jpeg(column, row).catch(unlessPending)
      if (jpeg) return jpeg
    }
    const region = { x, y, w: Math.min(side, size.width - x), h: Math.min(side, size.height - y) }
    const data = await this.read(region, level)
    const whole = fitByEdge({ data, width: region.w, height: region.h, channels: 3 }, side, side)
    return sharp(whole.data, { raw: { width: side, height: side, channels: 3 } })
      .jpeg({ quality: 90 })
      .toBuffer()
  }

  /** RGB as it is seen: u8, region.w × region.h × 3, black beyond the border. */
  async read(region: Rect, level: number, signal?: AbortSignal): Promise<Uint8Array> {
    const { display } = this
    const chosen = display?.channels.map(({ channel }) => channel) ?? colors
    // Not before it is needed: of thousands of tiles the garbage collector would have twice as much to clear.
    const black = () => new Uint8Array(region.w * region.h * 3)
    const size = levelSize(this.width, this.height, level)
    const inside = intersect(region, { x: 0, y: 0, w: size.width, h: size.height })
    if (!inside || chosen.length === 0) return black()
    const pixels = await this.samples(inside, level, this.kind.rgb ? colors : chosen, signal)
    const seen = this.kind.rgb && display ? seenChannels(pixels, display) : pixels
    const data = display ? render(seen, display) : (pixels.data as Uint8Array)
    if (inside.w === region.w && inside.h === region.h) return data
    const out = black()
    copyInto(out, region, { ...pixels, data, channels: 3 }, inside.x, inside.y)
    return out
  }

  /** The samples of some channels in a region that lies inside the level. */
  async samples(
    region: Rect,
    level: number,
    channels: readonly number[],
    signal?: AbortSignal,
  ): Promise<Pixels> {
    const found = this.stored.get(level)
    if (found) {
      const pixels = await this.assemble({ found, number: level }, region, channels, signal).catch(
        unlessPending,
      )
      if (pixels) return pixels
    }
    let finer = level - 1
    while (finer >= 0 && !this.stored.has(finer)) finer--
    const factor = 2 ** (level - finer)
    if (finer < 0 || region.w * region.h * factor ** 2 > derivedLimit) throw pendingTile(this.options.path)
    const size = levelSize(this.width, this.height, finer)
    const whole = { x: region.x * factor, y: region.y * factor, w: region.w * factor, h: region.h * factor }
    const inside = intersect(whole, { x: 0, y: 0, w: size.width, h: size.height }) as Rect
    let pixels = await this.samples(inside, finer, channels, signal)
    for (let n = finer; n < level; n++) pixels = halve(pixels)
    return fitByEdge(pixels, region.w, region.h)
  }

  async close(): Promise<void> {
    await Promise.all(this.pictures.map((picture) => picture.close()))
  }

  private async assemble(
    { found: level, number }: { readonly found: StoredLevel; readonly number: number },
    region: Rect,
    channels: readonly number[],
    signal?: AbortSignal,
  ): Promise<Pixels> {
    // A level may be stored with its sides rounded down: its last column and row are repeated.
    const left = Math.min(region.x, level.width - 1)
    const top = Math.min(region.y, level.height - 1)
    const w = Math.max(1, Math.min(region.x + region.w, level.width) - left)
    const h = Math.max(1, Math.min(region.y + region.h, level.height) - top)
    const part = { x: left, y: top, w, h }
    const { tileWidth, tileHeight } = level
    const jobs: Promise<void>[] = []
    const data = samplesOf(this.kind.bits, w * h * channels.length)
    for (let row = Math.floor(top / tileHeight); row * tileHeight < top + h; row++)
      for (let column = Math.floor(left / tileWidth); column * tileWidth < left + w; column++) {
        const key = `${number} ${column} ${row} ${channels.join()}`
        const read = async () => {
          signal?.throwIfAborted()
          const tile = await this.memory.get(key, () => level.decode(column, row, channels))
          copyInto(data, part, tile, column * tileWidth, row * tileHeight)
        }
        jobs.push(read())
        // Tiles wait for each other in small groups: a region may hold thousands.
        if (jobs.length >= 8) await Promise.all(jobs.splice(0))
      }
    await Promise.all(jobs)
    return fitByEdge({ data, width: w, height: h, channels: channels.length }, region.w, region.h)
  }
}
