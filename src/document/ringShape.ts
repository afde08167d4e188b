import { t } from '../messages/messages'
import { bounds } from '../records/records'
import type { Shape } from '../records/records'
import type { Rect } from '../geometry/rect'
import { ringArea, signedArea } from '../geometry/rings'
import type { Rings } from '../geometry/polygonBoolean'

/** Less than a hundredth of a pixel is rounding. */
const exact = 0.01

/** What a ring of corners is: a box, a rotated box or a polygon. */
export function shapeOfRing(points: readonly number[]): Shape {
  return asBox(points) ?? asRotatedBox(points) ?? { kind: 'polygon', points }
}

/** A region as a shape, its largest ring first; undefined for nothing. */
export function shapeOfRings(rings: Rings): Shape | undefined {
  const [points, ...others] = [...rings].sort((a, b) => ringArea(b) - ringArea(a))
  if (!points) return undefined
  return others.length === 0 ? shapeOfRing(points) : { kind: 'polygon', points, rings: others }
}

function asBox(points: readonly number[]): Shape | undefined {
  const box = points.length === 8 ? boxOfCorners(points) : undefined
  return box && { kind: 'box', ...box }
}

/** The box that the first four corners of a polygon (any start, either way round) are, if they are one. */
export function boxOfCorners(points: ArrayLike<number>): Rect | undefined {
  const at = (i: number) => points[i] as number
  const [left, right] = [Math.min(at(0), at(2), at(4), at(6)), Math.max(at(0), at(2), at(4), at(6))]
  const [top, bottom] = [Math.min(at(1), at(3), at(5), at(7)), Math.max(at(1), at(3), at(5), at(7))]
  if (!(right > left && bottom > top)) return undefined
  for (let i = 0; i < 8; i += 2) {
    const [x, y, nextX, nextY] = [at(i), at(i + 1), at((i + 2) % 8), at((i + 3) % 8)]
    // Not x + w, which rounding can make another number than the corner's.
    if ((x !== left && x !== right) || (y !== top && y !== bottom)) return undefined
    if ((x === nextX) === (y === nextY)) return undefined
  }
  return { x: left, y: top, w: right - left, h: bottom - top }
}

/** How corners change that are no rectangle, for messages. */
export const squared = (): string => t.shapes.fourCornersSquared

/**
 * The rotated box that four corners mean, where a file says that they are one: they may be rounded, or askew by a sixth of its
 * size. `exact` is false where that moves them by more than rounding. Undefined where they mean none.
 */
export function nearestRotatedBox(points: readonly number[]): { shape: Shape; exact: boolean } | undefined {
  const exact = asBox(points) ?? asRotatedBox(points)
  if (exact) return { shape: exact, exact: true }
  const { w, h } = bounds({ kind: 'polygon', points })
  const [near, rounded] = [Math.max(w, h) / 6, 0.5].map((slack) => asRotatedBox(points, slack)) as [
    Shape?,
    Shape?,
  ]
  const shape = rounded ?? near
  return shape && { shape, exact: rounded !== undefined }
}

/** The rotated box that four corners are, to a hundredth of a pixel or as much as is allowed. */
function asRotatedBox(points: readonly number[], rounding = exact): Shape | undefined {
  if (points.length !== 8) return undefined
  const [ax, ay, bx, by, cx, cy, dx, dy] = points as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const gap = Math.hypot(ax + cx - bx - dx, ay + cy - by - dy)
  const diagonals = Math.abs(Math.hypot(cx - ax, cy - ay) - Math.hypot(dx - bx, dy - by))
  if (gap > rounding || diagonals > rounding || ringArea(points) < 1e-6) return undefined
  const clockwise = signedArea(points) > 0
  // Means of opposite sides, which are the same but for rounding.
  const ab = [(bx - ax + cx - dx) / 2, (by - ay + cy - dy) / 2] as const
  const ad = [(dx - ax + cx - bx) / 2, (dy - ay + cy - by) / 2] as const
  const [[ux, uy], [vx, vy]] = clockwise ? [ab, ad] : [ad, ab]
  return {
    kind: 'rotatedBox',
    cx: (ax + bx + cx + dx) / 4,
    cy: (ay + by + cy + dy) / 4,
    w: Math.hypot(ux, uy),
    h: Math.hypot(vx, vy),
    // The mean of both sides' directions.
    angle: Math.atan2(uy, ux) + turnTo(Math.atan2(vy, vx) - Math.PI / 2 - Math.atan2(uy, ux)) / 2,
  }
}

/** Brings an angle into [-π, π). */
function turnTo(angle: number): number {
  return angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI))
}
