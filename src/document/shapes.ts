import { containsPoint, contains, intersects } from '../geometry/rect'
import type { Rect } from '../geometry/rect'
import { bounds } from './records'
import type { Shape } from './records'

// Geometry of annotation shapes, in full-size pixels of the image.

export interface Extent {
  readonly width: number
  readonly height: number
}

export function translate(shape: Shape, dx: number, dy: number): Shape {
  if (shape.kind === 'polygon') {
    return { kind: 'polygon', points: shape.points.map((value, i) => value + (i % 2 === 0 ? dx : dy)) }
  }
  return { ...shape, x: shape.x + dx, y: shape.y + dy }
}

/** Stretches a shape so that what filled `from` fills `to`. */
export function stretch(shape: Shape, from: Rect, to: Rect): Shape {
  const sx = from.w > 0 ? to.w / from.w : 1
  const sy = from.h > 0 ? to.h / from.h : 1
  const x = (value: number) => to.x + (value - from.x) * sx
  const y = (value: number) => to.y + (value - from.y) * sy
  if (shape.kind === 'polygon') {
    return { kind: 'polygon', points: shape.points.map((value, i) => (i % 2 === 0 ? x(value) : y(value))) }
  }
  if (shape.kind === 'point') return { kind: 'point', x: x(shape.x), y: y(shape.y) }
  return { kind: 'box', x: x(shape.x), y: y(shape.y), w: shape.w * sx, h: shape.h * sy }
}

/** The part of a step that keeps `rect` inside the image. */
export function clampStep(rect: Rect, dx: number, dy: number, image: Extent): { dx: number; dy: number } {
  const within = (step: number, at: number, length: number, size: number) => {
    const low = Math.min(0, -at)
    const high = Math.max(0, size - at - length)
    return Math.min(Math.max(step, low), high)
  }
  return { dx: within(dx, rect.x, rect.w, image.width), dy: within(dy, rect.y, rect.h, image.height) }
}

export function clampToImage(x: number, y: number, image: Extent): { x: number; y: number } {
  return { x: Math.min(Math.max(x, 0), image.width), y: Math.min(Math.max(y, 0), image.height) }
}

/** Even–odd rule, as SVG and QuPath fill a ring. */
export function insideRing(points: readonly number[], x: number, y: number): boolean {
  let inside = false
  for (let i = 0, j = points.length - 2; i + 1 < points.length; j = i, i += 2) {
    const [xi, yi, xj, yj] = [points[i], points[i + 1], points[j], points[j + 1]] as [
      number,
      number,
      number,
      number,
    ]
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
  }
  return inside
}

/** Distance from a point to the nearest edge of a closed ring. */
export function distanceToRing(points: readonly number[], x: number, y: number): number {
  let best = Infinity
  for (let i = 0, j = points.length - 2; i + 1 < points.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [points[j], points[j + 1], points[i], points[i + 1]] as [
      number,
      number,
      number,
      number,
    ]
    const length = (bx - ax) ** 2 + (by - ay) ** 2
    const t =
      length > 0 ? Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0
    best = Math.min(best, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)))
  }
  return best
}

/** True when a click at (x, y) means this shape; `tolerance` in image pixels widens it. */
export function hits(shape: Shape, x: number, y: number, tolerance: number): boolean {
  if (shape.kind === 'point') return Math.hypot(shape.x - x, shape.y - y) <= tolerance
  if (shape.kind === 'polygon') {
    return insideRing(shape.points, x, y) || distanceToRing(shape.points, x, y) <= tolerance
  }
  const { x: left, y: top, w, h } = shape
  return containsPoint(
    { x: left - tolerance, y: top - tolerance, w: w + 2 * tolerance, h: h + 2 * tolerance },
    x,
    y,
  )
}

/** Which objects a selection rectangle takes: those that it touches, or only those wholly inside. */
export function selects(rect: Rect, shape: Shape, wholly: boolean): boolean {
  if (shape.kind === 'point') return containsPoint(rect, shape.x, shape.y)
  return wholly ? contains(rect, bounds(shape)) : intersects(rect, bounds(shape))
}
