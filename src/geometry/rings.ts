import type { Rect } from './rect'

// Rings and lines as x0, y0, x1, y1, …; a ring's last corner joins its first.

/** Even–odd rule, as SVG and QuPath fill rings. */
export function insideRings(rings: readonly (readonly number[])[], x: number, y: number): boolean {
  let inside = false
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 2; i + 1 < ring.length; j = i, i += 2) {
      const [xi, yi] = [ring[i] as number, ring[i + 1] as number]
      const [xj, yj] = [ring[j] as number, ring[j + 1] as number]
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
    }
  }
  return inside
}

/** In square pixels, by the shoelace formula; from the first corner, so that far coordinates cost no digits. */
export function ringArea(points: readonly number[]): number {
  return Math.abs(signedArea(points))
}

/** Positive for clockwise rings as one sees them (y goes down). */
export function signedArea(points: readonly number[]): number {
  const [ox, oy] = [points[0] as number, points[1] as number]
  let sum = 0
  for (let i = 2; i + 3 < points.length; i += 2) {
    sum +=
      ((points[i] as number) - ox) * ((points[i + 3] as number) - oy) -
      ((points[i + 2] as number) - ox) * ((points[i + 1] as number) - oy)
  }
  return sum / 2
}

/** Distance from a point to the nearest edge. */
export function distanceToPath(points: readonly number[], x: number, y: number, closed: boolean): number {
  let best = Infinity
  eachEdge(points, closed, (ax, ay, bx, by) => {
    const length = (bx - ax) ** 2 + (by - ay) ** 2
    const along = length > 0 ? ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length : 0
    // The point of the edge that is nearest lies so far along it.
    const t = Math.min(1, Math.max(0, along))
    best = Math.min(best, Math.hypot(x - (ax + t * (bx - ax)), y - (ay + t * (by - ay))))
  })
  return best
}

/** Whether an edge has a part in a rectangle (Liang and Barsky's clipping, 1984). */
export function pathMeetsRect(points: readonly number[], rect: Rect, closed: boolean): boolean {
  let meets = false
  let [from, to] = [0, 1]
  const cut = (step: number, low: number, high: number) => {
    if (step === 0) return low <= 0 && high >= 0
    const [a, b] = step > 0 ? [low / step, high / step] : [high / step, low / step]
    from = Math.max(from, a)
    to = Math.min(to, b)
    return from <= to
  }
  const { x, y, w, h } = rect
  eachEdge(points, closed, (ax, ay, bx, by) => {
    if (meets) return
    ;[from, to] = [0, 1]
    meets = cut(bx - ax, x - ax, x + w - ax) && cut(by - ay, y - ay, y + h - ay)
  })
  return meets
}

export function eachEdge(
  points: ArrayLike<number>,
  closed: boolean,
  visit: (ax: number, ay: number, bx: number, by: number) => void,
): void {
  for (let i = 0; i + 3 < points.length; i += 2)
    visit(points[i] as number, points[i + 1] as number, points[i + 2] as number, points[i + 3] as number)
  const last = points.length - 2
  if (closed && last > 0)
    visit(points[last] as number, points[last + 1] as number, points[0] as number, points[1] as number)
}

/** A closed region with the holes in it. */
export interface RegionWithHoles {
  readonly outer: readonly number[]
  readonly holes: readonly (readonly number[])[]
}

/** Rings under the even–odd rule, none crossing another, as regions with their holes: what GeoJSON calls a polygon. */
export function partsOf(rings: readonly (readonly number[])[]): RegionWithHoles[] {
  const around = rings.map((ring) => rings.filter((other) => other !== ring && isWithin(ring, other)))
  const parts = new Map<readonly number[], number[][]>()
  rings.forEach((ring, i) => (around[i]?.length ?? 0) % 2 === 0 && parts.set(ring, []))
  rings.forEach((ring, i) => {
    if (parts.has(ring)) return
    const outer = around[i]?.filter((other) => parts.has(other)).sort((a, b) => ringArea(a) - ringArea(b))[0]
    if (outer) parts.get(outer)?.push([...ring])
  })
  return Array.from(parts, ([outer, holes]) => ({ outer, holes }))
}

/** Most corners decide, since rings may touch. */
function isWithin(ring: readonly number[], other: readonly number[]): boolean {
  let [inside, all] = [0, 0]
  for (let i = 0; i + 1 < ring.length; i += 2, all++)
    if (insideRings([other], ring[i] as number, ring[i + 1] as number)) inside++
  return inside * 2 > all
}

/** Whether an open line crosses or touches an edge of the rings. */
export function pathMeetsRings(line: readonly number[], rings: readonly (readonly number[])[]): boolean {
  let meets = false
  eachEdge(line, false, (ax, ay, bx, by) => {
    const ofLine = sideOf(ax, ay, bx, by)
    for (const ring of rings)
      eachEdge(ring, true, (cx, cy, dx, dy) => {
        if (meets || ofLine(cx, cy) === ofLine(dx, dy)) return
        const ofRing = sideOf(cx, cy, dx, dy)
        meets = ofRing(ax, ay) !== ofRing(bx, by)
      })
  })
  return meets
}

/** On which side of the line from p to q a point lies: −1, 0 or 1. */
function sideOf(px: number, py: number, qx: number, qy: number): (x: number, y: number) => number {
  return (x, y) => Math.sign((qx - px) * (y - py) - (qy - py) * (x - px))
}
