import { AppError } from '../base/errors'
import type { ByteSource } from './byteSource.node'
import { jpegSize, wholeJpeg } from './jpeg'
import { readOme } from './ome'
import { levelOf, type PixelKind, type StoredLevel, type StoredPicture } from './picture'
import type { Pixels } from './pixels'
import { damagedTile, decodeSegment, segmentLimit, unreadable } from './tileCodec.node'
import { readTiffPages, type TiffPage } from './tiffDirectory.node'
import { compressions, photometrics, planars } from './tiffTags'

/** Our own pyramids say so in their Software tag. */
export const softwareName = 'Windhover pyramid'

/** A TIFF by its directories. */
export interface TiffPicture extends StoredPicture {
  readonly first: TiffPage
  /** Why its samples cannot be read by tile or strip, in words; undefined where they can. */
  readonly problem: string | undefined
}

/**
 * A TIFF, BigTIFF, OME-TIFF or SVS-like file, read where it lies. It keeps `bytes` and closes them. The file may be hostile.
 * Throws AppError('tiff-broken').
 */
export async function openTiffPicture(bytes: ByteSource, path: string): Promise<TiffPicture> {
  const pages = await readTiffPages(bytes, path)
  const first = pages[0] as TiffPage
  const whole = fullSize(first)
  const ome = readOme(first.description)
  const planes = channelPages(pages, ome)
  const kind = kindOf(first, planes.length)
  const own = first.software.startsWith(softwareName)
  const stacks = levelStacks(whole, planes, pages)
  const levels = new Map<number, StoredLevel>()
  for (const [level, stack] of stacks) levels.set(level, new TiffLevel(bytes, path, stack, kind, own))
  const names = ome?.names.length === kind.channels ? ome.names : defaultNames(kind)
  return {
    ...whole,
    kind,
    channelNames: names,
    channelColors: names.map((_, i) => ome?.colors[i]),
    levels,
    first,
    problem: planes.map(unreadable).find(Boolean),
    close: () => bytes.close(),
  }
}

/** Of the picture: a pyramid of ours may hold only the levels that were missing. */
function fullSize(first: TiffPage): { width: number; height: number } {
  const said = first.software.startsWith(softwareName)
    ? /of (\d{1,9}) x (\d{1,9})/.exec(first.software)
    : null
  return said
    ? { width: Number(said[1]), height: Number(said[2]) }
    : { width: first.width, height: first.height }
}

export function defaultNames({ channels }: PixelKind): string[] {
  if (channels === 1) return ['Grey']
  if (channels === 3) return ['Red', 'Green', 'Blue']
  return Array.from({ length: channels }, (_, i) => `Channel ${i + 1}`)
}

/** The pages that hold one channel each; one page where it holds them all. */
function channelPages(pages: readonly TiffPage[], ome: ReturnType<typeof readOme>): TiffPage[] {
  const first = pages[0] as TiffPage
  if (!ome || first.samples !== 1 || ome.sizeC < 2 || ome.sizeC > 64) return [first]
  const found = Array.from({ length: ome.sizeC }, (_, c) => pages[ome.page(c)])
  const same = (page: TiffPage | undefined): page is TiffPage =>
    page?.width === first.width &&
    page.height === first.height &&
    page.bits === first.bits &&
    page.samples === 1
  return found.every(same) ? found : [first]
}

function kindOf(page: TiffPage, planes: number): PixelKind {
  const bits = page.bits === 16 ? 16 : 8
  const opacity = page.extraSamples[0] === 1 || page.extraSamples[0] === 2
  const colors = page.photometric === photometrics.rgb || page.photometric === photometrics.ycbcr
  const plain = bits === 8 && planes === 1
  if (plain && colors && (page.samples === 3 || (page.samples === 4 && opacity)))
    return { bits, channels: 3, rgb: true }
  if (plain && page.samples === 1) return { bits, channels: 3, rgb: true }
  // Opacity of a 16-bit picture is left out: its channels are what is chosen from.
  const extra = opacity ? page.extraSamples.length : 0
  return { bits, channels: planes > 1 ? planes : Math.max(1, page.samples - extra), rgb: false }
}

/** By level the page of each channel: those of the picture itself, and its smaller copies, chained or below it. */
function levelStacks(
  whole: { width: number; height: number },
  planes: readonly TiffPage[],
  pages: readonly TiffPage[],
): Map<number, TiffPage[]> {
  const first = planes[0] as TiffPage
  const stacks = new Map<number, TiffPage[]>([[levelOf(whole, first) ?? 0, [...planes]]])
  const alike = (page: TiffPage | undefined): page is TiffPage =>
    page !== undefined &&
    page.tiled &&
    page.bits === first.bits &&
    page.samples === first.samples &&
    unreadable(page) === undefined
  const add = (stack: (TiffPage | undefined)[]) => {
    const level = stack[0] && levelOf(whole, stack[0])
    if (level !== undefined && level > 0 && !stacks.has(level) && stack.every(alike)) stacks.set(level, stack)
  }
  for (let i = 0; i < first.subPages.length; i++) add(planes.map((plane) => plane.subPages[i]))
  if (planes.length === 1) for (const page of pages.slice(1)) add([page])
  return stacks
}

class TiffLevel implements StoredLevel {
  readonly width: number
  readonly height: number
  readonly tileWidth: number
  readonly tileHeight: number
  readonly jpeg: StoredLevel['jpeg']
  private readonly page: TiffPage
  private readonly columns: number
  private readonly rows: number

  constructor(
    private readonly source: ByteSource,
    private readonly path: string,
    private readonly planes: readonly TiffPage[],
    private readonly kind: PixelKind,
    readonly padded: boolean,
  ) {
    this.page = planes[0] as TiffPage
    this.width = this.page.width
    this.height = this.page.height
    this.tileWidth = this.page.segmentWidth
    this.tileHeight = this.page.segmentHeight
    this.columns = Math.ceil(this.width / this.tileWidth)
    this.rows = Math.ceil(this.height / this.tileHeight)
    const { compression, samples, tiled } = this.page
    const shown = tiled && kind.rgb && compression === compressions.jpeg && (samples === 3 || samples === 1)
    this.jpeg = shown ? (column, row) => this.stored(column, row) : undefined
  }

  async decode(column: number, row: number, channels: readonly number[]): Promise<Pixels> {
    try {
      if (this.page.planar === planars.separate && this.page.samples > 1) {
        const planes = channels.map((channel) =>
          this.segment(this.page, this.index(column, row, channel), row),
        )
        return interleave(await Promise.all(planes))
      }
      if (this.planes.length > 1) {
        const index = this.index(column, row)
        return interleave(
          await Promise.all(channels.map((c) => this.segment(this.planes[c] as TiffPage, index, row))),
        )
      }
      const pixels = await this.segment(this.page, this.index(column, row), row)
      return this.kind.rgb ? toRgb(pixels) : choose(pixels, channels)
    } catch (error) {
      throw damagedTile(this.path, error)
    }
  }

  private async stored(column: number, row: number): Promise<Uint8Array> {
    try {
      const bytes = await this.bytes(this.page, this.index(column, row))
      const jpeg = wholeJpeg(bytes, this.page.jpegTables, this.page.photometric)
      // A few bytes may claim to be a picture of 65,535 pixels a side.
      const size = jpegSize(jpeg)
      if (size?.width !== this.tileWidth || size.height !== this.tileHeight)
        throw new Error('a tile is no JPEG of its size')
      return jpeg
    } catch (error) {
      throw damagedTile(this.path, error)
    }
  }

  private index(column: number, row: number, plane = 0): number {
    if (!(column >= 0 && row >= 0 && column < this.columns && row < this.rows))
      throw new AppError('tile-missing', `"${this.path}" has no tile ${column}, ${row}.`)
    return (plane * this.rows + row) * this.columns + column
  }

  private async segment(page: TiffPage, index: number, row: number): Promise<Pixels> {
    const { segmentWidth, segmentHeight } = page
    // The last strip holds what is left; tiles are always whole.
    const height = page.tiled ? segmentHeight : Math.min(segmentHeight, page.height - row * segmentHeight)
    const bytes = await this.bytes(page, index)
    // GDAL leaves out tiles that are all zero.
    if (bytes.length === 0) return blank(page, segmentWidth, height)
    return decodeSegment(page, bytes, segmentWidth, height)
  }

  private async bytes(page: TiffPage, index: number): Promise<Buffer> {
    const { offsets, byteCounts } = await page.table()
    const [at, length] = [offsets[index] as number, byteCounts[index] as number]
    if (!(at >= 0 && length >= 0 && length <= segmentLimit && at + length <= this.source.size))
      throw new Error('a tile lies beyond the end of the file')
    const bytes = await this.source.read(at, length)
    if (bytes.length !== length) throw new Error('it became shorter')
    return bytes
  }
}

function blank(page: TiffPage, width: number, height: number): Pixels {
  const channels = page.planar === planars.separate ? 1 : page.samples
  const length = width * height * channels
  return { data: page.bits === 8 ? new Uint8Array(length) : new Uint16Array(length), width, height, channels }
}

/** Single-channel pictures of one size into one of many channels. */
export function interleave(planes: readonly Pixels[]): Pixels {
  const first = planes[0] as Pixels
  const channels = planes.length
  if (channels === 1) return first
  const length = first.width * first.height
  const data =
    first.data instanceof Uint8Array ? new Uint8Array(length * channels) : new Uint16Array(length * channels)
  for (const [c, plane] of planes.entries()) {
    const from = plane.data
    for (let i = 0, to = c; i < length; i++, to += channels) data[to] = from[i]!
  }
  return { ...first, data, channels }
}

/** Some channels of a picture, in the order given. */
export function choose(pixels: Pixels, chosen: readonly number[]): Pixels {
  const { channels, width, height } = pixels
  if (chosen.length === channels && chosen.every((c, i) => c === i)) return pixels
  const length = width * height
  const data =
    pixels.data instanceof Uint8Array
      ? new Uint8Array(length * chosen.length)
      : new Uint16Array(length * chosen.length)
  for (let i = 0, to = 0; i < length; i++)
    for (const channel of chosen) data[to++] = pixels.data[i * channels + channel]!
  return { data, width, height, channels: chosen.length }
}

/** Grey is spread over three channels; what is not opaque lies over white. */
function toRgb(pixels: Pixels): Pixels {
  const { channels, width, height, data: from } = pixels
  if (channels === 3) return pixels
  const length = width * height
  const data = new Uint8Array(length * 3)
  for (let i = 0; i < length; i++)
    for (let c = 0; c < 3; c++) {
      const value = from[i * channels + (channels === 4 ? c : 0)]!
      const opacity = channels === 4 ? from[i * 4 + 3]! : 255
      data[i * 3 + c] = opacity === 255 ? value : Math.round((value * opacity + 255 * (255 - opacity)) / 255)
    }
  return { data, width, height, channels: 3 }
}
