import type { FileHandle } from 'node:fs/promises'
import { promisify } from 'node:util'
import { deflate } from 'node:zlib'
import { replaceFileBy } from '../../files/replaceFile.node'
import type { GeoReference } from '../../geometry/georeference'
import { inMetres, type PixelSize } from '../../geometry/pixelSize'
import { compressions, photometrics, planars, sampleFormats, tags } from '../reading/tiff/tiffTags'
import {
  bigTiffDirectories,
  bigTiffHeader,
  bigTiffHeaderBytes,
  nullTerminated,
  type Entry,
} from './tiffWriter'

export type LabelSamples = Uint8Array | Uint16Array | Uint32Array

/** A picture whose values are labels. */
export interface LabelPicture {
  readonly width: number
  readonly height: number
  readonly bits: 8 | 16 | 32
  /** Red, green, blue of 256 values, for 8 bits. */
  readonly palette?: Uint8Array | undefined
  readonly geo?: GeoReference | undefined
  /** What one of its pixels covers. */
  readonly pixelSize?: PixelSize | undefined
  /** Its rows from the top down, some at a time: [n, width]. */
  readonly bands: Iterable<LabelSamples>
}

const tile = 256
/** The smallest copy has no side longer than this. */
const smallest = 512
const deflated = promisify(deflate)

/**
 * Writes a BigTIFF of deflated tiles, with smaller copies of every second pixel, of any size: a row of tiles a level is in memory. It
 * is whole or not there. Throws AppError with a sentence where the disk does not take it.
 */
export async function writeLabelTiff(
  path: string,
  picture: LabelPicture,
  signal: AbortSignal,
): Promise<void> {
  await replaceFileBy(path, signal, (file) => new LabelTiff(file, picture).write(signal))
}

interface Level {
  readonly width: number
  readonly height: number
  /** The rows of the row of tiles that is being filled. */
  readonly rows: LabelSamples
  filled: number
  /** How many rows came. */
  taken: number
  readonly offsets: number[]
  readonly lengths: number[]
}

class LabelTiff {
  private readonly levels: Level[] = []
  private end = bigTiffHeaderBytes
  /** Where the tile without any label lies: all such tiles are the same one. */
  private blank: { readonly at: number; readonly length: number } | undefined

  constructor(
    private readonly file: FileHandle,
    private readonly picture: LabelPicture,
  ) {
    let { width, height } = picture
    for (;;) {
      this.levels.push({
        ...{ width, height, rows: samples(picture.bits, width * tile) },
        ...{ filled: 0, taken: 0, offsets: [], lengths: [] },
      })
      if (Math.max(width, height) <= smallest) break
      width = Math.ceil(width / 2)
      height = Math.ceil(height / 2)
    }
  }

  async write(signal: AbortSignal): Promise<void> {
    const { width, bands } = this.picture
    for (const band of bands) {
      signal.throwIfAborted()
      for (let at = 0; at < band.length; at += width) await this.take(0, band.subarray(at, at + width))
    }
    const at = this.end + (this.end % 2)
    const pages = this.levels.map((level, i) => this.entries(level, i))
    await this.file.write(bigTiffDirectories(at, pages), 0, undefined, at)
    await this.file.write(bigTiffHeader(at), 0, undefined, 0)
  }

  private async take(number: number, row: LabelSamples): Promise<void> {
    const level = this.levels[number]
    if (!level) return
    level.rows.set(row, level.filled * level.width)
    level.filled++
    if (level.taken++ % 2 === 0 && number + 1 < this.levels.length) {
      const half = samples(this.picture.bits, Math.ceil(row.length / 2))
      for (let x = 0; x < half.length; x++) half[x] = row[2 * x] as number
      await this.take(number + 1, half)
    }
    if (level.filled === tile || level.taken === level.height) await this.flush(level)
  }

  private async flush(level: Level): Promise<void> {
    for (let left = 0; left < level.width; left += tile) {
      const data = samples(this.picture.bits, tile * tile)
      const columns = Math.min(tile, level.width - left)
      for (let y = 0; y < level.filled; y++) {
        const from = y * level.width + left
        data.set(level.rows.subarray(from, from + columns), y * tile)
      }
      const { at, length } = await this.place(data)
      level.offsets.push(at)
      level.lengths.push(length)
    }
    level.filled = 0
  }

  private async place(data: LabelSamples): Promise<{ at: number; length: number }> {
    const isBlank = data.every((value) => value === 0)
    if (isBlank && this.blank) return this.blank
    const bytes = await deflated(new Uint8Array(data.buffer))
    const placed = { at: this.end, length: bytes.length }
    await this.file.write(bytes, 0, undefined, this.end)
    this.end += bytes.length
    if (isBlank) this.blank = placed
    return placed
  }

  private entries({ width, height, offsets, lengths }: Level, number: number): Entry[] {
    const { bits, palette, geo, pixelSize } = this.picture
    const short = (tag: number, ...values: number[]): Entry => ({ tag, type: 3, values })
    const long = (tag: number, ...values: number[]): Entry => ({ tag, type: 4, values })
    return [
      long(tags.subfileType, number > 0 ? 1 : 0),
      long(tags.width, width),
      long(tags.height, height),
      short(tags.bitsPerSample, bits),
      short(tags.compression, compressions.deflate),
      short(tags.photometric, palette ? photometrics.palette : photometrics.black),
      short(tags.samples, 1),
      short(tags.planar, planars.chunky),
      short(tags.sampleFormat, sampleFormats.whole),
      { tag: tags.software, type: 2, values: nullTerminated('Windhover') },
      long(tags.tileWidth, tile),
      long(tags.tileHeight, tile),
      { tag: tags.tileOffsets, type: 16, values: offsets },
      { tag: tags.tileByteCounts, type: 4, values: lengths },
      ...(palette ? [short(tags.colorMap, ...colorMap(palette))] : []),
      ...(geo && number === 0 ? geoEntries(geo) : []),
      ...(pixelSize ? resolutionEntries(pixelSize, 2 ** number) : []),
    ]
  }
}

function samples(bits: LabelPicture['bits'], length: number): LabelSamples {
  if (bits === 8) return new Uint8Array(length)
  return bits === 16 ? new Uint16Array(length) : new Uint32Array(length)
}

/** All reds, then greens, then blues, of 16 bits. */
function colorMap(palette: Uint8Array): number[] {
  return [0, 1, 2].flatMap((c) => Array.from({ length: 256 }, (_, i) => (palette[i * 3 + c] ?? 0) * 257))
}

/** Pixels a centimetre, of a copy whose pixels are `times` as large. */
function resolutionEntries(size: PixelSize, times: number): Entry[] {
  const { x, y } = inMetres(size)
  return [
    { tag: tags.xResolution, type: 5, values: fraction(0.01 / (x * times)) },
    { tag: tags.yResolution, type: 5, values: fraction(0.01 / (y * times)) },
    { tag: tags.resolutionUnit, type: 3, values: [3] },
  ]
}

/** A value as two whole numbers of 32 bits, to nine digits and more. */
function fraction(value: number): [number, number] {
  const below = 10 ** Math.min(9, Math.max(0, Math.floor(Math.log10((2 ** 32 - 1) / value))))
  return [Math.round(value * below), below]
}

/** GeoTIFF 1.1: where its pixels lie, and the number of the coordinate system where that has one. */
function geoEntries({ affine: [a, b, c, d, e, f], epsg, degrees }: GeoReference): Entry[] {
  const system = epsg === undefined ? [] : [degrees ? 2048 : 3072, 0, 1, epsg]
  const keys = [1024, 0, 1, degrees ? 2 : 1, 1025, 0, 1, 1, ...system]
  return [
    { tag: tags.transformation, type: 12, values: [a, b, 0, c, d, e, 0, f, 0, 0, 0, 0, 0, 0, 0, 1] },
    { tag: tags.geoKeys, type: 3, values: [1, 1, 0, keys.length / 4, ...keys] },
  ]
}
