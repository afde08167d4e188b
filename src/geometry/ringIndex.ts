import type { Rect } from './rect'

/**
 * A ring that is asked about many times: its edges by horizontal strips, so that a question costs the few edges of a
 * strip instead of all. Even–odd rule.
 */
export class RingIndex {
  readonly bounds: Rect
  private readonly strips: number[][]
  private readonly height: number

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

  inside(x: number, y: number): boolean {
    const { bounds, ring } = this
    if (x < bounds.x || y < bounds.y || x > bounds.x + bounds.w || y > bounds.y + bounds.h) return false
    let inside = false
    for (const i of this.strips[this.stripOf(y)] ?? []) {
      const k = this.next(i)
      const [xa, ya] = [ring[i] as number, ring[i + 1] as number]
      const [xb, yb] = [ring[k] as number, ring[k + 1] as number]
      if (ya > y !== yb > y && x < ((xb - xa) * (y - ya)) / (yb - ya) + xa) inside = !inside
    }
    return inside
  }

  /** Whether an edge has a part in the rectangle. */
  crosses(rect: Rect): boolean {
    const [right, bottom] = [rect.x + rect.w, rect.y + rect.h]
    const last = this.stripOf(bottom)
    for (let s = this.stripOf(rect.y); s <= last; s++)
      for (const i of this.strips[s] ?? []) if (this.edgeMeets(i, rect.x, rect.y, right, bottom)) return true
    return false
  }

  private edgeMeets(i: number, left: number, top: number, right: number, bottom: number): boolean {
    const { ring } = this
    const k = this.next(i)
    const [xa, ya] = [ring[i] as number, ring[i + 1] as number]
    const [xb, yb] = [ring[k] as number, ring[k + 1] as number]
    if ((xa < left && xb < left) || (xa > right && xb > right)) return false
    if ((ya < top && yb < top) || (ya > bottom && yb > bottom)) return false
    // The corners of the rectangle lie on both sides of the edge's line, or on it.
    const side = (x: number, y: number) => (xb - xa) * (y - ya) - (yb - ya) * (x - xa)
    const [a, b, c, d] = [side(left, top), side(right, top), side(right, bottom), side(left, bottom)]
    return !((a > 0 && b > 0 && c > 0 && d > 0) || (a < 0 && b < 0 && c < 0 && d < 0))
  }

  private next(i: number): number {
    return i + 3 < this.ring.length ? i + 2 : 0
  }

  private stripOf(y: number): number {
    return Math.min(this.strips.length - 1, Math.max(0, Math.floor((y - this.bounds.y) / this.height)))
  }
}
