import { eachEdge } from '../geometry/rings'
import type { Outline } from './smartBox'

/** Length by width from which on what stands out is the edge of something, a scratch or a shadow, and no object. */
const thinnest = 8

/** True for an outline that is a thin strip. Not by its border, which is long around anything ragged, but by its spread. */
export function isSliver({ rings: [outer = []] }: Outline): boolean {
  const { long, short } = spreadOf(outer)
  return long > thinnest ** 2 * short
}

/** Variances of a ring's inside along its two axes, in square pixels, by the moments of its corners. */
function spreadOf(ring: readonly number[]): { readonly long: number; readonly short: number } {
  // From the first corner, so that far coordinates cost no digits.
  const [ox = 0, oy = 0] = ring
  let [area, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0]
  eachEdge(ring, true, (x0, y0, x1, y1) => {
    const [ax, ay, bx, by] = [x0 - ox, y0 - oy, x1 - ox, y1 - oy]
    const cross = ax * by - bx * ay
    area += cross / 2
    x += ((ax + bx) * cross) / 6
    y += ((ay + by) * cross) / 6
    xx += ((ax * ax + ax * bx + bx * bx) * cross) / 12
    yy += ((ay * ay + ay * by + by * by) * cross) / 12
    xy += ((ax * by + 2 * ax * ay + 2 * bx * by + bx * ay) * cross) / 24
  })
  if (area === 0) return { long: 1, short: 0 }
  const [cx, cy] = [x / area, y / area]
  const [u, v, w] = [xx / area - cx * cx, yy / area - cy * cy, xy / area - cx * cy]
  const half = Math.hypot((u - v) / 2, w)
  return { long: (u + v) / 2 + half, short: (u + v) / 2 - half }
}
