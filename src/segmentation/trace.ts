import { simplify, type Rings } from '../geometry/polygonBoolean'
import { ringArea } from '../geometry/rings'
import type { RgbaRegion } from './pixels'

/** A region of pixels: 1 inside. */
export interface Mask {
  /** u8 [height, width] */
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

/**
 * The borders of a mask's regions and holes as rings in pixels, along the cracks between pixels; regions that touch by a
 * corner only stay apart. Under the even–odd rule they fill exactly the mask.
 */
export function trace({ data, width, height }: Mask): number[][] {
  const at = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height ? (data[y * width + x] as number) : 0
  // A crack is walked with the inside on its right hand; those that go right are where rings begin.
  const used = new Uint8Array((width + 1) * (height + 1))
  const use = (x: number, y: number) => void (used[y * (width + 1) + x] = 1)
  const rings: number[][] = []
  for (let y = 0; y <= height; y++)
    for (let x = 0; x < width; x++)
      if (at(x, y) && !at(x, y - 1) && !used[y * (width + 1) + x]) rings.push(walk(at, use, x, y))
  return rings
}

const steps = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const

function walk(
  at: (x: number, y: number) => number,
  use: (x: number, y: number) => void,
  x0: number,
  y0: number,
): number[] {
  const ring: number[] = []
  let [x, y, direction] = [x0, y0, 0]
  do {
    if (direction === 0) use(x, y)
    const [dx, dy] = steps[direction] as readonly [number, number]
    x += dx
    y += dy
    // The pixels ahead, left and right of the way: right first, so that diagonal neighbours are kept apart.
    const right = at(...ahead(x, y, direction, 1))
    const left = at(...ahead(x, y, direction, -1))
    const next = !right ? (direction + 1) % 4 : left ? (direction + 3) % 4 : direction
    if (next !== direction) ring.push(x, y)
    direction = next
  } while (x !== x0 || y !== y0 || direction !== 0)
  return ring
}

/** The pixel ahead of a crossing, on the right (1) or left (-1) of the way. */
function ahead(x: number, y: number, direction: number, side: 1 | -1): [number, number] {
  if (direction === 0) return [x, side > 0 ? y : y - 1]
  if (direction === 1) return [side > 0 ? x - 1 : x, y]
  if (direction === 2) return [x - 1, side > 0 ? y - 1 : y]
  return [side > 0 ? x : x - 1, y - 1]
}

/**
 * Rings of a mask without the stairs of its pixels: corners within `tolerance` pixels of a line go, rings of fewer than
 * `least` pixels too.
 */
export function smoothRings(mask: Mask, tolerance: number, least: number): number[][] {
  return simplify(trace(mask), tolerance).filter((ring) => ringArea(ring) >= least)
}

/** Rings in pixels of a part, in full-size pixels. */
export function fromLevel(rings: Rings, { x, y, step }: Pick<RgbaRegion, 'x' | 'y' | 'step'>): number[][] {
  return rings.map((ring) => ring.map((value, i) => value * step + (i % 2 ? y : x)))
}
