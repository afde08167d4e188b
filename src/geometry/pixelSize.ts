/** Metres of each unit that lengths are given in; `ftUS`: the foot of the survey of the United States, 1200/3937 m. */
export const lengthUnits = {
  nm: 1e-9,
  um: 1e-6,
  mm: 1e-3,
  cm: 1e-2,
  m: 1,
  km: 1e3,
  in: 0.0254,
  ft: 0.3048,
  ftUS: 1200 / 3937,
} as const
export type LengthUnit = keyof typeof lengthUnits

/** What one full-size pixel covers of the real thing. */
export interface PixelSize {
  /** Along the rows, in `unit`. */
  readonly x: number
  /** Along the columns. */
  readonly y: number
  readonly unit: LengthUnit
}

/** Other ways to write a unit, in lower case and with the Greek letter for micro. */
const otherNames: Readonly<Record<string, LengthUnit>> = {
  μm: 'um',
  μ: 'um',
  micron: 'um',
  microns: 'um',
  micrometer: 'um',
  micrometre: 'um',
  nanometer: 'nm',
  nanometre: 'nm',
  metre: 'm',
  meter: 'm',
  inch: 'in',
  foot: 'ft',
  feet: 'ft',
  ftus: 'ftUS',
  'us-ft': 'ftUS',
}

/** A unit by any of its usual names; undefined for none that is known. */
export function lengthUnit(name: string): LengthUnit | undefined {
  // The sign for micro is another character than the Greek letter.
  const plain = name.trim().normalize('NFKC').toLowerCase()
  if (Object.hasOwn(lengthUnits, plain)) return plain as LengthUnit
  return Object.hasOwn(otherNames, plain) ? otherNames[plain] : undefined
}

/** `0.25um`, `0.5 m`, `0.25 x 0.3 µm`: undefined where it says anything else, or a size that nothing has. */
export function readPixelSize(text: string): PixelSize | undefined {
  const number = '(\\d+(?:\\.\\d*)?|\\.\\d+)(?:e([-+]?\\d{1,3}))?'
  const found = new RegExp(`^\\s*${number}\\s*(?:[x×]\\s*${number}\\s*)?([^\\d\\s.][^\\d]*)$`, 'i').exec(text)
  if (!found) return undefined
  const [, x = '', xPower = '0', second, yPower = '0', name = ''] = found
  const unit = lengthUnit(name)
  const value = Number(`${x}e${xPower}`)
  return (
    unit && soundSize({ x: value, y: second === undefined ? value : Number(`${second}e${yPower}`), unit })
  )
}

/** The size as it is, where a pixel can have it: from a picometre to 1,000 km. */
export function soundSize(size: PixelSize): PixelSize | undefined {
  const { x, y } = inMetres(size)
  return [x, y].every((side) => side >= 1e-12 && side <= 1e6) ? size : undefined
}

/** Metres that a pixel covers along the rows and the columns. */
export function inMetres({ x, y, unit }: PixelSize): { readonly x: number; readonly y: number } {
  return { x: x * lengthUnits[unit], y: y * lengthUnits[unit] }
}

/** Length in metres of a line of full-size pixels x0, y0, x1, y1, …; pixels may be longer than wide. */
export function lengthOf(points: readonly number[], size: PixelSize): number {
  const { x, y } = inMetres(size)
  let length = 0
  for (let i = 2; i + 1 < points.length; i += 2)
    length += Math.hypot(
      ((points[i] as number) - (points[i - 2] as number)) * x,
      ((points[i + 1] as number) - (points[i - 1] as number)) * y,
    )
  return length
}

/** Square metres of an area in full-size pixels. */
export function areaOf(pixels: number, size: PixelSize): number {
  const { x, y } = inMetres(size)
  return pixels * x * y
}

/** The side of a square pixel of the same area, in metres. */
export function pixelSide(size: PixelSize): number {
  return Math.sqrt(areaOf(1, size))
}

/** Lengths are in pixels where the size of a pixel is not known. */
export type MeasureUnit = 'px' | 'um' | 'm'
/** What is imaged by less than this a pixel is seen through a microscope. */
const microscopic = 1e-4

/** The unit that tables are in. */
export function measureUnit(size: PixelSize | undefined): MeasureUnit {
  if (!size) return 'px'
  return pixelSide(size) < microscopic ? 'um' : 'm'
}

/** The unit that a table of areas is in, that of its sides, and how much of it a full-size pixel is. */
export function areaUnit(size: PixelSize | undefined) {
  const unit = measureUnit(size)
  if (!size || unit === 'px') return { name: 'px²', side: 'px', each: 1 }
  const side = unitName(unit)
  return { name: `${side}²`, side, each: areaOf(1, size) / lengthUnits[unit] ** 2 }
}

export const isFeet = (unit: LengthUnit) => unit === 'ft' || unit === 'ftUS' || unit === 'in'

const metric = ['km', 'm', 'cm', 'mm', 'um', 'nm'] as const
const imperial = ['ft', 'in'] as const
const written: Partial<Record<LengthUnit, string>> = { um: 'µm', ftUS: 'ft' }
const unitName = (unit: LengthUnit) => written[unit] ?? unit

/** The unit in which a length reads best, of those that the pixel size is given in: metric ones or feet. */
export function unitFor(metres: number, like: LengthUnit): LengthUnit {
  const units: readonly LengthUnit[] = isFeet(like) ? (like === 'ftUS' ? ['ftUS', 'in'] : imperial) : metric
  // A round length may be a little less by the rounding of its computation.
  const most = metres * (1 + 1e-9)
  return units.find((unit) => lengthUnits[unit] <= most) ?? (units.at(-1) as LengthUnit)
}

const digits = (value: number) =>
  Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 12 })

/** For people: `12.3 µm`, `450 m`, `1,200 ft`; three digits that count. */
export function lengthWords(metres: number, like: LengthUnit): string {
  const unit = unitFor(metres, like)
  return `${digits(metres / lengthUnits[unit])} ${unitName(unit)}`
}

/** For people: `12.3 µm²`, `450 m²`; three digits that count. */
export function areaWords(squareMetres: number, like: LengthUnit): string {
  const unit = unitFor(Math.sqrt(squareMetres), like)
  return `${digits(squareMetres / lengthUnits[unit] ** 2)} ${unitName(unit)}²`
}

/** As `readPixelSize` reads it: `0.25 µm`, `0.25 x 0.3 µm`. */
export function pixelSizeText({ x, y, unit }: PixelSize): string {
  const number = (value: number) => String(Number(value.toPrecision(6)))
  const sides = Math.abs(x / y - 1) < 1e-6 ? number(x) : `${number(x)} x ${number(y)}`
  return `${sides} ${unit === 'um' ? 'µm' : unit}`
}
