import { inMetres, lengthUnits, lengthWords, unitFor, type PixelSize } from '../../../src/geometry/pixelSize'
import { roundLength } from '../../../src/geometry/roundLength'
import { toMap } from '../../../src/geometry/georeference'
import type { GeoReference } from '../../../src/geometry/georeference'
import { t } from '../../../src/messages/messages'

/** CSS pixels that the bar has at most. */
const longest = 110

/** A round length (1, 2 or 5 times a power of ten image pixels) as a bar of at most `wanted` CSS pixels. */
export function scaleBar(
  scale: number,
  wanted = longest,
): { readonly pixels: number; readonly width: number } {
  const pixels = Math.max(1, roundLength(wanted / scale))
  return { pixels, width: pixels * scale }
}

/** The bar by what a pixel covers, along the rows of the picture. */
export function lengthScaleBar(
  scale: number,
  size: PixelSize,
  wanted = longest,
): { readonly text: string; readonly width: number } {
  const perPixel = inMetres(size).x
  const most = (wanted / scale) * perPixel
  const unit = lengthUnits[unitFor(most, size.unit)]
  const metres = roundLength(most / unit) * unit
  return { text: lengthWords(metres, size.unit), width: (metres / perPixel) * scale }
}

/** The bar in the units of a map, where it is not known what a pixel covers. */
export function mapScaleBar(
  scale: number,
  geo: GeoReference,
  wanted = longest,
): { readonly text: string; readonly width: number } {
  const [a, , , d] = geo.affine
  const perPixel = Math.hypot(a, d)
  const length = roundLength((wanted / scale) * perPixel)
  return { text: formatLength(length, geo), width: (length / perPixel) * scale }
}

/** Map coordinates of an image position, to a tenth of a pixel. */
export function formatMap(geo: GeoReference, x: number, y: number): string {
  const [a, , , d] = geo.affine
  const digits = Math.min(9, Math.max(0, Math.ceil(1 - Math.log10(Math.hypot(a, d)))))
  const at = toMap(geo, x, y)
  const write = (value: number) => (geo.degrees ? `${value.toFixed(digits)}°` : value.toFixed(digits))
  return `${write(at.x)}, ${write(at.y)}`
}

function formatLength(length: number, { degrees, name, epsg }: GeoReference): string {
  const plain = (value: number) =>
    Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 9 })
  if (degrees) return `${plain(length)}°`
  if (/\bf(oo|ee)?t/i.test(name ?? '')) return `${plain(length)} ft`
  if (epsg === undefined) return t.viewer.ofTheMap(plain(length))
  if (length >= 1000) return `${plain(length / 1000)} km`
  return length < 1 ? `${plain(length * 100)} cm` : `${plain(length)} m`
}

/** 1,234 px; 12,000 px: with the thousands apart. */
export function formatPixels(pixels: number): string {
  return `${Math.round(pixels).toLocaleString('en')} px`
}

/** Two digits that count: 0.83 %, 4.2 %, 37 %, 250 %. */
export function formatZoom(scale: number): string {
  const percent = scale * 100
  return `${percent < 1 ? percent.toFixed(2) : percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`
}
