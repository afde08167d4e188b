import type { Rect } from './rect'

/** Cells a side of the coarse look. */
const cells = 256
const unknown = 3

/**
 * A ring that is asked about many times: its edges by horizontal strips, so that a question costs the few edges of a
 * strip instead of all. Even–odd rule.
 */
export class RingIndex {
  readonly bounds: Rect
  private readonly strips: number[][]
  private readonly height: number
  private sums: Int32Array | undefined

  constructor(private readonly ring: readonly number[]) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
    for (let i = 0; i + 1 < ring.length; i += 2) {
      left = Math.min(left, ring[i] as number)
      right = Math.max(right, ring[i] as number)
      top = Math.min(top, ring[i + 1] as number)
      bottom = Math.max(bottom, ring[i + 1] as number)
    }
    this.bounds = { x: left, y: top, w: right - left, h: bottom - top }
    const count = Math.min(1024, Math.max(1, ring.length))
    this.height = this.bounds.h / count || 1
    this.strips = Array.from({ length: count }, () => [])
    for (let i = 0; i + 1 < ring.length; i += 2) {
      const [ya, yb] = [ring[i + 1] as number, ring[this.next(i) + 1] as number]
      for (let s = this.stripOf(Math.min(ya, yb)); s <= this.stripOf(Math.max(ya, yb)); s++)
        this.strips[s]?.push(i)
    }
  }

  /**
   * Where a rectangle lies, by its corners, if a look at a coarse grid says so: 1 inside the ring, -1 outside, 0 when it
   * must be looked at closely. What is no number lies outside.
   */
  side(left: number, top: number, right: number, bottom: number): -1 | 0 | 1 {
    const { x, y, w, h } = this.bounds
    if (!(right >= x && bottom >= y && left <= x + w && top <= y + h)) return -1
    this.sums ??= summed(this.paint())
    const c0 = this.cell(left - x, w)
    const c1 = this.cell(right - x, w) + 1
    const r0 = this.cell(top - y, h) * (cells + 1)
    const r1 = (this.cell(bottom - y, h) + 1) * (cells + 1)
    const { sums } = this
    const sum =
      (sums[r1 + c1] as number) -
      (sums[r0 + c1] as number) -
      (sums[r1 + c0] as number) +
      (sums[r0 + c0] as number)
    const most = ((r1 - r0) / (cells + 1)) * (c1 - c0)
    if (sum === 0) return -1
    const within = left >= x && top >= y && right <= x + w && bottom <= y + h
    return within && sum === 2 * most ? 1 : 0
  }

  /** u8 [cells, cells]: 2 inside, 0 outside, 1 where the ring passes. */
  private paint(): Uint8Array {
    const { x, y, w, h } = this.bounds
    const grid = new Uint8Array(cells * cells).fill(unknown)
    const { ring } = this
    for (let i = 0; i + 1 < ring.length; i += 2) {
      const k = this.next(i)
      const [xa, ya] = [ring[i] as number, ring[i + 1] as number]
      const [dx, dy] = [(ring[k] as number) - xa, (ring[k + 1] as number) - ya]
      // Pieces no longer than half a cell, each with all cells around it.
      const pieces = Math.ceil(2 * Math.max((Math.abs(dx) * cells) / w, (Math.abs(dy) * cells) / h)) || 1
      for (let n = 0; n <= pieces; n++) {
        const column = this.cell(xa + (dx * n) / pieces - x, w)
        const row = this.cell(ya + (dy * n) / pieces - y, h)
        for (let r = Math.max(0, row - 1); r <= Math.min(cells - 1, row + 1); r++)
          grid.fill(1, r * cells + Math.max(0, column - 1), r * cells + Math.min(cells, column + 2))
      }
    }
    for (let row = 0; row < cells; row++)
      for (let column = 0; column < cells; column++) {
        const at = row * cells + column
        if (grid[at] !== unknown) continue
        // Along a run that the ring does not touch nothing changes.
        const known = column > 0 ? (grid[at - 1] as number) : 1
        const inside = () => this.inside(x + ((column + 0.5) * w) / cells, y + ((row + 0.5) * h) / cells)
        grid[at] = known !== 1 ? known : inside() ? 2 : 0
      }
    return grid
  }

  private cell(offset: number, length: number): number {
    return Math.min(cells - 1, Math.max(0, Math.floor((offset * cells) / (length || 1))))
  }

  inside(x: number, y: number): boolean {
    const { bounds, ring } = this
    if (x < bounds.x || y < bounds.y || x > bounds.x + bounds.w || y > bounds.y + bounds.h) return false
    let inside = false
    for (const i of this.strips[this.stripOf(y)] ?? []) {
      const k = this.next(i)
      const ya = ring[i + 1] as number
      const yb = ring[k + 1] as number
      if (ya > y === yb > y) continue
      const xa = ring[i] as number
      const xb = ring[k] as number
      if (x < ((xb - xa) * (y - ya)) / (yb - ya) + xa) inside = !inside
    }
    return inside
  }

  /** Whether an edge has a part in the rectangle. */
  crosses(rect: Rect): boolean {
    const sides = { left: rect.x, top: rect.y, right: rect.x + rect.w, bottom: rect.y + rect.h }
    const last = this.stripOf(sides.bottom)
    for (let s = this.stripOf(rect.y); s <= last; s++)
      for (const i of this.strips[s] as number[]) if (this.edgeMeets(i, sides)) return true
    return false
  }

  private edgeMeets(
    i: number,
    { left, top, right, bottom }: Record<'left' | 'top' | 'right' | 'bottom', number>,
  ): boolean {
    const { ring } = this
    const k = this.next(i)
    const xa = ring[i] as number
    const xb = ring[k] as number
    if ((xa < left && xb < left) || (xa > right && xb > right)) return false
    const ya = ring[i + 1] as number
    const yb = ring[k + 1] as number
    if ((ya < top && yb < top) || (ya > bottom && yb > bottom)) return false
    // The corners of the rectangle lie on both sides of the edge's line, or on it.
    const [dx, dy] = [xb - xa, yb - ya]
    const a = dx * (top - ya) - dy * (left - xa)
    const b = dx * (top - ya) - dy * (right - xa)
    const c = dx * (bottom - ya) - dy * (right - xa)
    const d = dx * (bottom - ya) - dy * (left - xa)
    return !((a > 0 && b > 0 && c > 0 && d > 0) || (a < 0 && b < 0 && c < 0 && d < 0))
  }

  private next(i: number): number {
    return i + 3 < this.ring.length ? i + 2 : 0
  }

  private stripOf(y: number): number {
    return Math.min(this.strips.length - 1, Math.max(0, Math.floor((y - this.bounds.y) / this.height)))
  }
}

/** i32 [cells + 1, cells + 1]: what lies above and left of each corner of the cells (Crow 1984). */
function summed(grid: Uint8Array): Int32Array {
  const sums = new Int32Array((cells + 1) ** 2)
  for (let row = 0; row < cells; row++) {
    let line = 0
    for (let column = 0; column < cells; column++) {
      line += grid[row * cells + column] as number
      const at = (row + 1) * (cells + 1) + column + 1
      sums[at] = line + (sums[at - cells - 1] as number)
    }
  }
  return sums
}
