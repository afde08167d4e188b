import { encodeDeepTiles, encodeJpegTiles } from './encodeTiles.node'
import { Limiter } from '../../base/limiter'
import { levelSize } from '../pixels/pixelSource'
import type { Pixels } from '../pixels/pixels'
import type { PyramidWriter } from './pyramidWriter.node'
import { stagedRows, tileBands, type Band, type TileBands } from './tileBands'

/** Tiles of the finest level that are encoded together, at least; half as many of each level above it. */
const bandTiles = 48
const fewestTiles = 16
/** Bands of the finest level, as far as they fit: one is filled while the others are encoded. */
const maxBands = 3
const bandsBytes = 48 * 1024 * 1024
/** Bands that wait for their encoder. */
const waitingBytes = 96 * 1024 * 1024
/** Tiles at the border that are filled up in one turn. */
const turnTiles = 64

/** The process that builds also serves tiles. */
const turn = () => new Promise((later) => setImmediate(later))

/**
 * Makes all levels of a pyramid of one run of rows from top to bottom: each level keeps a band of rows until they make whole
 * tiles, which are encoded while the next band fills, and hands the next level rows of half the size. Memory holds at most a
 * few bands a level, whatever the picture's height. What the writer has already is not encoded again.
 */
export class Cascade {
  private readonly stages: readonly TileBands[]
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
    const { bits } = kind
    const channels = kind.rgb ? 3 : kind.channels
    const finest = levelSize(width, height, from).width
    const lineBytes = (Math.ceil(finest / tileSize) * tileSize ** 2 * channels * bits) / 8
    const bands = Math.max(1, Math.min(maxBands, Math.floor(bandsBytes / lineBytes)))
    const plans = Array.from({ length: last - from + 1 }, (_, i) => ({
      level: from + i,
      ...levelSize(width, height, from + i),
      tiles: Math.max(fewestTiles, bandTiles >> i),
      most: i === 0 ? bands : Math.min(bands, 2),
      staged: i === 0 ? stagedRows(finest, channels, bits) : 2,
    }))
    this.stages = tileBands(plans, tileSize, channels, bits)
  }

  /** Where the next samples of the finest level go, in order; undefined when every row has come. To be followed by `took`. */
  space(): Uint8Array | undefined {
    return this.stages[0]?.space
  }

  /** So many bytes of `space` are filled. */
  async took(bytes: number): Promise<void> {
    if (this.stages[0]?.took(bytes)) await this.place(0)
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
      await turn()
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

  /** Parts the rows that came into a level into tiles, and hands the next level rows of half the size. */
  private async place(index: number): Promise<void> {
    const stage = this.stages[index] as TileBands
    const next = this.stages[index + 1]
    const count = stage.waiting
    for (let row = 0; row < count; row++) {
      stage.place(row)
      if (stage.isFull) await this.flush(stage)
      const isPair = row % 2 === 1 || row === count - 1
      if (next && isPair && stage.halveInto(next, row - (row % 2), row)) await this.place(index + 1)
    }
    stage.placed()
  }

  private async flush(stage: TileBands): Promise<void> {
    // Room first: completing a band takes memory for the next.
    const fits = () => this.running.size < 3 && this.waitingBytes + stage.bytes <= waitingBytes
    while (this.running.size > 0 && !fits()) await Promise.race(this.running)
    if (this.failure) throw this.failure
    for (let column = 0; column < stage.columns; column++) {
      stage.fillUp(column)
      if (column % turnTiles === turnTiles - 1) await turn()
    }
    const band = stage.complete()
    const released = this.begin(stage, band).then(() => stage.release(band))
    if (!stage.hasRoom) await released
  }

  /** Encodes and writes a band, when it is its turn; a failure is told by the next call. */
  private begin(stage: TileBands, band: Band): Promise<void> {
    const lines = Array.from({ length: band.lines }, (_, i) => band.row + i)
    if (lines.every((row) => this.writer.hasRow(stage.level, row))) return Promise.resolve()
    const work = this.encode(stage, band)
      .catch((error: unknown) => void (this.failure ??= error))
      .finally(() => {
        this.waitingBytes -= stage.bytes
        this.running.delete(work)
      })
    this.waitingBytes += stage.bytes
    this.running.add(work)
    return work
  }

  private async encode({ level, columns, channels }: TileBands, { tiles, row, lines }: Band): Promise<void> {
    const { writer } = this
    const { tileSize, jpegTables } = writer.plan
    const planes =
      jpegTables !== undefined && tiles instanceof Uint8Array
        ? [await encodeJpegTiles(tiles, tileSize, Buffer.from(jpegTables, 'base64'), this.encoders)]
        : await encodeDeepTiles(tiles, tileSize, channels)
    for (const [plane, found] of planes.entries())
      for (let i = 0; i < lines; i++) {
        const run = found.slice(i * columns, (i + 1) * columns)
        await writer.write({ level, plane, row: row + i, column: 0, tiles: run })
      }
  }
}
