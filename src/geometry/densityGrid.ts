/** Bins of the finest level at most: 16 MB of counts. */
const maxBins = 2 ** 22

export interface DensityLevel {
  /** Side of a bin in full-size pixels. */
  readonly side: number
  readonly columns: number
  readonly rows: number
  /** u32 [rows, columns] */
  readonly counts: Uint32Array
}

/**
 * How many points lie where: exact counts in square bins, each level with bins of twice the side. Every point is in one
 * bin of each level, so that bins add up to the whole; points beyond the border count in the bins at it.
 */
export class DensityGrid {
  /** The finest first, the last is one bin. */
  readonly levels: readonly DensityLevel[]
  private readonly peaks = new Map<DensityLevel, number>()
  private held = 0
  /** Another number after each change. */
  revision = 0

  constructor(readonly extent: { readonly width: number; readonly height: number }) {
    let side = 1
    while (Math.ceil(extent.width / side) * Math.ceil(extent.height / side) > maxBins) side *= 2
    const levels: DensityLevel[] = []
    for (;;) {
      const columns = Math.max(1, Math.ceil(extent.width / side))
      const rows = Math.max(1, Math.ceil(extent.height / side))
      levels.push({ side, columns, rows, counts: new Uint32Array(columns * rows) })
      if (columns * rows === 1) break
      side *= 2
    }
    this.levels = levels
  }

  get total(): number {
    return this.held
  }

  /** Counts a point, or with -1 counts it no longer. */
  add(x: number, y: number, by: 1 | -1 = 1): void {
    this.held += by
    this.changed()
    this.countIn(binAt(this.levels[0] as DensityLevel, x, y), by)
  }

  /** Counts the middles of rectangles, f64 [N, 4] of x, y, width, height: those that `counts` says. */
  addRects(rects: Float64Array, counts: (row: number) => boolean): void {
    const { side, columns, rows } = this.levels[0] as DensityLevel
    for (let row = 0, at = 0; at < rects.length; row++, at += 4) {
      if (!counts(row)) continue
      const x = (rects[at] as number) + (rects[at + 2] as number) / 2
      const y = (rects[at + 1] as number) + (rects[at + 3] as number) / 2
      // As in `binAt`, which would get its numbers as objects for the collector.
      const column = Math.min(columns - 1, Math.max(0, Math.floor(x / side)))
      this.countIn(Math.min(rows - 1, Math.max(0, Math.floor(y / side))) * columns + column, 1)
      this.held++
    }
    this.changed()
  }

  /** Replaces everything, for many points at once: `visit` calls its argument for each. */
  fill(visit: (count: (x: number, y: number) => void) => void): void {
    const [finest] = this.levels as [DensityLevel]
    this.held = 0
    this.revision++
    this.peaks.clear()
    finest.counts.fill(0)
    visit((x, y) => {
      finest.counts[binAt(finest, x, y)]!++
      this.held++
    })
    for (let i = 1; i < this.levels.length; i++)
      halve(this.levels[i - 1] as DensityLevel, this.levels[i] as DensityLevel)
  }

  private changed(): void {
    this.revision++
    if (this.peaks.size > 0) this.peaks.clear()
  }

  /** In a bin of the finest level and in those of the others that it lies in. */
  private countIn(bin: number, by: 1 | -1): void {
    const { levels } = this
    const finest = levels[0] as DensityLevel
    let row = Math.floor(bin / finest.columns)
    let column = bin - row * finest.columns
    for (let i = 0; i < levels.length; i++) {
      const { columns, counts } = levels[i] as DensityLevel
      counts[row * columns + column]! += by
      // A bin of the next level is two by two of this.
      row >>= 1
      column >>= 1
    }
  }

  /** The number of the finest level whose bins are at least so many pixels a side. */
  levelFor(side: number): number {
    const found = this.levels.findIndex((level) => level.side >= side)
    return found < 0 ? this.levels.length - 1 : found
  }

  /** The highest count of a level. */
  peak(level: DensityLevel): number {
    let peak = this.peaks.get(level)
    if (peak === undefined) {
      peak = 0
      for (const count of level.counts) if (count > peak) peak = count
      this.peaks.set(level, peak)
    }
    return peak
  }
}

function binAt({ side, columns, rows }: DensityLevel, x: number, y: number): number {
  const column = Math.min(columns - 1, Math.max(0, Math.floor(x / side)))
  const row = Math.min(rows - 1, Math.max(0, Math.floor(y / side)))
  return row * columns + column
}

function halve(from: DensityLevel, to: DensityLevel): void {
  to.counts.fill(0)
  for (let row = 0; row < from.rows; row++) {
    const above = (row >> 1) * to.columns
    for (let column = 0; column < from.columns; column++)
      to.counts[above + (column >> 1)]! += from.counts[row * from.columns + column]!
  }
}

/** Bins [left, right) × [top, bottom) of a level that a rectangle meets, widened to whole groups of `step` bins. */
export function binsIn(
  { side, columns, rows }: DensityLevel,
  rect: { readonly x: number; readonly y: number; readonly w: number; readonly h: number },
  step = 1,
): { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number } {
  const low = (at: number) => Math.max(0, Math.floor(at / side / step) * step)
  const high = (at: number, most: number) => Math.min(most, Math.ceil(at / side / step) * step)
  const [left, top] = [Math.min(columns, low(rect.x)), Math.min(rows, low(rect.y))]
  const [right, bottom] = [high(rect.x + rect.w, columns), high(rect.y + rect.h, rows)]
  return { left, top, right: Math.max(left, right), bottom: Math.max(top, bottom) }
}

/** The points in the bins that a rectangle meets: never fewer than lie in it. */
export function countAround(level: DensityLevel, rect: Parameters<typeof binsIn>[1]): number {
  const { left, top, right, bottom } = binsIn(level, rect)
  let sum = 0
  for (let row = top; row < bottom; row++)
    for (let column = left; column < right; column++) sum += level.counts[row * level.columns + column] ?? 0
  return sum
}
