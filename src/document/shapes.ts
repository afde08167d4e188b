import { area as rectArea, contains, containsPoint, intersects } from '../geometry/rect'
import type { Rect } from '../geometry/rect'
import { distanceToPath, insideRings, partsOf, pathMeetsRect, ringArea } from '../geometry/rings'
import type { RingIndex } from '../geometry/ringIndex'
import { bounds } from '../records/records'
import type { Shape, Turned } from '../records/records'
import { t } from '../messages/messages'

// Geometry of annotation shapes, in full-size pixels of the image.

export interface Extent {
  readonly width: number
  readonly height: number
}

/** What a kind of shape is called in a label or a message. */
export const shapeNames: { readonly [K in Shape['kind']]: string } = {
  get box() {
    return t.shapes.box
  },
  get point() {
    return t.shapes.point
  },
  get polygon() {
    return t.shapes.polygon
  },
  get rotatedBox() {
    return t.shapes.rotatedBox
  },
  get ellipse() {
    return t.shapes.ellipse
  },
  get polyline() {
    return t.shapes.polyline
  },
}

/** Pixels by which the corners of an ellipse's outline may miss it. */
const sagitta = 0.05

/**
 * Any shape as closed rings (x0, y0, x1, y1, …) under the even–odd rule. A polyline goes out and comes back, without
 * area; a point has no ring.
 */
export function outline(shape: Shape): readonly (readonly number[])[] {
  switch (shape.kind) {
    case 'point':
      return []
    case 'box': {
      const { x, y, w, h } = shape
      return [[x, y, x + w, y, x + w, y + h, x, y + h]]
    }
    case 'polygon':
      return shape.rings ? [shape.points, ...shape.rings] : [shape.points]
    case 'polyline':
      return [thereAndBack(shape.points)]
    case 'rotatedBox':
      return [cornersOf(shape)]
    case 'ellipse':
      return [ellipseRing(shape)]
  }
}

/** The four corners of a turned frame; the first is the one that lies top left at angle 0, then clockwise. */
export function cornersOf(frame: Turned): number[] {
  return [placeIn(frame, -1, -1), placeIn(frame, 1, -1), placeIn(frame, 1, 1), placeIn(frame, -1, 1)].flat()
}

/** Where a point given in half widths and half heights from the centre of a turned frame lies. */
export function placeIn({ cx, cy, w, h, angle }: Turned, u: number, v: number): [number, number] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const [x, y] = [(u * w) / 2, (v * h) / 2]
  return [cx + x * cos - y * sin, cy + x * sin + y * cos]
}

/** A point in the axes of a turned frame, from its centre, in pixels. */
export function intoFrame({ cx, cy, angle }: Turned, x: number, y: number): [number, number] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return [(x - cx) * cos + (y - cy) * sin, (y - cy) * cos - (x - cx) * sin]
}

function ellipseRing(shape: Turned): number[] {
  const radius = Math.max(shape.w, shape.h) / 2
  const step = Math.acos(Math.max(0, 1 - sagitta / Math.max(radius, sagitta)))
  // By fours, so that the outline reaches as far as the ellipse does along both axes.
  const count = Math.min(128, Math.max(16, 4 * Math.ceil(Math.PI / step / 4)))
  return Array.from({ length: count }, (_, i) => {
    const turn = (2 * Math.PI * i) / count
    return placeIn(shape, Math.cos(turn), Math.sin(turn))
  }).flat()
}

function thereAndBack(points: readonly number[]): number[] {
  const ring = [...points]
  for (let i = points.length - 4; i > 0; i -= 2) ring.push(points[i] as number, points[i + 1] as number)
  return ring
}

/** In square pixels; of a polygon what the even–odd rule fills, its rings taken not to cross. */
export function shapeArea(shape: Shape): number {
  if (shape.kind === 'box' || shape.kind === 'rotatedBox') return shape.w * shape.h
  if (shape.kind === 'ellipse') return (Math.PI / 4) * shape.w * shape.h
  if (shape.kind !== 'polygon') return 0
  if (!shape.rings) return ringArea(shape.points)
  let sum = 0
  for (const { outer, holes } of partsOf([shape.points, ...shape.rings]))
    sum += ringArea(outer) - holes.reduce((total, hole) => total + ringArea(hole), 0)
  return sum
}

/** The shape with every ring or line of it changed point by point. */
export function mapPoints<S extends Extract<Shape, { points: unknown }>>(
  shape: S,
  change: (ring: readonly number[]) => number[],
): S {
  const changed = { ...shape, points: change(shape.points) }
  return shape.kind === 'polygon' && shape.rings ? { ...changed, rings: shape.rings.map(change) } : changed
}

export function translate(shape: Shape, dx: number, dy: number): Shape {
  if ('points' in shape)
    return mapPoints(shape, (ring) => ring.map((value, i) => value + (i % 2 === 0 ? dx : dy)))
  if ('cx' in shape) return { ...shape, cx: shape.cx + dx, cy: shape.cy + dy }
  return { ...shape, x: shape.x + dx, y: shape.y + dy }
}

/** Turns a shape by `angle` radians (x towards y) around a point; a box becomes a rotated one. */
export function rotate(shape: Shape, angle: number, cx: number, cy: number): Shape {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const turn = (x: number, y: number): [number, number] => [
    cx + (x - cx) * cos - (y - cy) * sin,
    cy + (x - cx) * sin + (y - cy) * cos,
  ]
  if ('points' in shape)
    return mapPoints(shape, (ring) =>
      ring.map((value, i) =>
        i % 2 ? turn(ring[i - 1] as number, value)[1] : turn(value, ring[i + 1] as number)[0],
      ),
    )
  if (shape.kind === 'point') {
    const [x, y] = turn(shape.x, shape.y)
    return { kind: 'point', x, y }
  }
  const frame = shape.kind === 'box' ? frameOf(shape) : shape
  const [x, y] = turn(frame.cx, frame.cy)
  const kind = shape.kind === 'box' ? 'rotatedBox' : shape.kind
  return { kind, cx: x, cy: y, w: frame.w, h: frame.h, angle: wholeTurn(frame.angle + angle) }
}

export function frameOf({ x, y, w, h }: Rect): Turned {
  return { cx: x + w / 2, cy: y + h / 2, w, h, angle: 0 }
}

/** Brings an angle into (-π, π]. */
export function wholeTurn(angle: number): number {
  const turned = angle % (2 * Math.PI)
  if (turned > Math.PI) return turned - 2 * Math.PI
  return turned <= -Math.PI ? turned + 2 * Math.PI : turned
}

/**
 * Stretches a shape so that what filled `from` fills `to`. A rotated box stays one: its sides take the length that
 * their directions are stretched to, so that `to` is only filled exactly when both factors are the same.
 */
export function stretch(shape: Shape, from: Rect, to: Rect): Shape {
  const sx = from.w > 0 ? to.w / from.w : 1
  const sy = from.h > 0 ? to.h / from.h : 1
  const x = (value: number) => to.x + (value - from.x) * sx
  const y = (value: number) => to.y + (value - from.y) * sy
  if ('points' in shape)
    return mapPoints(shape, (ring) => ring.map((value, i) => (i % 2 === 0 ? x(value) : y(value))))
  if (shape.kind === 'point') return { kind: 'point', x: x(shape.x), y: y(shape.y) }
  if (shape.kind === 'box')
    return { kind: 'box', x: x(shape.x), y: y(shape.y), w: shape.w * sx, h: shape.h * sy }
  const centre = { cx: x(shape.cx), cy: y(shape.cy) }
  return shape.kind === 'ellipse'
    ? { kind: 'ellipse', ...centre, ...stretchedAxes(shape, sx, sy) }
    : { kind: 'rotatedBox', ...centre, ...stretchedSides(shape, sx, sy) }
}

function stretchedSides({ w, h, angle }: Turned, sx: number, sy: number) {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return {
    w: w * Math.hypot(sx * cos, sy * sin),
    h: h * Math.hypot(sx * sin, sy * cos),
    angle: sx === sy ? angle : Math.atan2(sy * sin, sx * cos),
  }
}

/** The axes of the ellipse that a stretched ellipse is: half axes are eigenvalues of the matrix of its quadric. */
function stretchedAxes({ w, h, angle }: Turned, sx: number, sy: number) {
  if (sx === sy || Math.sin(angle) === 0) return { w: w * sx, h: h * sy, angle }
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const xx = sx * sx * (w * w * cos * cos + h * h * sin * sin)
  const yy = sy * sy * (w * w * sin * sin + h * h * cos * cos)
  const xy = sx * sy * cos * sin * (w * w - h * h)
  const [middle, spread] = [(xx + yy) / 2, Math.hypot((xx - yy) / 2, xy)]
  const long = Math.sqrt(middle + spread)
  const short = Math.sqrt(Math.max(0, middle - spread))
  const turn = Math.atan2(2 * xy, xx - yy) / 2
  return w >= h
    ? { w: long, h: short, angle: turn }
    : { w: short, h: long, angle: wholeTurn(turn + Math.PI / 2) }
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

/** True when a click at (x, y) means this shape; `tolerance` in image pixels widens it. */
export function hits(shape: Shape, x: number, y: number, tolerance: number): boolean {
  switch (shape.kind) {
    case 'point':
      return Math.hypot(shape.x - x, shape.y - y) <= tolerance
    case 'polyline':
      return distanceToPath(shape.points, x, y, false) <= tolerance
    case 'polygon': {
      const rings = outline(shape)
      return insideRings(rings, x, y) || rings.some((ring) => distanceToPath(ring, x, y, true) <= tolerance)
    }
    case 'box': {
      const { x: left, y: top, w, h } = shape
      const wide = { x: left - tolerance, y: top - tolerance, w: w + 2 * tolerance, h: h + 2 * tolerance }
      return containsPoint(wide, x, y)
    }
    default: {
      const [u, v] = intoFrame(shape, x, y)
      const [a, b] = [shape.w / 2 + tolerance, shape.h / 2 + tolerance]
      return shape.kind === 'ellipse'
        ? (u / a) ** 2 + (v / b) ** 2 <= 1
        : Math.abs(u) <= a && Math.abs(v) <= b
    }
  }
}

/** Which objects a selection rectangle takes: those that it touches, or only those wholly inside. */
export function selects(rect: Rect, shape: Shape, wholly: boolean): boolean {
  if (shape.kind === 'point') return containsPoint(rect, shape.x, shape.y)
  const around = bounds(shape)
  if (contains(rect, around)) return rectArea(rect) > 0
  if (wholly) return false
  if (shape.kind === 'box') return intersects(rect, around)
  if (shape.kind === 'polyline') return pathMeetsRect(shape.points, rect, false)
  if (!intersects(rect, around)) return false
  const rings = outline(shape)
  return rings.some((ring) => pathMeetsRect(ring, rect, true)) || insideRings(rings, rect.x, rect.y)
}

/** Whether a drawn ring selects a shape. */
export function ringSelects(ring: RingIndex, shape: Shape, wholly: boolean): boolean {
  if (shape.kind === 'point') return ring.inside(shape.x, shape.y)
  const around = bounds(shape)
  const { x, y, w, h } = around
  if (!ring.crosses(around)) return ring.inside(x + w / 2, y + h / 2)
  if (shape.kind === 'box') return !wholly
  const rings = outline(shape)
  let [inside, outside] = [false, false]
  for (const each of rings)
    for (let i = 0; i + 1 < each.length; i += 2) {
      if (ring.inside(each[i] as number, each[i + 1] as number)) inside = true
      else outside = true
    }
  return wholly ? inside && !outside : inside
}
