import { AppError } from '../base/errors'
import type { Rect } from '../geometry/rect'
import { says } from '../messages/says/says'

/** Pixels of a figure of which no width is asked for, along its longer side. */
const defaultLongest = 4000
/** Pixels that a figure may have: A4 at 600 to the inch. */
const maxPixels = 40e6
const millimetresAnInch = 25.4

export interface FigureSize {
  readonly width: number
  readonly height: number
  /** Pixels of the figure for one of the image. */
  readonly scale: number
  /** Of a line and of letters, in pixels of the figure. */
  readonly line: number
  readonly font: number
}

/** A third of a millimetre, 7 points, as journals have them; less on figures of less than 60 mm. */
const [lineWidth, letterHeight, narrow] = [0.3, 2.5, 60]

/** `width`: in mm; absent: a pixel for a pixel, as far as a figure goes. Throws AppError('usage'). */
export function figureSize(region: Rect, dpi: number, width?: number): FigureSize {
  const whole = Math.min(1, defaultLongest / Math.max(region.w, region.h))
  const across = width === undefined ? region.w * whole : (width / millimetresAnInch) * dpi
  const out = Math.max(1, Math.round(across))
  const height = Math.max(1, Math.round((out * region.h) / region.w))
  if (out * height > maxPixels)
    throw new AppError(
      'usage',
      says.figures.tooLarge(String(width), dpi, `${out} × ${height}`, maxPixels / 1e6),
    )
  const millimetre = Math.min(dpi / millimetresAnInch, out / narrow)
  return {
    width: out,
    height,
    scale: out / region.w,
    line: Math.max(1, lineWidth * millimetre),
    font: Math.max(9, letterHeight * millimetre),
  }
}
