import * as v from 'valibot'
import type { Rect } from '../geometry/rect'
import { finite, rect, turned } from './values'

const ring = v.pipe(v.array(finite), v.minLength(6), v.readonly())

export const shape = v.variant('kind', [
  v.object({ kind: v.literal('box'), ...rect.entries }),
  v.object({ kind: v.literal('point'), x: finite, y: finite }),
  /**
   * x0, y0, x1, y1, … of one closed ring, at least three corners; `rings` are further ones, filled with it by the
   * even–odd rule: a ring inside another is a hole, one beside it an island.
   */
  v.object({
    kind: v.literal('polygon'),
    points: ring,
    rings: v.optional(v.pipe(v.array(ring), v.readonly())),
  }),
  v.object({ kind: v.literal('rotatedBox'), ...turned.entries }),
  v.object({ kind: v.literal('ellipse'), ...turned.entries }),
  /** An open line, at least two points; it has no area. */
  v.object({ kind: v.literal('polyline'), points: v.pipe(v.array(finite), v.minLength(4), v.readonly()) }),
])

export type Shape = Readonly<v.InferOutput<typeof shape>>
export type Turned = Readonly<v.InferOutput<typeof turned>>

/** Bounding box of a shape; a point has no extent. */
export function bounds(shape: Shape): Rect {
  switch (shape.kind) {
    case 'box':
      return shape
    case 'point':
      return { x: shape.x, y: shape.y, w: 0, h: 0 }
    case 'rotatedBox':
    case 'ellipse':
      return boundsOfTurned(shape, shape.kind === 'ellipse')
    default:
      return boundsOfPoints(shape.points, shape.kind === 'polygon' ? shape.rings : undefined)
  }
}

function boundsOfTurned({ cx, cy, w, h, angle }: Turned, ellipse: boolean): Rect {
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
  const width = ellipse ? Math.hypot(w * cos, h * sin) : w * cos + h * sin
  const height = ellipse ? Math.hypot(w * sin, h * cos) : w * sin + h * cos
  return { x: cx - width / 2, y: cy - height / 2, w: width, h: height }
}

function boundsOfPoints(points: readonly number[], rings: readonly (readonly number[])[] = []): Rect {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const ring of [points, ...rings]) {
    for (let i = 0; i + 1 < ring.length; i += 2) {
      const [x, y] = [ring[i] as number, ring[i + 1] as number]
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
  }
  return { x: left, y: top, w: right - left, h: bottom - top }
}
