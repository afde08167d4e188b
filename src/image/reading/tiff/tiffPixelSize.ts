import { lengthUnit, soundSize, type PixelSize } from '../../../geometry/pixelSize'
import type { TiffPage } from './tiffPage'

/** Nobody prints so finely: a resolution beyond is that of a microscope or of a scanner for film, in metres a pixel. */
const finestPrint = 10e-6
/** Metres of an inch and a centimetre, by their numbers in ResolutionUnit. */
const resolutionUnits: Readonly<Record<number, number>> = { 2: 0.0254, 3: 0.01 }

/**
 * What a pixel of a page covers by what slide scanners, ImageJ and the resolution tags say. The 72 or 300 dots an inch of
 * photographs are sizes on paper, and say nothing. Undefined where nothing is said.
 */
export function tiffPixelSize(page: TiffPage): PixelSize | undefined {
  return scannerSize(page.description) ?? imageJSize(page) ?? resolutionSize(page)
}

/** `MPP = 0.25` of Aperio, `openslide.mpp-x` as libvips keeps it, `ScanRes="0.25"` of Ventana: micrometres a pixel. */
function scannerSize(text: string): PixelSize | undefined {
  const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1])
  const value = '(\\d+(?:\\.\\d+)?(?:[eE]-?\\d+)?)'
  const listed = (axis: 'x' | 'y') =>
    number(new RegExp(`openslide\\.mpp-${axis}\\s*(?:[:=]\\s*|</name>\\s*<value[^>]*>\\s*)"?'?${value}`))
  const found = [
    [listed('x'), listed('y')],
    [number(new RegExp(`^Aperio[\\s\\S]*\\bMPP\\s*=\\s*${value}`))],
    [number(new RegExp(`\\biScan\\b[^>]*\\bScanRes="${value}"`))],
  ].find(([x]) => x !== undefined && x > 0)
  const [x, y] = found ?? []
  return x === undefined ? undefined : soundSize({ x, y: y !== undefined && y > 0 ? y : x, unit: 'um' })
}

/** ImageJ writes its unit into the description, and pixels a unit into the resolution. */
function imageJSize({ description, resolution }: TiffPage): PixelSize | undefined {
  if (!description.startsWith('ImageJ=')) return undefined
  // "\u00B5m", as Java writes it.
  const name = /^unit=(.+)$/m.exec(description)?.[1]?.replace(/\\u00B5/i, 'µ')
  const unit = name === undefined ? undefined : lengthUnit(name)
  const { x, y } = resolution
  return unit && x > 0 && y > 0 ? soundSize({ x: 1 / x, y: 1 / y, unit }) : undefined
}

function resolutionSize({ resolution: { x, y, unit } }: TiffPage): PixelSize | undefined {
  const metres = resolutionUnits[unit]
  if (!metres || !(x > 0 && y > 0) || !(metres / Math.min(x, y) < finestPrint)) return undefined
  return soundSize({ x: (metres / x) * 1e6, y: (metres / y) * 1e6, unit: 'um' })
}
