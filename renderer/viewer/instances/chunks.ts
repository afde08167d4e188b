import type { Rect } from '../../../src/geometry/rect'

/** Records that follow each other and are looked at together. */
const chunkSize = 128

/** The bounds of each chunk of records; they only grow. */
export class Chunks {
  /** f64 [chunks, 4]: left, top, right, bottom. */
  private readonly bounds: Float64Array

  constructor(capacity: number, from?: Chunks) {
    this.bounds = new Float64Array(Math.ceil(capacity / chunkSize) * 4)
    for (let i = 0; i < this.bounds.length; i++) this.bounds[i] = i % 4 < 2 ? Infinity : -Infinity
    if (from) this.bounds.set(from.bounds)
  }

  // eslint-disable-next-line max-params -- Called for each of a million rows: an object would cost.
  include(slot: number, left: number, top: number, right: number, bottom: number): void {
    const { bounds } = this
    const at = Math.floor(slot / chunkSize) * 4
    bounds[at] = Math.min(bounds[at] as number, left)
    bounds[at + 1] = Math.min(bounds[at + 1] as number, top)
    bounds[at + 2] = Math.max(bounds[at + 2] as number, right)
    bounds[at + 3] = Math.max(bounds[at + 3] as number, bottom)
  }

  /** Includes the rectangle that begins at `at` in x, y, width, height after each other. */
  includeRect(slot: number, rects: Float64Array, at: number): void {
    const { bounds } = this
    const to = Math.floor(slot / chunkSize) * 4
    for (let axis = 0; axis < 2; axis++) {
      const low = rects[at + axis] as number
      const high = low + (rects[at + 2 + axis] as number)
      if (low < (bounds[to + axis] as number)) bounds[to + axis] = low
      if (high > (bounds[to + 2 + axis] as number)) bounds[to + 2 + axis] = high
    }
  }

  /** How much larger the chunks are around than squares that share what all of them cover. */
  spread(used: number): number {
    const { bounds } = this
    const count = Math.ceil(used / chunkSize)
    let [left, top, right, bottom, around] = [Infinity, Infinity, -Infinity, -Infinity, 0]
    for (let at = 0; at < count * 4; at += 4) {
      const [x, y, x2, y2] = bounds.subarray(at, at + 4) as unknown as [number, number, number, number]
      if (x > x2) continue
      left = Math.min(left, x)
      top = Math.min(top, y)
      right = Math.max(right, x2)
      bottom = Math.max(bottom, y2)
      around += x2 - x + (y2 - y)
    }
    const whole = right - left + (bottom - top)
    return whole > 0 ? around / (Math.sqrt(count) * whole) : 1
  }

  /** Runs [first slot, count] of the chunks that a rectangle meets, of the first `used` records. */
  runs(seen: Rect, used: number): [number, number][] {
    const found: [number, number][] = []
    const { bounds } = this
    for (let chunk = 0; chunk * chunkSize < used; chunk++) {
      const at = chunk * 4
      const [left, top] = [bounds[at] as number, bounds[at + 1] as number]
      const [right, bottom] = [bounds[at + 2] as number, bounds[at + 3] as number]
      if (left > right || left >= seen.x + seen.w || top >= seen.y + seen.h) continue
      if (right < seen.x || bottom < seen.y) continue
      const first = chunk * chunkSize
      const count = Math.min(chunkSize, used - first)
      const last = found.at(-1)
      if (last && last[0] + last[1] === first) last[1] += count
      else found.push([first, count])
    }
    return found
  }
}
