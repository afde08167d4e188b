import type { Rect } from '../../src/geometry/rect'
import type { Camera } from './camera'

/** What the window asks of the view of the picture. */
export interface View {
  fit(): void
  /** Screen pixels per image pixel. */
  zoomTo(scale: number): void
  zoomBy(factor: number): void
  goTo(x: number, y: number, scale?: number): void
  focusRect(rect: Rect): void
  /** Shows a rectangle beside the tools, at this zoom or as far out as it takes. */
  show(rect: Rect, scale: number): void
  camera(): Camera
  /** What of the picture is seen, in its full-size pixels; beyond it, too. */
  seen(): Rect
  /** Whole image pixels that are seen beside the tools at a zoom. */
  room(scale: number): { readonly w: number; readonly h: number }
}
