import { AppError } from '../../../base/errors'
import type { ByteSource } from '../byteSource.node'
import { jpegSize, wholeJpeg } from '../jpeg'
import { says } from '../../../messages/says/says'
import { applyOpacity, type Opacity } from './opacity'
import type { PixelKind, StoredLevel } from '../../pixels/picture'
import { choose, interleave, type Pixels } from '../../pixels/pixels'
import { blankSegment, damagedTile, decodeSegment, segmentLimit } from './tileCodec.node'
import type { TiffPage } from './tiffPage'
import { compressions, planars } from './tiffTags'

/** What the pages of all levels have in common. */
export interface TiffLevelAbout {
  readonly source: ByteSource
  readonly path: string
  readonly kind: PixelKind
  readonly opacity: Opacity | undefined
  readonly padded: boolean
}

/** A page of a TIFF, or the pages of its channels, as a level. */
export class TiffLevel implements StoredLevel {
  readonly width: number
  readonly height: number
  readonly tileWidth: number
  readonly tileHeight: number
  readonly jpeg: StoredLevel['jpeg']
  readonly padded: boolean
  private readonly page: TiffPage
  private readonly columns: number
  private readonly rows: number

  constructor(
    private readonly about: TiffLevelAbout,
    private readonly planes: readonly TiffPage[],
  ) {
    this.page = planes[0] as TiffPage
    this.padded = about.padded
    this.width = this.page.width
    this.height = this.page.height
    this.tileWidth = this.page.segmentWidth
    this.tileHeight = this.page.segmentHeight
    this.columns = Math.ceil(this.width / this.tileWidth)
    this.rows = Math.ceil(this.height / this.tileHeight)
    const { compression, samples, tiled, planar, photometric } = this.page
    const whole = samples === 1 || (samples === 3 && planar === planars.chunky)
    const shown = tiled && about.kind.rgb && compression === compressions.jpeg && whole && photometric !== 0
    this.jpeg = shown ? (column, row) => this.stored(column, row) : undefined
  }

  // An arrow function: it is handed on without its level.
  readonly decode = async (column: number, row: number, channels: readonly number[]): Promise<Pixels> => {
    try {
      if (this.planes.length > 1) {
        const index = this.index(column, row)
        const pages = channels.map((c) => this.planes[c] as TiffPage)
        return interleave(await Promise.all(pages.map((page) => this.segment(page, index, column, row))))
      }
      const { planar, samples } = this.page
      if (planar === planars.separate && samples > 1) return await this.separate(column, row, channels)
      const all = await this.segment(this.page, this.index(column, row), column, row)
      const { opacity, kind } = this.about
      const pixels = opacity ? applyOpacity(all, opacity, kind.bits) : all
      return kind.rgb ? spreadGrey(pixels) : choose(pixels, channels)
    } catch (error) {
      throw damagedTile(this.about.path, error)
    }
  }

  /** Throws Error where a tile lies beyond the end of the file. */
  async check(): Promise<void> {
    try {
      for (const page of this.planes) {
        const { offsets, byteCounts } = await page.table()
        for (const [i, at] of offsets.entries()) this.checkPlace(at, byteCounts[i] as number)
      }
    } catch (error) {
      throw damagedTile(this.about.path, error)
    }
  }

  /** Throws AppError where a JPEG tile does not come to its end, which libvips would fill with grey. */
  async checkEnds(): Promise<void> {
    if (this.page.compression !== compressions.jpeg) return
    const { offsets, byteCounts } = await this.page.table()
    for (const [i, at] of offsets.entries()) {
      const length = byteCounts[i] as number
      if (length === 0) continue
      const end = await this.about.source.read(at + length - 2, 2)
      // Some writers fill up after it.
      const [column, row] = [i % this.columns, Math.floor(i / this.columns)]
      if (end[0] !== 0xff || end[1] !== 0xd9) await this.decode(column, row, [0, 1, 2])
    }
  }

  private async separate(column: number, row: number, channels: readonly number[]): Promise<Pixels> {
    const { opacity, kind } = this.about
    const grey = this.page.samples - (opacity ? 1 : 0) === 1
    const wanted = kind.rgb && grey ? [0] : channels
    const stored = opacity ? [...wanted, opacity.channel] : wanted
    const planes = stored.map((channel) =>
      this.segment(this.page, this.index(column, row, channel), column, row),
    )
    const all = interleave(await Promise.all(planes))
    const last = opacity && { ...opacity, channel: wanted.length }
    const pixels = last ? applyOpacity(all, last, kind.bits) : all
    return kind.rgb ? spreadGrey(pixels) : pixels
  }

  private async stored(column: number, row: number): Promise<Uint8Array> {
    try {
      const bytes = await this.bytes(this.page, this.index(column, row))
      const jpeg = wholeJpeg(bytes, this.page.jpegTables, this.page.photometric)
      // A few bytes may claim to be a picture of 65,535 pixels a side.
      const size = jpegSize(jpeg)
      if (size?.width !== this.tileWidth || size.height !== this.tileHeight)
        throw new Error(says.tiff.aTileIsNoJpeg)
      return jpeg
    } catch (error) {
      throw damagedTile(this.about.path, error)
    }
  }

  private index(column: number, row: number, plane = 0): number {
    if (!(column >= 0 && row >= 0 && column < this.columns && row < this.rows))
      throw new AppError('tile-missing', says.tiff.pathHasNoTileColumn(this.about.path, column, row))
    return (plane * this.rows + row) * this.columns + column
  }

  private async segment(page: TiffPage, index: number, column: number, row: number): Promise<Pixels> {
    const { segmentWidth, segmentHeight } = page
    // The last strip holds what is left; tiles are always whole.
    const left = { width: page.width - column * segmentWidth, height: page.height - row * segmentHeight }
    const height = page.tiled ? segmentHeight : Math.min(segmentHeight, left.height)
    const bytes = await this.bytes(page, index)
    // GDAL leaves out tiles that are all zero.
    if (bytes.length === 0) return blankSegment(page, segmentWidth, height)
    const pixels = await decodeSegment(page, bytes, segmentWidth, height)
    // A JPEG of a tile may be smaller than the tile, but not than what is seen of it.
    if (pixels.width < Math.min(segmentWidth, left.width) || pixels.height < Math.min(height, left.height))
      throw new Error(says.tiff.aTileIsSmallerThan)
    return pixels
  }

  private async bytes(page: TiffPage, index: number): Promise<Buffer> {
    const { offsets, byteCounts } = await page.table()
    const [at, length] = [offsets[index] as number, byteCounts[index] as number]
    this.checkPlace(at, length)
    const bytes = await this.about.source.read(at, length)
    if (bytes.length !== length) throw new Error(says.tiff.itBecameShorter)
    return bytes
  }

  private checkPlace(at: number, length: number): void {
    if (!(at >= 0 && length >= 0 && length <= segmentLimit && at + length <= this.about.source.size))
      throw new Error(says.tiff.aTileLiesBeyondThe)
  }
}

/** Grey over three channels. */
function spreadGrey(pixels: Pixels): Pixels {
  const { channels, width, height, data: from } = pixels
  if (channels === 3) return pixels
  const data = new Uint8Array(width * height * 3)
  for (let i = 0, to = 0; i < from.length; i += channels) {
    data[to++] = from[i]!
    data[to++] = from[i]!
    data[to++] = from[i]!
  }
  return { data, width, height, channels: 3 }
}
