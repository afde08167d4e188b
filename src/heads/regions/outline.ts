import type { Rect } from '../../geometry/rect'

/** A region's bitmap has at most this many cells; a larger region's outline is that much coarser. */
const maxCells = 4_000_000
/** How far an outline may be from the pixels' edges, in cells. */
const tolerance = 0.8

/** The outer outline, x0, y0, x1, y1, … on pixel corners, and the bounding box of runs (y, x from, x to; …). */
export function outlineOfRuns(runs: readonly number[]): Rect & { readonly points: number[] } {
  let [left, top, right, bottom] = [Infinity, Infinity, 0, 0]
  for (let i = 0; i < runs.length; i += 3) {
    const [y, from, to] = [runs[i] as number, runs[i + 1] as number, runs[i + 2] as number]
    left = Math.min(left, from)
    right = Math.max(right, to)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y + 1)
  }
  const box = { x: left, y: top, w: right - left, h: bottom - top }
  const cell = Math.max(1, Math.ceil(Math.sqrt((box.w * box.h) / maxCells)))
  // A cell of margin all around, so that no look beside the region falls outside.
  const width = Math.ceil(box.w / cell) + 2
  const cells = new Uint8Array(width * (Math.ceil(box.h / cell) + 2))
  for (let i = 0; i < runs.length; i += 3) {
    const line = (Math.floor(((runs[i] as number) - top) / cell) + 1) * width + 1
    const from = Math.floor(((runs[i + 1] as number) - left) / cell)
    const to = Math.floor(((runs[i + 2] as number) - 1 - left) / cell)
    cells.fill(1, line + from, line + to + 1)
  }
  const ring = simplify(traceOuter(cells, width), tolerance)
  const points = ring.map((v, i) =>
    i % 2 === 0 ? Math.min(right, left + (v - 1) * cell) : Math.min(bottom, top + (v - 1) * cell),
  )
  return { ...box, points }
}

/** Steps right, down, left, up; the cells ahead to the right and to the left of a corner, seen in that direction. */
const steps = [
  { dx: 1, dy: 0, rightX: 0, rightY: 0, leftX: 0, leftY: -1 },
  { dx: 0, dy: 1, rightX: -1, rightY: 0, leftX: 0, leftY: 0 },
  { dx: -1, dy: 0, rightX: -1, rightY: -1, leftX: -1, leftY: 0 },
  { dx: 0, dy: -1, rightX: 0, rightY: -1, leftX: -1, leftY: -1 },
] as const

/** Walks around the region of 4-connected cells that comes first in row-major order, keeping it to the right. */
function traceOuter(cells: Uint8Array, width: number): number[] {
  const first = cells.indexOf(1)
  const [startX, startY] = [first % width, Math.floor(first / width)]
  const ring = [startX, startY]
  let [x, y, heading] = [startX + 1, startY, 0]
  while (x !== startX || y !== startY) {
    const step = steps[heading] as (typeof steps)[number]
    const right = cells[(y + step.rightY) * width + x + step.rightX] === 1
    const left = cells[(y + step.leftY) * width + x + step.leftX] === 1
    const turn = right ? (left ? 3 : 0) : 1
    if (turn !== 0) ring.push(x, y)
    heading = (heading + turn) % 4
    const next = steps[heading] as (typeof steps)[number]
    x += next.dx
    y += next.dy
  }
  return ring
}

/** Douglas and Peucker (1973) on a closed ring: corners that are closer than `limit` to a line without them go. */
function simplify(ring: readonly number[], limit: number): number[] {
  const count = ring.length / 2
  if (count <= 4) return [...ring]
  const kept = new Uint8Array(count)
  const far = farthest(ring, [0, 0], 1, count)
  kept[0] = kept[far.at] = 1
  const open: [number, number][] = [
    [0, far.at],
    [far.at, count],
  ]
  for (let part = open.pop(); part; part = open.pop()) {
    const [from, to] = part
    const { at, distance } = farthest(ring, [from, to % count], from + 1, to)
    if (distance <= limit) continue
    kept[at] = 1
    open.push([from, at], [at, to])
  }
  return ring.filter((_, i) => kept[i >> 1] === 1)
}

/** The corner between `first` and `end` that is farthest from the line through corners a and b (from a where they are one). */
function farthest(ring: readonly number[], [a, b]: readonly [number, number], first: number, end: number) {
  const [ax, ay] = [ring[a * 2] as number, ring[a * 2 + 1] as number]
  const [dx, dy] = [(ring[b * 2] as number) - ax, (ring[b * 2 + 1] as number) - ay]
  const length = Math.hypot(dx, dy)
  let [at, distance] = [first, -1]
  for (let i = first; i < end; i++) {
    const [x, y] = [(ring[i * 2] as number) - ax, (ring[i * 2 + 1] as number) - ay]
    const d = length > 0 ? Math.abs(x * dy - y * dx) / length : Math.hypot(x, y)
    if (d > distance) [at, distance] = [i, d]
  }
  return { at, distance }
}
