import { AppError } from '../../../base/errors'
import type { ByteSource } from '../byteSource.node'
import { says } from '../../../messages/says/says'
import type { GeoTags, SegmentTable, TiffPage } from './tiffPage'
import { compressions, fieldTypes, planars, tags } from './tiffTags'

interface Field {
  readonly type: number
  readonly count: number
  /** The bytes of the entry's value field: the value itself, or where it lies. */
  readonly inline: Buffer
}
type Fields = ReadonlyMap<number, Field>

/** Compressions whose bytes may be differences of neighbours. */
const differenced: readonly number[] = [
  compressions.lzw,
  compressions.deflate,
  compressions.oldDeflate,
  compressions.zstd,
]
const pageLimit = 4096
const entryLimit = 4096
const sampleLimit = 4096
const textLimit = 16 * 1024 * 1024
/** A hostile file may claim any number of tiles; 400 million would be a picture of 5 million pixels a side. */
const tableLimit = 64 * 1024 * 1024

/**
 * Reads the page directories of a TIFF or BigTIFF (TIFF 6.0; BigTIFF as in libtiff). The file may be hostile: every
 * position is checked against its size, and loops of directories end. Throws AppError('tiff-broken').
 */
export function readTiffPages(bytes: ByteSource, path: string): Promise<TiffPage[]> {
  return new DirectoryReader(bytes, path).pages()
}

class DirectoryReader {
  private little = true
  private big = false
  private readonly seen = new Set<number>()

  constructor(
    private readonly source: ByteSource,
    private readonly path: string,
  ) {}

  async pages(): Promise<TiffPage[]> {
    const header = await this.bytes(0, Math.min(16, this.source.size))
    const order = header.toString('latin1', 0, 2)
    if (header.length < 8 || (order !== 'II' && order !== 'MM'))
      throw this.broken(says.tiff.itHasNoTiffHeader)
    this.little = order === 'II'
    const version = this.whole(header, 2, 2)
    if (version !== 42 && version !== 43) throw this.broken(says.tiff.itHasNoTiffHeader)
    this.big = version === 43
    if (this.big && header.length < 16) throw this.broken(says.tiff.itEndsInItsHeader)
    const pages = await this.chain(this.big ? this.whole(header, 8, 8) : this.whole(header, 4, 4))
    if (!pages.length) throw this.broken(says.tiff.itHasNoDirectory)
    return pages
  }

  private async chain(first: number): Promise<TiffPage[]> {
    const pages: TiffPage[] = []
    for (let at = first; at !== 0;) {
      if (this.seen.has(at) || this.seen.size >= pageLimit) throw this.broken(says.tiff.itsDirectoriesRunInA)
      this.seen.add(at)
      const { fields, next } = await this.directory(at)
      pages.push(await this.page(fields, true))
      at = next
    }
    return pages
  }

  /** Directories below one: in a list, and perhaps pointing at each other, too. */
  private async below(list: readonly number[]): Promise<TiffPage[]> {
    const found: TiffPage[] = []
    const here = new Set<number>()
    for (const at of list) {
      if (this.seen.has(at) && !here.has(at)) throw this.broken(says.tiff.itsDirectoriesRunInA)
      for (let next = at; next !== 0 && !this.seen.has(next) && this.seen.size < pageLimit;) {
        this.seen.add(next)
        here.add(next)
        const directory = await this.directory(next)
        // Some programs hang a directory without a picture below theirs (a thumbnail of old JPEG): it is no part of it.
        if (directory.fields.has(tags.width) && directory.fields.has(tags.height))
          found.push(await this.page(directory.fields, false))
        next = directory.next
      }
    }
    return found
  }

  private async directory(at: number): Promise<{ fields: Fields; next: number }> {
    const [countSize, entrySize, pointerSize] = this.big ? [8, 20, 8] : [2, 12, 4]
    const count = this.whole(await this.bytes(at, countSize), 0, countSize)
    if (count > entryLimit) throw this.broken(says.tiff.aDirectoryIsDamaged)
    const body = await this.bytes(at + countSize, count * entrySize + pointerSize)
    const fields = new Map<number, Field>()
    for (let i = 0; i < count; i++) {
      const entry = body.subarray(i * entrySize, (i + 1) * entrySize)
      fields.set(this.whole(entry, 0, 2), {
        type: this.whole(entry, 2, 2),
        count: this.whole(entry, 4, pointerSize),
        inline: entry.subarray(4 + pointerSize),
      })
    }
    return { fields, next: this.whole(body, count * entrySize, pointerSize) }
  }

  private async page(fields: Fields, withSubPages: boolean): Promise<TiffPage> {
    const all = (tag: number, limit = entryLimit) => this.values(fields.get(tag), limit)
    const one = async (tag: number, otherwise: number) => (await all(tag))[0] ?? otherwise
    const [width, height] = [await one(tags.width, 0), await one(tags.height, 0)]
    const [tileWidth, tileHeight] = [await one(tags.tileWidth, 0), await one(tags.tileHeight, 0)]
    if (!(width >= 1 && height >= 1 && width * height <= 2 ** 46))
      throw this.broken(says.tiff.aDirectoryIsDamaged)
    const tiled = tileWidth > 0 && tileHeight > 0
    const samples = await one(tags.samples, 1)
    if (!(samples >= 1 && samples <= sampleLimit)) throw this.broken(says.tiff.aDirectoryIsDamaged)
    const planar = await one(tags.planar, planars.chunky)
    const bits = await all(tags.bitsPerSample)
    const stripHeight = async () => Math.max(1, Math.min(height, await one(tags.rowsPerStrip, height)))
    const [segmentWidth, segmentHeight] = tiled ? [tileWidth, tileHeight] : [width, await stripHeight()]
    const planes = planar === planars.separate ? samples : 1
    const count = Math.ceil(width / segmentWidth) * Math.ceil(height / segmentHeight) * planes
    const compression = await one(tags.compression, 1)
    const bitsEach = bits.every((each) => each === bits[0]) ? (bits[0] ?? 1) : 0
    let table: Promise<SegmentTable> | undefined
    return {
      width,
      height,
      reduced: ((await one(tags.subfileType, 0)) & 5) !== 0,
      // Channels of unequal depth are nothing that we read.
      bits: bitsEach,
      littleEndian: this.little,
      sampleFormat: await one(tags.sampleFormat, 1),
      samples,
      planar,
      compression,
      photometric: await one(tags.photometric, 0),
      predictor: differenced.includes(compression) ? await one(tags.predictor, 1) : 1,
      fillOrder: await one(tags.fillOrder, 1),
      colorMap: fields.has(tags.colorMap) ? await all(tags.colorMap, 3 * 2 ** 16) : undefined,
      noData: await this.noData(fields.get(tags.noData)),
      lerc: (await all(tags.lercParameters))[1] ?? 0,
      profile: fields.has(tags.profile),
      ndpi: fields.has(tags.ndpi),
      raw: fields.has(tags.dngVersion),
      orientation: await one(tags.orientation, 1),
      extraSamples: await all(tags.extraSamples),
      tiled,
      segmentWidth,
      segmentHeight,
      jpegTables: await this.raw(fields.get(tags.jpegTables), 1 << 20),
      description: await this.text(fields.get(tags.description)),
      software: await this.text(fields.get(tags.software)),
      resolution: await this.resolution(one),
      geo: await this.geo(fields),
      subPages: withSubPages ? await this.below(await all(tags.subPages, 64)) : [],
      table: () => (table ??= this.table(fields, tiled, count)),
    }
  }

  private async resolution(one: (tag: number, otherwise: number) => Promise<number>) {
    const [x, y] = [await one(tags.xResolution, 0), await one(tags.yResolution, 0)]
    return { x, y, unit: await one(tags.resolutionUnit, 2) }
  }

  private async table(fields: Fields, tiled: boolean, count: number): Promise<SegmentTable> {
    if (!(count * 16 <= tableLimit)) throw this.broken(says.tiff.itsListOfTilesIs)
    // Old writers list tiles in the tags of strips.
    const at = async (first: number, second: number) =>
      Float64Array.from(await this.values(fields.get(first) ?? fields.get(second), tableLimit / 8, count))
    const { tileOffsets, tileByteCounts, stripOffsets, stripByteCounts } = tags
    const offsets = await (tiled ? at(tileOffsets, stripOffsets) : at(stripOffsets, tileOffsets))
    const byteCounts = await (tiled
      ? at(tileByteCounts, stripByteCounts)
      : at(stripByteCounts, tileByteCounts))
    if (offsets.length < count || byteCounts.length < count) throw this.broken(says.tiff.itsListOfTilesIs)
    return { offsets, byteCounts }
  }

  /** GDAL writes it as text. */
  private async noData(field: Field | undefined): Promise<number | undefined> {
    const text = (await this.text(field)).trim()
    const value = Number(text)
    return text === '' || Number.isNaN(value) ? undefined : value
  }

  private async geo(fields: Fields): Promise<GeoTags | undefined> {
    const all = async (tag: number) => [...(await this.values(fields.get(tag), entryLimit))]
    const [pixelScale, tiepoints, transformation] = [
      await all(tags.pixelScale),
      await all(tags.tiepoints),
      await all(tags.transformation),
    ]
    if (!tiepoints.length && !transformation.length) return undefined
    const keys = await all(tags.geoKeys)
    const doubles = await all(tags.geoDoubles)
    return {
      pixelScale,
      tiepoints,
      transformation,
      keys,
      doubles,
      text: await this.text(fields.get(tags.geoText)),
    }
  }

  private async text(field: Field | undefined): Promise<string> {
    if (field?.type !== 2 || field.count > textLimit) return ''
    const bytes = (await this.raw(field, textLimit)) as Buffer
    return bytes.toString('utf8').replace(/\0+$/, '')
  }

  /** The bytes of the first `most` values of a field. */
  private async raw(field: Field | undefined, limit: number, most = Infinity): Promise<Buffer | undefined> {
    if (!field) return undefined
    const { size } = fieldTypes[field.type] ?? { size: Infinity }
    const length = Math.min(field.count, most) * size
    if (!(length <= limit)) throw this.broken(says.tiff.aDirectoryIsDamaged)
    if (field.count * size <= field.inline.length) return field.inline.subarray(0, length)
    return this.bytes(this.whole(field.inline, 0, field.inline.length), length)
  }

  private async values(field: Field | undefined, limit: number, most = Infinity): Promise<number[]> {
    const bytes = await this.raw(field, limit * 8, most)
    const type = field && fieldTypes[field.type]
    if (!bytes || !type) return []
    return Array.from({ length: bytes.length / type.size }, (_, i) => this.number(bytes, i * type.size, type))
  }

  private number(from: Buffer, at: number, { size, kind }: { size: number; kind: string }): number {
    if (kind === 'whole') return this.whole(from, at, size)
    if (kind === 'signed') {
      if (size === 8) return Number(this.little ? from.readBigInt64LE(at) : from.readBigInt64BE(at))
      return this.little ? from.readIntLE(at, size) : from.readIntBE(at, size)
    }
    if (kind === 'fraction') return this.whole(from, at, 4) / this.whole(from, at + 4, 4)
    if (size === 4) return this.little ? from.readFloatLE(at) : from.readFloatBE(at)
    return this.little ? from.readDoubleLE(at) : from.readDoubleBE(at)
  }

  private whole(from: Buffer, at: number, size: number): number {
    if (at + size > from.length) throw this.broken(says.tiff.aDirectoryIsDamaged)
    if (size === 8) return Number(this.little ? from.readBigUInt64LE(at) : from.readBigUInt64BE(at))
    return this.little ? from.readUIntLE(at, size) : from.readUIntBE(at, size)
  }

  private async bytes(at: number, length: number): Promise<Buffer> {
    if (!(at >= 0 && at + length <= this.source.size)) throw this.broken(says.tiff.aDirectoryPointsBeyondThe)
    const buffer = await this.source.read(at, length)
    if (buffer.length !== length) throw this.broken(says.tiff.itBecameShorterWhileIt)
    return buffer
  }

  private broken(what: string): AppError {
    return tiffBroken(this.path, what)
  }
}

export function tiffBroken(path: string, what: string): AppError {
  return new AppError('tiff-broken', says.tiff.pathIsADamagedTiff(path, what))
}
