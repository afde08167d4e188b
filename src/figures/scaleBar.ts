import { inMetres, lengthUnits, lengthWords, unitFor, type PixelSize } from '../geometry/pixelSize'
import { roundLength } from '../geometry/roundLength'
import { coordinate, escaped } from './markup'

export interface ScaleBar {
  /** `50 µm`; `200 px` where it is not known what a pixel covers. */
  readonly text: string
  /** Pixels of the image. */
  readonly pixels: number
}

/** Of the picture's width at most. */
const share = 0.25

/** A bar of a round length for a picture of so many image pixels across. */
export function scaleBarFor(across: number, size: PixelSize | undefined): ScaleBar {
  const most = across * share
  if (!size) {
    const pixels = Math.max(1, roundLength(most))
    return { text: `${pixels.toLocaleString('en')} px`, pixels }
  }
  const perPixel = inMetres(size).x
  const unit = lengthUnits[unitFor(most * perPixel, size.unit)]
  const metres = roundLength((most * perPixel) / unit) * unit
  return { text: lengthWords(metres, size.unit), pixels: metres / perPixel }
}

/** At the lower right of a drawing: a bar with its length above it, light on a dark ground that lets the picture through. */
export function drawScaleBar(
  { text, pixels }: ScaleBar,
  { width, height }: { readonly width: number; readonly height: number },
  { scale, font }: { readonly scale: number; readonly font: number },
): string {
  const bar = pixels * scale
  const [gap, thick] = [font * 0.5, Math.max(2, font * 0.22)]
  const box = { w: Math.max(bar, textWidth(text, font)) + 2 * gap, h: font * 1.2 + thick + 2 * gap }
  const [x, y] = [width - box.w - gap, height - box.h - gap]
  const middle = coordinate(x + box.w / 2)
  const c = coordinate
  return [
    `<g class="scale-bar"><rect x="${c(x)}" y="${c(y)}" width="${c(box.w)}" height="${c(box.h)}" fill="#000" fill-opacity="0.55"/>`,
    `<rect x="${c(x + (box.w - bar) / 2)}" y="${c(y + box.h - gap - thick)}" width="${c(bar)}" height="${c(thick)}" fill="#fff"/>`,
    `<text x="${middle}" y="${c(y + gap + font * 0.85)}" font-size="${c(font)}" text-anchor="middle" fill="#fff">${escaped(text)}</text></g>`,
  ].join('')
}

/** Nobody has measured the letters: half their height each, and all of it for those of East Asia. */
export function textWidth(text: string, font: number): number {
  let width = 0
  for (const letter of text) width += letter > '\u2e80' ? font : font * 0.58
  return width
}
