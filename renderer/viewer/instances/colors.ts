import type { ClassRecord } from '../../../src/records/records'
import type { FoundClass, FoundLook } from '../../state/foundClasses'

/** `#rrggbb` as 0..255; grey for what is no colour. */
export function parseColor(hex: string): [number, number, number] {
  const value = /^#[0-9a-f]{6}$/i.test(hex) ? parseInt(hex.slice(1), 16) : 0x9aa4ae
  return [value >> 16, (value >> 8) & 255, value & 255]
}

/** What a run found is as much lighter than what a person marked: 0 is the class's own colour, 1 white. */
export const detectionTint = 0.5

/** RGBA8 [2, size]: row 0 by class id (objects), row 1 by the run's class number (detections). Alpha is zero for what is hidden. */
export function paletteBytes(
  classes: readonly ClassRecord[],
  size: number,
  hidden: ReadonlySet<number> = new Set(),
  found: FoundLook = { classes: [], tiled: false },
): Uint8Array {
  const bytes = new Uint8Array(2 * size * 4).fill(160)
  const tint = found.tiled ? 0 : detectionTint
  const alpha = (record: ClassRecord | undefined) => (record && hidden.has(record.id) ? 0 : 255)
  for (const record of classes)
    bytes.set([...parseColor(record.color), alpha(record)], (record.id % size) * 4)
  found.classes.slice(0, size).forEach(({ color, record }, number) => {
    const light = parseColor(color).map((value) => Math.round(value + (255 - value) * tint))
    bytes.set([...light, alpha(record)], (size + number) * 4)
  })
  return bytes
}

/** The run's class numbers of some of the project's classes. */
export function classNumbers(found: readonly FoundClass[], ids: ReadonlySet<number>): ReadonlySet<number> {
  return new Set(found.flatMap(({ record }, number) => (record && ids.has(record.id) ? [number] : [])))
}

/** OKLab (Björn Ottosson, "A perceptual color space for image processing", 2020) to sRGB, 0..255. */
function fromOklch(lightness: number, chroma: number, hueDegrees: number): [number, number, number] {
  const a = chroma * Math.cos((hueDegrees * Math.PI) / 180)
  const b = chroma * Math.sin((hueDegrees * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

function encode(linear: number): number {
  const v = Math.min(1, Math.max(0, linear))
  return Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055))
}

/**
 * RGBA8 [256]: scores from deep violet over red and orange to pale yellow, lightness rising evenly so that equal steps
 * of score look equal. Alpha fades in over the low scores, since most of a sparse map is nothing.
 */
export function heatColors(): Uint8Array {
  const bytes = new Uint8Array(256 * 4)
  for (let i = 0; i < 256; i++) {
    const t = i / 255
    const hue = 300 + 170 * t
    const chroma = 0.2 * Math.sin(Math.PI * (0.15 + 0.72 * t))
    const rise = Math.min(1, Math.max(0, (t - 0.03) / 0.3))
    bytes.set(
      [...fromOklch(0.22 + 0.72 * t, chroma, hue), Math.round(255 * rise * rise * (3 - 2 * rise))],
      i * 4,
    )
  }
  return bytes
}

/** RGBA8 [256]: counts from few to many, by lightness; blue for objects, magenta for detections. */
export function densityColors(kind: 'objects' | 'detections'): Uint8Array {
  const bytes = new Uint8Array(256 * 4)
  const [from, turn] = kind === 'objects' ? [262, -72] : [318, 52]
  for (let i = 0; i < 256; i++) {
    const t = i / 255
    const color = fromOklch(0.42 + 0.5 * t, 0.13 + 0.05 * Math.sin(Math.PI * t), from + turn * t)
    bytes.set([...color, Math.round(255 * (0.24 + 0.4 * t))], i * 4)
  }
  return bytes
}
