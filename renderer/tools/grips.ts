import { bounds } from '../../src/records/records'
import type { Shape, Turned } from '../../src/records/records'
import { clampToImage, intoFrame, outline, placeIn, rotate } from '../../src/document/shapes'
import type { Extent } from '../../src/document/shapes'
import { cursorOf, handleAt, handles, resize } from './handles'
import type { Handle } from './handles'
import type { PointerInput } from './tool'

/** By what a single object is changed: a side or corner of its frame, one of its own corners, a new one, its angle. */
export type Grip =
  | { readonly kind: 'handle'; readonly handle: Handle }
  | { readonly kind: 'corner'; readonly ring: number; readonly at: number }
  /** Between corner `at` and the next. */
  | { readonly kind: 'edge'; readonly ring: number; readonly at: number }
  | { readonly kind: 'turn' }

export interface GripPosition {
  readonly x: number
  readonly y: number
}

/** CSS pixels around a corner, a middle of an edge, the handle to turn by. */
const reach = { corner: 7, edge: 6, turn: 9 }
/** CSS pixels: how far the handle to turn by stands off, and what must be there for it and for middles of edges. */
const turnGap = 24
const roomToTurn = 16
const roomToInsert = 28
/** Image pixels from the centre that no frame reaches. */
const far = 1e6

export function corners(shape: Shape): readonly (readonly number[])[] {
  if (shape.kind === 'polygon') return outline(shape)
  return shape.kind === 'polyline' ? [shape.points] : []
}

/** Where edges can take a new corner: their middles, those that are long enough on the screen. */
export function middles(
  shape: Shape,
  scale: number,
): (GripPosition & { readonly ring: number; readonly at: number })[] {
  return corners(shape).flatMap((ring, r) => {
    const last = shape.kind === 'polyline' ? ring.length - 2 : ring.length
    const found = []
    for (let at = 0; at < last; at += 2) {
      const to = (at + 2) % ring.length
      const [ax, ay] = [ring[at] as number, ring[at + 1] as number]
      const [bx, by] = [ring[to] as number, ring[to + 1] as number]
      if (Math.hypot(bx - ax, by - ay) * scale >= roomToInsert)
        found.push({ ring: r, at, x: (ax + bx) / 2, y: (ay + by) / 2 })
    }
    return found
  })
}

/** The handle to turn by: above the top of the frame; none for points, lines and what is tiny on the screen. */
export function turnHandle(
  shape: Shape,
  scale: number,
): (GripPosition & { readonly foot: GripPosition }) | null {
  if (shape.kind === 'point' || shape.kind === 'polyline') return null
  const around = bounds(shape)
  if (Math.max(around.w, around.h) * scale < roomToTurn) return null
  const [fx, fy] = 'cx' in shape ? placeIn(shape, 0, -1) : [around.x + around.w / 2, around.y]
  const angle = 'cx' in shape ? shape.angle : 0
  const gap = turnGap / scale
  return { x: fx + Math.sin(angle) * gap, y: fy - Math.cos(angle) * gap, foot: { x: fx, y: fy } }
}

/** Places of the handles of a turned frame. */
export function framePlaces(frame: Turned): (GripPosition & { readonly handle: Handle })[] {
  return handles.map((handle) => {
    const [x, y] = placeIn(frame, handle.x, handle.y)
    return { x, y, handle }
  })
}

export function gripAt(shape: Shape, at: GripPosition, scale: number): Grip | null {
  const near = (place: GripPosition, pixels: number) =>
    Math.hypot(place.x - at.x, place.y - at.y) * scale <= pixels
  const turn = turnHandle(shape, scale)
  if (turn && near(turn, reach.turn)) return { kind: 'turn' }
  if ('points' in shape) return cornerAt(shape, scale, near)
  if ('cx' in shape) {
    const [u, v] = intoFrame(shape, at.x, at.y)
    const handle = handleAt(localRect(shape), u, v, scale)
    return handle && { kind: 'handle', handle }
  }
  const handle = handleAt(bounds(shape), at.x, at.y, scale)
  return handle && { kind: 'handle', handle }
}

function cornerAt(
  shape: Shape,
  scale: number,
  near: (place: GripPosition, pixels: number) => boolean,
): Grip | null {
  for (const [r, ring] of corners(shape).entries())
    for (let i = 0; i + 1 < ring.length; i += 2)
      if (near({ x: ring[i] as number, y: ring[i + 1] as number }, reach.corner))
        return { kind: 'corner', ring: r, at: i }
  const middle = middles(shape, scale).find((place) => near(place, reach.edge))
  return middle ? { kind: 'edge', ring: middle.ring, at: middle.at } : null
}

/** The shape with a grip pulled to a place; null where nothing of any size would be left. */
export function pull(shape: Shape, grip: Grip, at: PointerInput, image: Extent): Shape | null {
  if (grip.kind === 'turn') return turnTo(shape, at)
  if (grip.kind === 'corner' || grip.kind === 'edge') {
    const { x, y } = clampToImage(at.x, at.y, image)
    return changeRing(shape, grip.ring, (ring) =>
      grip.kind === 'corner'
        ? ring.with(grip.at, x).with(grip.at + 1, y)
        : ring.toSpliced(grip.at + 2, 0, x, y),
    )
  }
  const how = { keepRatio: at.shift, fromCentre: at.alt }
  if ('cx' in shape) {
    const [u, v] = intoFrame(shape, at.x, at.y)
    // Only its own axes count here: a turned frame may reach out of the image.
    const { x, y, w, h } = localRect(shape)
    const local = { x: x + far, y: y + far, w, h }
    const pulled = resize(
      local,
      grip.handle,
      { x: u + far, y: v + far },
      { ...how, image: { width: 2 * far, height: 2 * far } },
    )
    const rect = { ...pulled, x: pulled.x - far, y: pulled.y - far }
    if (rect.w < 1 || rect.h < 1) return null
    const [cos, sin] = [Math.cos(shape.angle), Math.sin(shape.angle)]
    const [mu, mv] = [rect.x + rect.w / 2, rect.y + rect.h / 2]
    return {
      ...shape,
      cx: shape.cx + mu * cos - mv * sin,
      cy: shape.cy + mu * sin + mv * cos,
      w: rect.w,
      h: rect.h,
    }
  }
  const rect = resize(bounds(shape), grip.handle, at, { ...how, image })
  return rect.w < 1 || rect.h < 1 ? null : { kind: 'box', ...rect }
}

/** Turned so that its handle points at a place; Shift by steps of 15 degrees. */
function turnTo(shape: Shape, at: PointerInput): Shape {
  const { x, y, w, h } = bounds(shape)
  const centre = 'cx' in shape ? { x: shape.cx, y: shape.cy } : { x: x + w / 2, y: y + h / 2 }
  const before = 'cx' in shape ? shape.angle : 0
  const free = Math.atan2(at.x - centre.x, centre.y - at.y)
  const step = Math.PI / 12
  return rotate(shape, (at.shift ? Math.round(free / step) * step : free) - before, centre.x, centre.y)
}

/** The shape without a corner; null when too few would be left. */
export function withoutCorner(shape: Shape, grip: Extract<Grip, { kind: 'corner' }>): Shape | null {
  const ring = corners(shape)[grip.ring] ?? []
  const least = shape.kind === 'polyline' ? 4 : 6
  if (ring.length - 2 >= least) return changeRing(shape, grip.ring, (points) => points.toSpliced(grip.at, 2))
  if (shape.kind !== 'polygon' || !shape.rings) return null
  const [points, ...rings] = corners(shape).filter((_, i) => i !== grip.ring)
  return points ? { kind: 'polygon', points, ...(rings.length > 0 ? { rings } : {}) } : null
}

function changeRing(
  shape: Shape,
  ring: number,
  change: (points: readonly number[]) => readonly number[],
): Shape | null {
  if (!('points' in shape)) return null
  if (ring === 0) return { ...shape, points: change(shape.points) }
  if (shape.kind !== 'polygon') return null
  return { ...shape, rings: shape.rings?.map((each, i) => (i === ring - 1 ? change(each) : each)) }
}

function localRect({ w, h }: Turned) {
  return { x: -w / 2, y: -h / 2, w, h }
}

export function gripCursor(grip: Grip, shape: Shape): string {
  if (grip.kind === 'corner') return 'move'
  if (grip.kind === 'edge') return 'copy'
  if (grip.kind === 'turn') return 'grab'
  if (!('cx' in shape)) return cursorOf(grip.handle)
  // The nearest of the eight directions that a handle of the turned frame points in.
  const angle = Math.atan2(grip.handle.y * shape.h, grip.handle.x * shape.w) + shape.angle
  const eighth = ((Math.round(angle / (Math.PI / 4)) % 4) + 4) % 4
  return ['ew-resize', 'nwse-resize', 'ns-resize', 'nesw-resize'][eighth] ?? 'move'
}
