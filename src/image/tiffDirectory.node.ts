import type { FileHandle } from 'node:fs/promises'
import { AppError } from '../base/errors'

/** One page of a TIFF: what is needed to find its tiles. */
export interface TiffPage {
  readonly width: number
  readonly height: number
  /** 0 × 0 for a page in strips. */
  readonly tileWidth: number
  readonly tileHeight: number
  readonly compression: number
  readonly photometric: number
  readonly orientation: number
  /** Byte position and length of each tile, row by row. */
  readonly offsets: Float64Array
  readonly byteCounts: Float64Array
  readonly jpegTables: Uint8Array | undefined
}

export const compressions = { jpeg: 7 } as const
export const photometrics = { rgb: 2, ycbcr: 6 } as const

const tags = {
  width: 256,
  height: 257,
  compression: 259,
  photometric: 262,
  orientation: 274,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  jpegTables: 347,
} as const

/** Bytes of a value by TIFF field type (TIFF 6.0, page 15; 16 to 18 are BigTIFF's). */
const typeSizes: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
}
const pageLimit = 64
const valueLimit = 64 * 1024 * 1024

interface Field {
  readonly type: number
  readonly count: number
  /** The bytes of the entry's value field: the value itself, or where it lies. */
  readonly inline: Buffer
}

/**
 * Reads the page directories of a TIFF or BigTIFF (TIFF 6.0; BigTIFF as in libtiff). The file may be hostile: every
 * position is checked against its size, and loops of directories end. Throws AppError('tiff-broken').
 */
export async function readTiffPages(file: FileHandle, path: string): Promise<TiffPage[]> {
  const reader = new DirectoryReader(file, path, (await file.stat()).size)
  return reader.pages()
}

class DirectoryReader {
  private little = true
  private big = false

  constructor(
    private readonly file: FileHandle,
    private readonly path: string,
    private readonly size: number,
  ) {}

  async pages(): Promise<TiffPage[]> {
    const header = await this.bytes(0, Math.min(16, this.size))
    const order = header.toString('latin1', 0, 2)
    if (header.length < 8 || (order !== 'II' && order !== 'MM')) throw this.broken('it has no TIFF header')
    this.little = order === 'II'
    const version = this.number(header, 2, 2)
    if (version !== 42 && version !== 43) throw this.broken('it has no TIFF header')
    this.big = version === 43
    if (this.big && header.length < 16) throw this.broken('it ends in its header')
    let at = this.big ? this.number(header, 8, 8) : this.number(header, 4, 4)
    const pages: TiffPage[] = []
    const seen = new Set<number>()
    while (at !== 0) {
      if (seen.has(at) || pages.length >= pageLimit) throw this.broken('its directories run in a circle')
      seen.add(at)
      const { fields, next } = await this.directory(at)
      pages.push(await this.page(fields))
      at = next
    }
    if (!pages.length) throw this.broken('it has no directory')
    return pages
  }

  private async directory(at: number): Promise<{ fields: Map<number, Field>; next: number }> {
    const [countSize, entrySize, pointerSize] = this.big ? [8, 20, 8] : [2, 12, 4]
    const count = this.number(await this.bytes(at, countSize), 0, countSize)
    if (count > 4096) throw this.broken('a directory is damaged')
    const body = await this.bytes(at + countSize, count * entrySize + pointerSize)
    const fields = new Map<number, Field>()
    for (let i = 0; i < count; i++) {
      const entry = body.subarray(i * entrySize, (i + 1) * entrySize)
      fields.set(this.number(entry, 0, 2), {
        type: this.number(entry, 2, 2),
        count: this.number(entry, 4, pointerSize),
        inline: entry.subarray(4 + pointerSize),
      })
    }
    return { fields, next: this.number(body, count * entrySize, pointerSize) }
  }

  private async page(fields: Map<number, Field>): Promise<TiffPage> {
    const one = async (tag: number, otherwise: number) => (await this.values(fields.get(tag)))[0] ?? otherwise
    const page = {
      width: await one(tags.width, 0),
      height: await one(tags.height, 0),
      tileWidth: await one(tags.tileWidth, 0),
      tileHeight: await one(tags.tileHeight, 0),
      compression: await one(tags.compression, 1),
      photometric: await one(tags.photometric, 0),
      orientation: await one(tags.orientation, 1),
      offsets: await this.values(fields.get(tags.tileOffsets)),
      byteCounts: await this.values(fields.get(tags.tileByteCounts)),
      jpegTables: await this.raw(fields.get(tags.jpegTables)),
    }
    if (page.width < 1 || page.height < 1) throw this.broken('a directory is damaged')
    if (page.tileWidth > 0 && page.tileHeight > 0) {
      const tiles = Math.ceil(page.width / page.tileWidth) * Math.ceil(page.height / page.tileHeight)
      if (page.offsets.length < tiles || page.byteCounts.length < tiles)
        throw this.broken('its list of tiles is damaged')
    }
    return page
  }

  private async raw(field: Field | undefined): Promise<Uint8Array | undefined> {
    if (!field) return undefined
    const length = field.count * (typeSizes[field.type] ?? Infinity)
    if (!(length <= valueLimit)) throw this.broken('a directory is damaged')
    if (length <= field.inline.length) return field.inline.subarray(0, length)
    return this.bytes(this.number(field.inline, 0, field.inline.length), length)
  }

  private async values(field: Field | undefined): Promise<Float64Array> {
    const bytes = await this.raw(field)
    if (!field || !bytes) return new Float64Array(0)
    const size = typeSizes[field.type] as number
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return Float64Array.from({ length: field.count }, (_, i) => this.number(buffer, i * size, size))
  }

  private number(from: Buffer, at: number, size: number): number {
    if (at + size > from.length) throw this.broken('a directory is damaged')
    if (size === 8) return Number(this.little ? from.readBigUInt64LE(at) : from.readBigUInt64BE(at))
    return this.little ? from.readUIntLE(at, size) : from.readUIntBE(at, size)
  }

  private async bytes(at: number, length: number): Promise<Buffer> {
    if (!(at >= 0 && at + length <= this.size))
      throw this.broken('a directory points beyond the end of the file')
    const buffer = Buffer.allocUnsafe(length)
    const { bytesRead } = await this.file.read(buffer, 0, length, at)
    if (bytesRead !== length) throw this.broken('it became shorter while it was read')
    return buffer
  }

  private broken(what: string): AppError {
    return new AppError(
      'tiff-broken',
      `"${this.path}" is a damaged TIFF file (${what}): copy it again from where it came.`,
    )
  }
}
