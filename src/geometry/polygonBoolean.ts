import { Clipper, ClipType, EndType, FillRule, JoinType } from 'clipper2-ts'
import type { Paths64 } from 'clipper2-ts'

// Union, difference and offset of regions by Clipper2 (A. Johnson; after Vatti, "A generic solution to polygon
// clipping", 1992). A region is rings x0, y0, x1, y1, … under the even–odd rule.

export type Rings = readonly (readonly number[])[]

/** Steps of a pixel: the grid on which Clipper works exactly. The same as pointers have. */
const grid = 64

/** Rings smaller than this many square pixels are crumbs of rounding. */
const crumb = 0.25

export function unite(a: Rings, b: Rings): number[][] {
  return combine(ClipType.Union, a, b)
}

export function subtract(a: Rings, b: Rings): number[][] {
  return combine(ClipType.Difference, a, b)
}

export function common(a: Rings, b: Rings): number[][] {
  return combine(ClipType.Intersection, a, b)
}

/** What a round brush of this radius covers along a line; a dot for a single point. */
export function stroke(line: readonly number[], radius: number): number[][] {
  // A twentieth of a pixel off the true arc, or a hundredth of a small radius: more corners nobody sees.
  const tolerance = Math.max(0.05, radius / 100) * grid
  return fromPaths(
    Clipper.inflatePaths(toPaths([line]), radius * grid, JoinType.Round, EndType.Round, 2, tolerance),
  )
}

/** Drops corners that lie within `tolerance` pixels of the line through their neighbours. */
export function simplify(rings: Rings, tolerance: number): number[][] {
  return fromPaths(Clipper.simplifyPaths(toPaths(rings), tolerance * grid, true))
}

function combine(type: ClipType, a: Rings, b: Rings): number[][] {
  return fromPaths(Clipper.booleanOp(type, toPaths(a), toPaths(b), FillRule.EvenOdd))
}

function toPaths(rings: Rings): Paths64 {
  return rings.map((ring) => {
    const path = []
    for (let i = 0; i + 1 < ring.length; i += 2)
      path.push({ x: Math.round((ring[i] as number) * grid), y: Math.round((ring[i + 1] as number) * grid) })
    return path
  })
}

function fromPaths(paths: Paths64): number[][] {
  return paths
    .filter((path) => path.length >= 3 && Math.abs(Clipper.area(path)) >= crumb * grid * grid)
    .map((path) => path.flatMap(({ x, y }) => [x / grid, y / grid]))
}
