import type { Rect } from '../../src/geometry/rect'
import { fromCorners } from '../../src/geometry/rect'
import { clampToImage } from '../../src/document/shapes'
import type { Extent } from '../../src/document/shapes'

/** The eight places by which a rectangle is resized: -1, 0 or 1 for left/middle/right and top/middle/bottom. */
export interface Handle {
  readonly x: -1 | 0 | 1
  readonly y: -1 | 0 | 1
}

export const handles: readonly Handle[] = [
  { x: -1, y: -1 },
  { x: 1, y: -1 },
  { x: 1, y: 1 },
  { x: -1, y: 1 },
  { x: 0, y: -1 },
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: -1, y: 0 },
]

/** CSS pixels around a handle, or around an edge, that take it. */
const reach = 6

export function handlePoint(rect: Rect, handle: Handle): { x: number; y: number } {
  return { x: rect.x + (rect.w * (handle.x + 1)) / 2, y: rect.y + (rect.h * (handle.y + 1)) / 2 }
}

/**
 * The handle under a point, corners before edges; the whole length of an edge counts as its handle. Small rectangles
 * keep their inside free for moving: there the handles only reach outwards.
 */
export function handleAt(rect: Rect, x: number, y: number, scale: number): Handle | null {
  const near = reach / scale
  const inward = (length: number) => Math.min(near, length / 4)
  const side = (at: number, start: number, length: number): -1 | 0 | 1 | undefined => {
    const [low, high] = [at - start, start + length - at]
    if (low < -near || high < -near) return undefined
    if (low <= inward(length) && low <= high) return -1
    return high <= inward(length) ? 1 : 0
  }
  const handle = { x: side(x, rect.x, rect.w), y: side(y, rect.y, rect.h) }
  if (handle.x === undefined || handle.y === undefined || (handle.x === 0 && handle.y === 0)) return null
  return { x: handle.x, y: handle.y }
}

export function cursorOf(handle: Handle): string {
  if (handle.x === 0) return 'ns-resize'
  if (handle.y === 0) return 'ew-resize'
  return handle.x === handle.y ? 'nwse-resize' : 'nesw-resize'
}

export interface ResizeOptions {
  readonly image: Extent
  /** Keeps the ratio of width to height (Shift). */
  readonly keepRatio: boolean
  /** Moves the opposite side as well (Alt). */
  readonly fromCentre: boolean
}

/** The rectangle with one handle pulled to a place; it may turn over, and never leaves the image. */
export function resize(
  rect: Rect,
  handle: Handle,
  place: { readonly x: number; readonly y: number },
  { image, ...how }: ResizeOptions,
): Rect {
  const to = clampToImage(place.x, place.y, image)
  const centre = { x: rect.x + rect.w / 2, y: rect.y + rect.h / 2 }
  let fixed = handlePoint(rect, { x: -handle.x as -1 | 0 | 1, y: -handle.y as -1 | 0 | 1 })
  let moved = { x: handle.x === 0 ? rect.x + rect.w : to.x, y: handle.y === 0 ? rect.y + rect.h : to.y }
  fixed = { x: handle.x === 0 ? rect.x : fixed.x, y: handle.y === 0 ? rect.y : fixed.y }
  if (how.keepRatio && handle.x !== 0 && handle.y !== 0) moved = keepRatio(rect, fixed, moved)
  if (how.fromCentre) {
    if (handle.x !== 0) fixed.x = 2 * centre.x - moved.x
    if (handle.y !== 0) fixed.y = 2 * centre.y - moved.y
  }
  const [a, b] = [clampToImage(fixed.x, fixed.y, image), clampToImage(moved.x, moved.y, image)]
  return fromCorners(a.x, a.y, b.x, b.y)
}

function keepRatio(
  rect: Rect,
  fixed: { x: number; y: number },
  to: { x: number; y: number },
): { x: number; y: number } {
  const factor = Math.min(Math.abs(to.x - fixed.x) / (rect.w || 1), Math.abs(to.y - fixed.y) / (rect.h || 1))
  const sign = (step: number) => (step < 0 ? -1 : 1)
  return {
    x: fixed.x + sign(to.x - fixed.x) * rect.w * factor,
    y: fixed.y + sign(to.y - fixed.y) * rect.h * factor,
  }
}

/** The rectangle from one corner to another, cut to the image; `square` takes the longer side for both. */
export function dragRect(
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
  image: Extent,
  square = false,
): Rect {
  const start = clampToImage(from.x, from.y, image)
  let end = clampToImage(to.x, to.y, image)
  if (square) {
    const sign = (step: number) => (step < 0 ? -1 : 1)
    const [right, down] = [sign(to.x - start.x), sign(to.y - start.y)]
    const room = Math.min(
      right > 0 ? image.width - start.x : start.x,
      down > 0 ? image.height - start.y : start.y,
    )
    const side = Math.min(Math.max(Math.abs(to.x - start.x), Math.abs(to.y - start.y)), room)
    end = { x: start.x + right * side, y: start.y + down * side }
  }
  return fromCorners(start.x, start.y, end.x, end.y)
}
