import { encodeDeepTiles, encodeJpegTiles } from './encodeTiles.node'
import { Limiter } from './limiter'
import { levelSize } from './pixelSource'
import { emptySamples, halveRow, type Pixels, type Samples } from './pixels'
import type { PyramidWriter } from './pyramidWriter.node'

/** Rows of tiles that are encoded together: more are faster, as long as they take no more than `bandBytes`. */
const bandRows = 2
const bandBytes = 24 * 1024 * 1024
/** Bands that wait for their encoder. */
const waitingBytes = 96 * 1024 * 1024
/**
 * A picture whose rows of tiles are larger has one band a level, which fills again when it is encoded: it is wide enough to be
 * encoded in parts meanwhile.
 */
const singleBytes = 16 * 1024 * 1024

/**
 * Makes all levels of a pyramid of one run of rows from top to bottom: each level keeps a band of rows until they make whole
 * tiles, which are encoded while the next band fills, and hands the next level rows of half the size. Memory holds at most two
 * bands a level, whatever the picture's height. What the writer has already is not encoded again.
 */
export class Cascade {
  private readonly stages: Stage[] = []
  private readonly encoders = new Limiter(2)
  private readonly running = new Set<Promise<void>>()
  private failure: unknown
  private waitingBytes = 0

  /** `from` is the level of the rows that come; levels that the writer does not want are only passed on. */
  constructor(
    readonly writer: PyramidWriter,
    from: number,
  ) {
    const { width, height, kind, tileSize, last } = writer.plan
    const channels = kind.rgb ? 3 : kind.channels
    const rowBytes = (levelSize(width, height, from).width * tileSize * channels * kind.bits) / 8
    const bands = rowBytes > singleBytes ? 1 : 2
    for (let level = from; level <= last; level++)
      this.stages.push(
        new Stage(
          level,
          levelSize(width, height, level),
          channels,
          kind.bits,
          tileSize,
          bandBytes / 2 ** (level - from),
          bands,
        ),
      )
  }

  /** Samples of the finest level in order, in pieces of any length. */
  async push(piece: Uint8Array): Promise<void> {
    const stage = this.stages[0] as Stage
    for (let at = 0; at < piece.length;) {
      at += stage.fill(piece, at)
      if (stage.isFull) await this.flush(0)
    }
  }

  /** When every row has come: waits until the last tile is written. */
  async end(): Promise<void> {
    await Promise.all(this.running)
    if (this.failure) throw this.failure
  }

  /** What is there of the rows that wait to become tiles: a tile of a level, undefined where nothing of it is. */
  waiting(level: number, column: number, row: number): Pixels | undefined {
    return this.stages.find((stage) => stage.level === level)?.tile(column, row)
  }

  private async flush(index: number): Promise<void> {
    const stage = this.stages[index] as Stage
    const next = this.stages[index + 1]
    // Room first: completing a band takes memory for the next.
    const fits = () => this.running.size < 3 && this.waitingBytes + stage.bytes <= waitingBytes
    while (this.running.size > 0 && !fits()) await Promise.race(this.running)
    if (this.failure) throw this.failure
    const band = stage.complete()
    const work = this.begin(stage, band)
    if (next) {
      for (let y = 0; y < band.used; y += 2) {
        next.takeHalf(band.data, y, Math.min(y + 1, band.used - 1), stage)
        if (next.isFull) await this.flush(index + 1)
        // The process that builds also serves tiles.
        if (y % 128 === 126) await new Promise((later) => setImmediate(later))
      }
    }
    const released = work.then(() => stage.release(band.data))
    if (!stage.hasRoom) await released
  }

  /** Encodes and writes a band, when it is its turn; a failure is told by the next call. */
  private begin(stage: Stage, { data, used, row }: Band): Promise<void> {
    const rows = Math.ceil(used / stage.side)
    const known = Array.from({ length: rows }, (_, i) => this.writer.hasRow(stage.level, row + i))
    if (known.every(Boolean)) return Promise.resolve()
    const work = this.encode(stage, data, rows, row)
      .catch((error: unknown) => void (this.failure ??= error))
      .finally(() => {
        this.waitingBytes -= data.byteLength
        this.running.delete(work)
      })
    this.waitingBytes += data.byteLength
    this.running.add(work)
    return work
  }

  private async encode(stage: Stage, band: Samples, rows: number, row: number): Promise<void> {
    const { writer } = this
    const { side, level, stride, channels } = stage
    const data = band.subarray(0, rows * side * stride * channels)
    const picture = { data, width: stride, height: rows * side, channels }
    const tables = writer.plan.jpegTables
    const planes = tables
      ? [await encodeJpegTiles(picture, side, Buffer.from(tables, 'base64'), this.encoders)]
      : await encodeDeepTiles(picture, side)
    for (const [plane, found] of planes.entries())
      for (const [i, tiles] of found.entries())
        await writer.write({ level, plane, row: row + i, column: 0, tiles })
  }
}

interface Band {
  readonly data: Samples
  /** Rows of pixels in it, and the row of tiles that it begins with. */
  readonly used: number
  readonly row: number
}

/** The rows of one level that are not yet encoded. */
class Stage {
  /** Pixels in a row of the band: whole tiles. */
  readonly stride: number
  private readonly capacity: number
  private readonly bytesPerSample: number
  /** None while the only band is being encoded. */
  private band: Samples | undefined
  private readonly spare: Samples[] = []
  private bands = 1
  /** Rows of this level that came before this band, and bytes of the band that are filled (without padding). */
  private above = 0
  private filled = 0

  constructor(
    readonly level: number,
    private readonly size: { width: number; height: number },
    readonly channels: number,
    bits: 8 | 16,
    readonly side: number,
    budget: number,
    private readonly most: number,
  ) {
    this.bytesPerSample = bits / 8
    this.stride = Math.ceil(size.width / side) * side
    const rowBytes = this.stride * side * channels * this.bytesPerSample
    const rows = Math.max(1, Math.min(bandRows, Math.floor(budget / rowBytes), Math.ceil(size.height / side)))
    this.capacity = rows * side
    const length = this.capacity * this.stride * channels
    this.band = bits === 8 ? new Uint8Array(length) : new Uint16Array(length)
  }

  private get rowBytes(): number {
    return this.size.width * this.channels * this.bytesPerSample
  }

  private get rows(): number {
    return Math.min(this.capacity, this.size.height - this.above)
  }

  /** Of a band. */
  get bytes(): number {
    return this.capacity * this.stride * this.channels * this.bytesPerSample
  }

  get isFull(): boolean {
    return this.filled === this.rows * this.rowBytes
  }

  /** Whether more rows can be taken now. */
  get hasRoom(): boolean {
    return this.band !== undefined || this.above >= this.size.height
  }

  private get space(): Samples {
    if (!this.band) throw new Error(`level ${this.level} has no band to fill`)
    return this.band
  }

  /** Takes samples from a piece, at most until the band is full; returns how many bytes. */
  fill(piece: Uint8Array, from: number): number {
    const { rowBytes } = this
    const band = new Uint8Array(this.space.buffer)
    const end = this.rows * rowBytes
    const start = from
    while (from < piece.length && this.filled < end) {
      const x = this.filled % rowBytes
      const y = (this.filled - x) / rowBytes
      const count = Math.min(rowBytes - x, piece.length - from)
      band.set(piece.subarray(from, from + count), y * this.stride * this.channels * this.bytesPerSample + x)
      this.filled += count
      from += count
    }
    return from - start
  }

  /** Takes a row of half the size out of two rows of the level below. */
  takeHalf(from: Samples, upper: number, lower: number, below: Stage): void {
    const { channels } = this
    const row = below.stride * channels
    const to = (this.filled / this.rowBytes) * this.stride * channels
    halveRow(from, upper * row, lower * row, below.size.width, channels, this.space, to)
    this.filled += this.rowBytes
  }

  /** The full band, filled up to whole tiles by repeating the border; another takes its place. */
  complete(): Band {
    const { space: data, channels, stride, size } = this
    const used = this.filled / this.rowBytes
    const [row, width] = [stride * channels, size.width * channels]
    for (let y = 0; y < used; y++)
      for (let x = width; x < row; x++) data[y * row + x] = data[y * row + x - channels]!
    const end = Math.ceil(used / this.side) * this.side
    for (let y = used; y < end; y++) data.copyWithin(y * row, (used - 1) * row, used * row)
    const found = { data, used, row: this.above / this.side }
    this.above += used
    this.filled = 0
    this.band = this.above < size.height ? (this.spare.pop() ?? this.another(data)) : undefined
    return found
  }

  private another(like: Samples): Samples | undefined {
    if (this.bands >= this.most) return undefined
    this.bands++
    return emptySamples(like, like.length)
  }

  /** A band that is encoded, to be filled again. */
  release(band: Samples): void {
    if (this.above >= this.size.height) return
    if (this.band) this.spare.push(band)
    else this.band = band
  }

  tile(column: number, row: number): Pixels | undefined {
    const { side, channels, stride } = this
    const { band } = this
    const top = row * side - this.above
    const rows = Math.floor(this.filled / this.rowBytes)
    if (!band || top < 0 || top >= rows || column * side >= this.size.width) return undefined
    const width = Math.min(side, this.size.width - column * side)
    const height = Math.min(side, rows - top)
    const data = emptySamples(band, width * height * channels)
    for (let y = 0; y < height; y++) {
      const from = ((top + y) * stride + column * side) * channels
      data.set(band.subarray(from, from + width * channels), y * width * channels)
    }
    return { data, width, height, channels }
  }
}
