/**
 * The corners of the rectangle of the least area around points x0, y0, x1, y1, …; one of its sides lies on one of their convex hull
 * (Freeman and Shapira, "Determining the minimum-area encasing rectangle for an arbitrary closed curve", 1975).
 */
export function smallestBox(points: readonly number[]): number[] {
  const hull = convexHull(points)
  let least = Infinity
  let best: number[] = []
  hull.forEach(([ax, ay], i) => {
    const [bx, by] = hull[(i + 1) % hull.length] as [number, number]
    const length = Math.hypot(bx - ax, by - ay)
    if (length === 0) return
    const [ux, uy] = [(bx - ax) / length, (by - ay) / length]
    const along = hull.map(([x, y]) => (x - ax) * ux + (y - ay) * uy)
    const across = hull.map(([x, y]) => (y - ay) * ux - (x - ax) * uy)
    const [left, right] = [Math.min(...along), Math.max(...along)]
    const [top, bottom] = [Math.min(...across), Math.max(...across)]
    const area = (right - left) * (bottom - top)
    if (area >= least) return
    least = area
    const corner = (u: number, v: number) => [ax + u * ux - v * uy, ay + u * uy + v * ux]
    best = [
      ...[...corner(left, top), ...corner(right, top)],
      ...[...corner(right, bottom), ...corner(left, bottom)],
    ]
  })
  return best
}

/** Andrew's monotone chain, 1979. */
function convexHull(points: readonly number[]): [number, number][] {
  const sorted = Array.from({ length: points.length / 2 }, (_, i): [number, number] => [
    points[2 * i] as number,
    points[2 * i + 1] as number,
  ]).sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const half = (all: readonly [number, number][]) => {
    const chain: [number, number][] = []
    for (const point of all) {
      while (chain.length >= 2 && !turnsLeft(chain.at(-2)!, chain.at(-1)!, point)) chain.pop()
      chain.push(point)
    }
    return chain.slice(0, -1)
  }
  return [...half(sorted), ...half([...sorted].reverse())]
}

function turnsLeft(a: readonly number[], b: readonly number[], c: readonly number[]): boolean {
  return (b[0]! - a[0]!) * (c[1]! - a[1]!) - (b[1]! - a[1]!) * (c[0]! - a[0]!) > 0
}
