import { ringArea } from '../geometry/rings'
import { offs, seed, side } from './grid'

// Sets of a grid's cells, u8 [side²]: 1 for those that belong to it.

/** The connected cells inside that hold the click. `inside`: more than 0.5 in cells of the object. */
export function seededRegion(inside: Float32Array): Uint8Array {
  const seeds: number[] = []
  for (let i = 0; i < inside.length; i++) if ((offs[i] as number) < seed) seeds.push(i)
  return flood(seeds, (i) => (inside[i] as number) > 0.5)
}

/** Takes in what the set encloses. */
export function fillHoles(mask: Uint8Array): void {
  const outside = flood([0], (i) => mask[i] === 0)
  for (let i = 0; i < mask.length; i++) if (outside[i] === 0) mask[i] = 1
}

/** The cells that pass and are reached from `seeds` by way of such cells, side by side. */
function flood(seeds: readonly number[], passes: (i: number) => boolean): Uint8Array {
  const region = new Uint8Array(side * side)
  const open: number[] = []
  const take = (i: number) => {
    if (region[i] || !passes(i)) return
    region[i] = 1
    open.push(i)
  }
  for (const i of seeds) take(i)
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    if (i % side > 0) take(i - 1)
    if (i % side < side - 1) take(i + 1)
    if (i >= side) take(i - side)
    if (i < region.length - side) take(i + side)
  }
  return region
}

/** Cells that the convex hull of a mask covers (Andrew's monotone chain, 1979). */
export function hullArea(mask: Uint8Array): number {
  const ends: [number, number][] = []
  for (let y = 0; y < side; y++) {
    const row = mask.subarray(y * side, (y + 1) * side)
    const [first, last] = [row.indexOf(1), row.lastIndexOf(1) + 1]
    if (first >= 0) ends.push([first, y], [first, y + 1], [last, y], [last, y + 1])
  }
  ends.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  return ringArea([...chain(ends), ...chain(ends.reverse())].flat())
}

function chain(points: readonly [number, number][]): [number, number][] {
  const hull: [number, number][] = []
  const turns = (o: [number, number], a: [number, number], b: [number, number]) =>
    (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
  for (const point of points) {
    while (
      hull.length >= 2 &&
      turns(hull[hull.length - 2] as [number, number], hull[hull.length - 1] as [number, number], point) <= 0
    )
      hull.pop()
    hull.push(point)
  }
  return hull.slice(0, -1)
}
