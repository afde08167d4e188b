import { Clipper, ClipType, EndType, FillRule, JoinType } from 'clipper2-ts'
import type { Paths64, PathsD, RectD } from 'clipper2-ts'
import { insideRings, signedArea } from './rings'

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

/**
 * What several regions cover together, in any unit; those that only touch, or lie apart or in each other's holes, stay exactly as
 * they are.
 */
export function union(regions: readonly Rings[]): Rings {
  const all = regions.flat()
  const { x, y, scale } = fineGrid(all)
  const paths = regions.flatMap(woundAlike).map((ring) => {
    const path = []
    for (let i = 0; i + 1 < ring.length; i += 2)
      path.push({
        x: Math.round(((ring[i] as number) - x) * scale),
        y: Math.round(((ring[i + 1] as number) - y) * scale),
      })
    return path
  })
  const united = Clipper.booleanOp(ClipType.Union, paths, [], FillRule.NonZero)
  const [before, after] = [paths, united].map((each) => Math.abs(Clipper.areaPaths(each))) as [number, number]
  if (Math.abs(before - after) < 1e-6 * before) return all
  return united
    .filter((path) => path.length >= 3 && Math.abs(Clipper.area(path)) > 1e-9 * after)
    .map((path) => path.flatMap((corner) => [x + corner.x / scale, y + corner.y / scale]))
}

/** A grid of 2²⁶ steps or somewhat less over all of it: as fine as whole numbers allow whose products are exact. */
function fineGrid(rings: Rings): { x: number; y: number; scale: number } {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const ring of rings)
    for (let i = 0; i + 1 < ring.length; i += 2) {
      left = Math.min(left, ring[i] as number)
      right = Math.max(right, ring[i] as number)
      top = Math.min(top, ring[i + 1] as number)
      bottom = Math.max(bottom, ring[i + 1] as number)
    }
  const reach = Math.max(right - left, bottom - top) || 1
  return { x: left, y: top, scale: 2 ** Math.floor(26 - Math.log2(reach)) }
}

/** Outer rings one way round, holes the other. */
function woundAlike(rings: Rings): Rings {
  return rings.map((ring) => {
    const [x, y] = [ring[0] as number, ring[1] as number]
    const around = rings.filter((other) => other !== ring && insideRings([other], x, y)).length
    return signedArea(ring) > 0 === (around % 2 === 0) ? ring : reversed(ring)
  })
}

function reversed(ring: readonly number[]): number[] {
  return Array.from({ length: ring.length }, (_, i) => ring[ring.length - 2 - i + 2 * (i % 2)] as number)
}

/** The parts of rings, or of a line, inside a picture of this size, to a ten-thousandth of a pixel. */
export function clipRings(rings: Rings, width: number, height: number): number[][] {
  const clipped = Clipper.rectClip(frame(width, height), toPathsD(rings), 4)
  return clipped.map((path) => path.flatMap(({ x, y }) => [x, y]))
}

export function clipLine(line: readonly number[], width: number, height: number): number[][] {
  const clipped = Clipper.rectClipLines(frame(width, height), toPathsD([line]), 4)
  return clipped.map((path) => path.flatMap(({ x, y }) => [x, y]))
}

const frame = (width: number, height: number): RectD => ({ left: 0, top: 0, right: width, bottom: height })

function toPathsD(rings: Rings): PathsD {
  return rings.map((ring) => {
    const path = []
    for (let i = 0; i + 1 < ring.length; i += 2) path.push({ x: ring[i] as number, y: ring[i + 1] as number })
    return path
  })
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
