import { encodeDeepTiles, encodeJpegTiles } from './encodeTiles.node'
import { Limiter } from './limiter'
import { levelSize } from './pixelSource'
import { cut, emptySamples, halveRow, type Pixels, type Samples } from './pixels'
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
/** Of rows that are halved in one turn of the process. */
const turnBytes = 8 * 1024 * 1024

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

  /** Where the next samples of the finest level go, in order; undefined when every row has come. To be followed by `took`. */
  space(): Uint8Array | undefined {
    return (this.stages[0] as Stage).space
  }

  /** So many bytes of `space` are filled. */
  async took(bytes: number): Promise<void> {
    const stage = this.stages[0] as Stage
    stage.filled += bytes
    await this.advance(0)
  }

  /** Copies samples of the finest level in order, in pieces of any length. */
  async push(piece: Uint8Array): Promise<void> {
    for (let at = 0; at < piece.length;) {
      const space = this.space()
      if (!space) return
      const some = piece.subarray(at, at + space.length)
      space.set(some)
      at += some.length
      await this.took(some.length)
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

  /** Rows came into a level: hands on what makes rows of the next, and lets the band go when it is full. */
  private async advance(index: number): Promise<void> {
    const stage = this.stages[index] as Stage
    const next = this.stages[index + 1]
    for (let bytes = 0; next && stage.hasPair;) {
      bytes += next.takeHalf(stage)
      if (next.isFull) await this.advance(index + 1)
      // The process that builds also serves tiles.
      if (bytes < turnBytes || !stage.hasPair) continue
      bytes = 0
      await new Promise((later) => setImmediate(later))
    }
    if (stage.isFull) await this.flush(stage)
  }

  private async flush(stage: Stage): Promise<void> {
    // Room first: completing a band takes memory for the next.
    const fits = () => this.running.size < 3 && this.waitingBytes + stage.bytes <= waitingBytes
    while (this.running.size > 0 && !fits()) await Promise.race(this.running)
    if (this.failure) throw this.failure
    const band = stage.complete()
    const released = this.begin(stage, band).then(() => stage.release(band.data))
    if (!stage.hasRoom) await released
  }

  /** Encodes and writes a band, when it is its turn; a failure is told by the next call. */
  private begin(stage: Stage, { data, used, row }: Band): Promise<void> {
    const rows = Math.ceil(used / stage.side)
    const known = Array.from({ length: rows }, (_, i) => this.writer.hasRow(stage.level, row + i))
    if (known.every(Boolean)) return Promise.resolve()
    const work = this.encode(stage, data, used, row)
      .catch((error: unknown) => void (this.failure ??= error))
      .finally(() => {
        this.waitingBytes -= data.byteLength
        this.running.delete(work)
      })
    this.waitingBytes += data.byteLength
    this.running.add(work)
    return work
  }

  private async encode(stage: Stage, band: Samples, used: number, row: number): Promise<void> {
    const { writer } = this
    const { side, level, width, channels } = stage
    const data = band.subarray(0, used * width * channels)
    const picture = { data, width, height: used, channels }
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
  readonly width: number
  private readonly capacity: number
  private readonly rowBytes: number
  /** None while the only band is being encoded. */
  private band: Samples | undefined
  private readonly spare: Samples[] = []
  private bands = 1
  /** Rows of this level that came before this band, bytes of it that are filled, and rows of it that went to the next level. */
  private above = 0
  filled = 0
  private halved = 0

  constructor(
    readonly level: number,
    private readonly size: { width: number; height: number },
    readonly channels: number,
    bits: 8 | 16,
    readonly side: number,
    budget: number,
    private readonly most: number,
  ) {
    this.width = size.width
    this.rowBytes = (size.width * channels * bits) / 8
    const fitting = Math.floor(budget / (this.rowBytes * side))
    const rows = Math.max(1, Math.min(bandRows, fitting))
    this.capacity = Math.min(rows * side, size.height)
    const length = this.capacity * size.width * channels
    this.band = bits === 8 ? new Uint8Array(length) : new Uint16Array(length)
  }

  private get rows(): number {
    return Math.min(this.capacity, this.size.height - this.above)
  }

  /** Of a band. */
  get bytes(): number {
    return this.capacity * this.rowBytes
  }

  get isFull(): boolean {
    return this.band !== undefined && this.filled === this.rows * this.rowBytes
  }

  /** Whether more rows can be taken now. */
  get hasRoom(): boolean {
    return this.band !== undefined || this.above >= this.size.height
  }

  /** What of the band is to be filled. */
  get space(): Uint8Array | undefined {
    return this.band && new Uint8Array(this.band.buffer, this.filled, this.rows * this.rowBytes - this.filled)
  }

  /** Whether there are two rows more, or the last one, to make a row of the next level. */
  get hasPair(): boolean {
    const left = Math.floor(this.filled / this.rowBytes) - this.halved
    return left > 1 || (left === 1 && this.above + this.halved + 1 === this.size.height)
  }

  /** Takes a row of half the size out of two rows of the level below; returns of how many bytes. */
  takeHalf(below: Stage): number {
    if (!this.band || !below.band) throw new Error(`level ${this.level} has no band to fill`)
    const row = below.width * below.channels
    const upper = below.halved * row
    const lower = Math.min(below.halved + 1, below.rows - 1) * row
    const to = (this.filled / this.rowBytes) * this.width * this.channels
    halveRow(below.band, upper, lower, below.width, this.channels, this.band, to)
    below.halved = Math.min(below.halved + 2, below.rows)
    this.filled += this.rowBytes
    return 2 * below.rowBytes
  }

  /** The full band; another takes its place. */
  complete(): Band {
    if (!this.band) throw new Error(`level ${this.level} has no band to complete`)
    const found = { data: this.band, used: this.rows, row: this.above / this.side }
    this.above += found.used
    this.filled = this.halved = 0
    this.band = this.above < this.size.height ? (this.spare.pop() ?? this.another(found.data)) : undefined
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
    const { side, channels, band, width: whole } = this
    const top = row * side - this.above
    const rows = Math.floor(this.filled / this.rowBytes)
    if (!band || top < 0 || top >= rows || column * side >= whole) return undefined
    const [width, height] = [Math.min(side, whole - column * side), Math.min(side, rows - top)]
    const region = { x: column * side, y: top, w: width, h: height }
    return {
      data: cut({ data: band, width: whole, height: rows, channels }, region),
      width,
      height,
      channels,
    }
  }
}
