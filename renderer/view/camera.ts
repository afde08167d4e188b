import type { Extent } from '../../src/document/shapes'
import type { Rect } from '../../src/geometry/rect'

// Where the view looks. All in float64; the GPU only gets differences to the centre, so that the picture stays sharp
// at 100,000 pixels a side.

export interface Camera {
  /** Image pixels in the middle of the view. */
  readonly x: number
  readonly y: number
  /** CSS pixels per image pixel. */
  readonly scale: number
}

export interface ScreenSize {
  /** CSS pixels. */
  readonly width: number
  readonly height: number
  /** Device pixels per CSS pixel. */
  readonly ratio: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

const maxScale = 64

export function toScreen(camera: Camera, view: ScreenSize, x: number, y: number): Point {
  return {
    x: (x - camera.x) * camera.scale + view.width / 2,
    y: (y - camera.y) * camera.scale + view.height / 2,
  }
}

export function toImage(camera: Camera, view: ScreenSize, x: number, y: number): Point {
  return {
    x: (x - view.width / 2) / camera.scale + camera.x,
    y: (y - view.height / 2) / camera.scale + camera.y,
  }
}

/** What the view shows, in image pixels, beyond the image too. */
export function visibleRect(camera: Camera, view: ScreenSize): Rect {
  const w = view.width / camera.scale
  const h = view.height / camera.scale
  return { x: camera.x - w / 2, y: camera.y - h / 2, w, h }
}

/** CSS pixels that "fit" leaves free for what floats over the picture: tools on the left, zoom and ruler below. */
const room = { left: 96, top: 16, right: 16, bottom: 46 }

function fitScale(image: Extent, width: number, height: number): number {
  return Math.min(Math.max(1, width) / image.width, Math.max(1, height) / image.height, maxScale)
}

/** CSS pixels of the view that nothing floats over. */
export function roomOf(view: ScreenSize): { readonly width: number; readonly height: number } {
  return {
    width: Math.max(1, view.width - room.left - room.right),
    height: Math.max(1, view.height - room.top - room.bottom),
  }
}

/** A rectangle in the middle of the room, at this scale at most. */
export function showRect(rect: Rect, view: ScreenSize, most: number): Camera {
  const { width, height } = roomOf(view)
  const scale = Math.min(fitScale({ width: rect.w, height: rect.h }, width, height), most)
  const offset = { x: (room.left - room.right) / 2, y: (room.top - room.bottom) / 2 }
  return { x: rect.x + rect.w / 2 - offset.x / scale, y: rect.y + rect.h / 2 - offset.y / scale, scale }
}

/** The whole image in the middle of the room. */
export function fit(image: Extent, view: ScreenSize): Camera {
  return showRect({ x: 0, y: 0, w: image.width, h: image.height }, view, maxScale)
}

/** Keeps the centre on the image, and the scale between half of "fit" and 64 CSS pixels a pixel. */
export function clamp(camera: Camera, image: Extent, view: ScreenSize): Camera {
  const min = Math.min(1, fitScale(image, view.width, view.height) / 2)
  return {
    x: Math.min(Math.max(camera.x, 0), image.width),
    y: Math.min(Math.max(camera.y, 0), image.height),
    scale: Math.min(Math.max(camera.scale, min), maxScale),
  }
}

/** Zooms so that the image point under the CSS point (x, y) stays there. */
export function zoomAt(camera: Camera, view: ScreenSize, scale: number, { x, y }: Point): Camera {
  const fixed = toImage(camera, view, x, y)
  return { x: fixed.x - (x - view.width / 2) / scale, y: fixed.y - (y - view.height / 2) / scale, scale }
}

/** Moves the picture with a pointer that moved by (dx, dy) CSS pixels. */
export function pan(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x - dx / camera.scale, y: camera.y - dy / camera.scale }
}

/** No step to something comes nearer by itself, however small that is: single pixels show nothing. */
const nearest = 8

/** Brings a rectangle into the middle; zooms only when it would be too small to judge or too large for the view. */
export function frame(rect: Rect, camera: Camera, view: ScreenSize): Camera {
  const least = Math.min(view.width, view.height) / 12
  const most = Math.min((view.width * 0.7) / Math.max(rect.w, 1), (view.height * 0.7) / Math.max(rect.h, 1))
  const wanted = Math.max(camera.scale, Math.min(nearest, least / Math.max(rect.w, rect.h, 1)))
  return { x: rect.x + rect.w / 2, y: rect.y + rect.h / 2, scale: Math.min(wanted, most, maxScale) }
}

/**
 * The camera on its way: the scale changes by equal factors in equal times, and the point that both views share stays
 * where it is, so that a zoom at the pointer does not swim.
 */
export function between(from: Camera, to: Camera, t: number): Camera {
  if (t >= 1) return to
  const scale = from.scale * (to.scale / from.scale) ** t
  const change = 1 / to.scale - 1 / from.scale
  const isPan = Math.abs(to.scale / from.scale - 1) < 1e-6
  const part = isPan ? t : (1 / scale - 1 / from.scale) / change
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part, scale }
}

export function easeOut(t: number): number {
  return 1 - (1 - t) ** 3
}

export function isSame(a: Camera, b: Camera): boolean {
  return a.x === b.x && a.y === b.y && a.scale === b.scale
}
