import type { Depth, Pixels, Samples } from '../pixels/pixels'
import { rowMemory, type RowMemory } from '../pixels/rowMemory'

/** Bytes of rows that are taken at a time: they are halved and parted while they are in the processor's cache. */
const stagedBytes = 1024 * 1024

/** A level of a pyramid, and how it is made. */
export interface BandPlan {
  readonly level: number
  readonly width: number
  readonly height: number
  /** A band has so many tiles, or a little more. */
  readonly tiles: number
  /** Bands in use at a time. */
  readonly most: number
  /** Rows that are taken at a time. */
  readonly staged: number
}

/** Rows of `width` pixels that are taken at a time: an even number. */
export function stagedRows(width: number, channels: number, bits: Depth): number {
  return 2 * Math.ceil((stagedBytes * 4) / (width * channels * bits))
}

export interface Band {
  /** Tile after tile, each whole, row after row. */
  readonly tiles: Samples
  /** The row of tiles that it begins with, and how many it has. */
  readonly row: number
  readonly lines: number
  /** Where it lies, for `release`. */
  readonly at: number
}

/** The bands of all levels, the first the finest, in one memory. */
export function tileBands(
  plans: readonly BandPlan[],
  side: number,
  channels: number,
  bits: Depth,
): TileBands[] {
  const shapes = plans.map((plan) => bandShape(plan, side, (channels * bits) / 8))
  const memory = rowMemory(
    shapes.reduce((sum, { bytes }) => sum + bytes, 0),
    channels,
    bits,
  )
  let at = 0
  return shapes.map((shape) => {
    at += shape.bytes
    return new TileBands(shape, memory, at - shape.bytes, channels)
  })
}

type BandShape = ReturnType<typeof bandShape>

/** Sizes in bytes, where they have no other name. */
function bandShape(plan: BandPlan, side: number, pixel: number) {
  const columns = Math.ceil(plan.width / side)
  const lines = Math.min(Math.ceil(plan.height / side), Math.ceil(plan.tiles / columns))
  const row = plan.width * pixel
  const tile = side * side * pixel
  const band = lines * columns * tile
  // What halves rows writes a little beyond them.
  const head = Math.ceil((plan.staged * row) / 64 + 1) * 64
  return {
    ...plan,
    side,
    pixel,
    columns,
    lines,
    row,
    segment: side * pixel,
    tile,
    band,
    head,
    bytes: head + plan.most * band,
  }
}

/**
 * The rows of one level on their way into tiles. They come into `space`, from top to bottom, and are parted into a band of
 * whole tiles, each in one piece of memory; at the border tiles are filled up by repeating it.
 */
export class TileBands {
  /** Places in the memory of the bands that are free, and of the one that is filled: none while the only one is encoded. */
  private readonly free: number[]
  private band: number | undefined
  /** Bytes in the space. */
  private staged = 0
  /** Rows of the level that came before this band, and those in it. */
  private above = 0
  private filled = 0

  constructor(
    private readonly shape: BandShape,
    private readonly memory: RowMemory,
    private readonly start: number,
    readonly channels: number,
  ) {
    this.free = Array.from({ length: shape.most }, (_, i) => start + shape.head + i * shape.band)
    this.band = this.free.pop()
  }

  get level(): number {
    return this.shape.level
  }

  get columns(): number {
    return this.shape.columns
  }

  /** Of a band. */
  get bytes(): number {
    return this.shape.band
  }

  /** Bytes of the space: fewer where the picture ends. */
  private get room(): number {
    const { staged, row, height } = this.shape
    return Math.min(staged, height - this.above - this.filled) * row
  }

  /** Where the next rows go; undefined when all have come. To be followed by `took`. */
  get space(): Uint8Array | undefined {
    const { room, start } = this
    return room > 0 ? this.memory.bytes.subarray(start + this.staged, start + room) : undefined
  }

  /** So many bytes of `space` are filled. Returns whether all of it is: its rows are to be placed then. */
  took(bytes: number): boolean {
    this.staged += bytes
    return this.staged === this.room
  }

  /** Rows in the space. */
  get waiting(): number {
    return this.staged / this.shape.row
  }

  /** The rows in the space are placed: it is empty again. */
  placed(): void {
    this.staged = 0
  }

  get isFull(): boolean {
    const { lines, side, height } = this.shape
    return this.filled === Math.min(lines * side, height - this.above)
  }

  /** Whether rows can be placed now. */
  get hasRoom(): boolean {
    return this.band !== undefined || this.above >= this.shape.height
  }

  /** Parts a row of the space into the tiles of the band. */
  place(index: number): void {
    const { row, segment, tile, columns, pixel } = this.shape
    if (this.band === undefined) throw new Error(`level ${this.level} has no band to fill`)
    const from = this.start + index * row
    const to = this.segmentAt(this.band, 0, this.filled)
    const whole = (columns - 1) * segment
    if (whole > 0) this.memory.part(from, from + whole, to, segment, tile)
    const last = to + (columns - 1) * tile
    const { bytes } = this.memory
    bytes.copyWithin(last, from + whole, from + row)
    // Twice as much of the last pixel each time.
    for (let at = last + row - whole, much = pixel; at < last + segment; at += much, much *= 2)
      bytes.copyWithin(at, at - much, Math.min(at, last + segment - much))
    this.filled++
  }

  /** Makes a row of the next level out of two rows of the space, and returns whether the space of that is full. */
  halveInto(next: TileBands, upper: number, lower: number): boolean {
    const { start, shape, memory } = this
    memory.halve(start + upper * shape.row, start + lower * shape.row, shape.width, next.start + next.staged)
    return next.took(next.shape.row)
  }

  /** Fills up a column of the last tiles, before the band is complete, by repeating its last row. */
  fillUp(column: number): void {
    const { band, filled, shape, memory } = this
    const end = Math.ceil(filled / shape.side) * shape.side
    if (band === undefined) throw new Error(`level ${this.level} has no band to fill`)
    for (let row = filled; row < end; row++) {
      const to = this.segmentAt(band, column, row)
      memory.bytes.copyWithin(to, to - shape.segment, to)
    }
  }

  /** The full band; another takes its place. */
  complete(): Band {
    const { band: at, filled, above } = this
    const { side, columns, tile, height } = this.shape
    if (at === undefined) throw new Error(`level ${this.level} has no band to complete`)
    const lines = Math.ceil(filled / side)
    this.above += filled
    this.filled = 0
    this.band = this.above < height ? this.free.pop() : undefined
    return { tiles: this.samples(at, lines * columns * tile), row: above / side, lines, at }
  }

  /** A band that is encoded, to be filled again. */
  release({ at }: Band): void {
    if (this.hasRoom) this.free.push(at)
    else this.band = at
  }

  /** What is there of a tile of the band. */
  tile(column: number, row: number): Pixels | undefined {
    const { band, channels } = this
    const { side, columns, segment } = this.shape
    const line = row - this.above / side
    const height = Math.min(side, this.filled - line * side)
    if (band === undefined || line < 0 || height <= 0 || column >= columns) return undefined
    const data = this.samples(this.segmentAt(band, column, line * side), height * segment).slice()
    return { data, width: side, height, channels }
  }

  /** Where a row of a tile lies in a band. */
  private segmentAt(band: number, column: number, row: number): number {
    const { side, columns, tile, segment } = this.shape
    return band + (Math.floor(row / side) * columns + column) * tile + (row % side) * segment
  }

  private samples(at: number, bytes: number): Samples {
    const { samples } = this.memory
    const each = samples.BYTES_PER_ELEMENT
    return samples.subarray(at / each, (at + bytes) / each)
  }
}
