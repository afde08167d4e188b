import { mkdir, open, rm, stat, truncate, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { hasFile } from '../../files/below.node'
import { isThere } from '../../files/readFile.node'
import { commitPartial } from '../../files/replaceFile.node'
import { levelSize } from '../pixels/pixelSource'
import type { PixelKind } from '../pixels/picture'
import { softwareName } from '../reading/tiff/tiffPicture.node'
import { compressions, photometrics, planars, sampleFormats, tags } from '../reading/tiff/tiffTags'
import { buildingFiles, readIfSound } from './buildingFiles.node'
import {
  bigTiffDirectories,
  bigTiffHeader,
  bigTiffHeaderBytes,
  nullTerminated,
  type Entry,
} from './tiffWriter'

/** What is to be written. Two plans of equal text are the same work: what one began the other continues. */
export interface PyramidPlan {
  readonly width: number
  readonly height: number
  readonly tileSize: number
  readonly kind: PixelKind
  /** The finest and the coarsest level that are written. */
  readonly first: number
  readonly last: number
  /** The picture that it is made from: changes when the file does. */
  readonly source: string
  /** What all JPEG tiles share (TIFF Technical Note 2), base64. */
  readonly jpegTables?: string | undefined
}

/** Tiles of one row of tiles, one after the other, encoded. */
export interface TileRun {
  readonly level: number
  readonly plane: number
  readonly row: number
  readonly column: number
  readonly tiles: readonly Uint8Array[]
}

interface LevelTable {
  readonly width: number
  readonly height: number
  readonly columns: number
  readonly rows: number
  /** Byte position and length of each tile, plane after plane; length 0: not there yet. */
  readonly at: Float64Array
  readonly length: Uint32Array
}

const recordHeader = 28
/** Tiles are synced, and only then told of in the journal, after so many bytes: a power cut loses no more. */
const syncBytes = 64 * 1024 * 1024

/**
 * Writes a pyramid as a BigTIFF of JPEG tiles (8-bit RGB) or deflated tiles (all else, plane by plane), in a file beside its
 * place and a journal of the tiles that are in it. A kill leaves both; the next writer of the same plan goes on from there.
 */
export class PyramidWriter {
  readonly levels = new Map<number, LevelTable>()
  private end = bigTiffHeaderBytes
  private unsynced = 0
  private records: Buffer[] = []
  private queue: Promise<unknown> = Promise.resolve()

  private constructor(
    readonly plan: PyramidPlan,
    private readonly target: string,
    private readonly file: FileHandle,
    private readonly journal: FileHandle,
  ) {
    const planes = this.planes
    for (let level = plan.first; level <= plan.last; level++) {
      const { width, height } = levelSize(plan.width, plan.height, level)
      const [columns, rows] = [Math.ceil(width / plan.tileSize), Math.ceil(height / plan.tileSize)]
      const count = columns * rows * planes
      this.levels.set(level, {
        width,
        height,
        columns,
        rows,
        at: new Float64Array(count),
        length: new Uint32Array(count),
      })
    }
  }

  /** Continues what was begun by the same plan, or begins anew. */
  static async open(target: string, plan: PyramidPlan): Promise<PyramidWriter> {
    await mkdir(dirname(target), { recursive: true })
    const { data, journal } = buildingFiles(target)
    const header = Buffer.from(`${JSON.stringify(plan)}\n`)
    // Something else in their place, a link for one, would be written through to wherever it leads.
    for (const each of [data, journal])
      if (isThere(each) && !hasFile(dirname(each), each)) await rm(each, { force: true })
    const old = readIfSound(journal)
    if (old?.subarray(0, header.length).equals(header)) {
      const writer = new PyramidWriter(plan, target, await open(data, 'r+'), await open(journal, 'a'))
      const good = writer.replay(old.subarray(header.length))
      const { size } = await stat(data)
      await truncate(journal, header.length + good)
      if (size >= writer.end) return writer
      await writer.pause()
    }
    const [file, record] = [await open(data, 'w+'), await open(journal, 'w')]
    await file.write(bigTiffHeader(0))
    await record.write(header)
    return new PyramidWriter(plan, target, file, record)
  }

  get planes(): number {
    return this.plan.kind.rgb ? 1 : this.plan.kind.channels
  }

  /** Whether every tile of a row of tiles is there, in all planes. */
  hasRow(level: number, row: number): boolean {
    const table = this.levels.get(level)
    if (!table || row >= table.rows) return true
    for (let plane = 0; plane < this.planes; plane++) {
      const from = (plane * table.rows + row) * table.columns
      if (table.length.subarray(from, from + table.columns).includes(0)) return false
    }
    return true
  }

  /** Share of the tiles that are there. */
  get share(): number {
    let [done, all] = [0, 0]
    for (const { length } of this.levels.values()) {
      all += length.length
      for (const each of length) if (each > 0) done++
    }
    return done / all
  }

  /** The bytes of a tile that is there, as it lies in the file; undefined where it is not there yet. */
  async stored(level: number, column: number, row: number, plane = 0): Promise<Buffer | undefined> {
    const table = this.levels.get(level)
    if (!table) return undefined
    const index = (plane * table.rows + row) * table.columns + column
    const [at, length] = [table.at[index], table.length[index]]
    if (!length) return undefined
    const bytes = Buffer.allocUnsafe(length)
    await this.file.read(bytes, 0, length, at)
    return bytes
  }

  /** Appends tiles; calls may overlap. */
  write(run: TileRun): Promise<void> {
    const work = this.queue.then(() => this.append(run))
    this.queue = work.catch(() => undefined)
    return work
  }

  private async append({ level, plane, row, column, tiles }: TileRun): Promise<void> {
    const table = this.levels.get(level)
    if (!table) return
    const size = tiles.reduce((sum, tile) => sum + tile.length, 0)
    const { bytesWritten } = await this.file.writev(tiles, this.end)
    // A disk that becomes full takes a part without an error.
    if (bytesWritten < size) throw new Error('ENOSPC: no space left on device')
    const record = Buffer.alloc(recordHeader + 4 * tiles.length)
    for (const [i, value] of [level, plane, row, column, tiles.length].entries())
      record.writeUInt32LE(value, 4 * i)
    record.writeDoubleLE(this.end, 20)
    for (const [i, tile] of tiles.entries()) record.writeUInt32LE(tile.length, recordHeader + 4 * i)
    this.note(record, 0)
    this.records.push(record)
    this.unsynced += size
    if (this.unsynced >= syncBytes) await this.sync()
  }

  /** Enters a record into the tables and returns where it ends; undefined where it is cut off or wrong. */
  private note(bytes: Buffer, p: number): number | undefined {
    if (p + recordHeader > bytes.length) return undefined
    const [level, plane, row, column, count] = [0, 4, 8, 12, 16].map((o) => bytes.readUInt32LE(p + o)) as [
      number,
      number,
      number,
      number,
      number,
    ]
    const to = p + recordHeader + 4 * count
    const table = this.levels.get(level)
    if (
      !table ||
      to > bytes.length ||
      row >= table.rows ||
      column + count > table.columns ||
      plane >= this.planes
    )
      return undefined
    let at = bytes.readDoubleLE(p + 20)
    if (!(Number.isSafeInteger(at) && at >= 0)) return undefined
    const index = (plane * table.rows + row) * table.columns + column
    for (let i = 0; i < count; i++) {
      table.at[index + i] = at
      table.length[index + i] = bytes.readUInt32LE(p + recordHeader + 4 * i)
      at += table.length[index + i] as number
    }
    this.end = Math.max(this.end, at)
    return to
  }

  /** Returns how much of the journal holds good. */
  private replay(records: Buffer): number {
    let good = 0
    for (let at: number | undefined = 0; at !== undefined; at = this.note(records, at)) good = at
    return good
  }

  private async sync(): Promise<void> {
    const records = this.records
    this.records = []
    this.unsynced = 0
    await this.file.datasync()
    await this.journal.write(Buffer.concat(records))
  }

  /** Writes the directories and puts the file in its place. */
  async finish(): Promise<void> {
    await this.queue
    for (const [level, { length }] of this.levels)
      if (length.includes(0)) throw new Error(`tiles of level ${level} are missing`)
    const at = Math.ceil(this.end / 8) * 8
    const pages = [...this.levels].map(([level, table]) => this.directory(level, table))
    await this.file.write(bigTiffDirectories(at, pages), 0, undefined, at)
    await this.file.write(bigTiffHeader(at), 0, undefined, 0)
    await this.file.close()
    await this.journal.close()
    const { data, journal } = buildingFiles(this.target)
    await commitPartial(data, this.target)
    await rm(journal, { force: true })
  }

  /** Ends without finishing; what is there stays for the next time. */
  async pause(): Promise<void> {
    await this.queue
    await this.sync().catch(() => undefined)
    await this.file.close()
    await this.journal.close()
  }

  private directory(level: number, table: LevelTable): Entry[] {
    const { tileSize, kind, first, width, height, jpegTables } = this.plan
    const { channels, bits, rgb } = kind
    const repeat = (value: number, count: number) => new Array<number>(count).fill(value)
    const entries: Entry[] = [
      { tag: tags.subfileType, type: 4, values: [level > first || first > 0 ? 1 : 0] },
      { tag: tags.width, type: 4, values: [table.width] },
      { tag: tags.height, type: 4, values: [table.height] },
      { tag: tags.bitsPerSample, type: 3, values: repeat(bits, channels) },
      { tag: tags.compression, type: 3, values: [rgb ? compressions.jpeg : compressions.deflate] },
      { tag: tags.photometric, type: 3, values: [rgb ? photometrics.ycbcr : photometrics.black] },
      { tag: tags.orientation, type: 3, values: [1] },
      { tag: tags.samples, type: 3, values: [channels] },
      { tag: tags.planar, type: 3, values: [rgb || channels === 1 ? planars.chunky : planars.separate] },
      { tag: tags.software, type: 2, values: nullTerminated(`${softwareName} of ${width} x ${height}`) },
      { tag: tags.tileWidth, type: 4, values: [tileSize] },
      { tag: tags.tileHeight, type: 4, values: [tileSize] },
      { tag: tags.tileOffsets, type: 16, values: table.at },
      { tag: tags.tileByteCounts, type: 4, values: table.length },
    ]
    if (rgb) entries.push({ tag: tags.subsampling, type: 3, values: [2, 2] })
    if (jpegTables) entries.push({ tag: tags.jpegTables, type: 7, values: Buffer.from(jpegTables, 'base64') })
    if (!rgb) entries.push({ tag: tags.predictor, type: 3, values: [bits === 32 ? 3 : 2] })
    if (bits === 32)
      entries.push({ tag: tags.sampleFormat, type: 3, values: repeat(sampleFormats.real, channels) })
    if (!rgb && channels > 1)
      entries.push({ tag: tags.extraSamples, type: 3, values: repeat(0, channels - 1) })
    return entries
  }
}
