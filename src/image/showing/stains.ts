import type { DisplaySetting, StainName } from '../../records/image'
import { choose, type Pixels } from '../pixels/pixels'

/**
 * Stains told apart by how much of each colour they take away: colour deconvolution (Ruifrok and Johnston, 2001). Optical
 * densities of a pixel are a sum of the stains' own, so that the inverse of these gives the amounts.
 */

type Row = readonly [number, number, number]
type Matrix = readonly [Row, Row, Row]

/** Densities of red, green and blue, a row for each stain: Ruifrok and Johnston's, as scikit-image has them. */
export const stainSets = {
  /** Haematoxylin, eosin, DAB. */
  hed: [
    [0.65, 0.7, 0.29],
    [0.07, 0.99, 0.11],
    [0.27, 0.57, 0.78],
  ],
  /** Giemsa: methylene blue, eosin, and what is neither. */
  bex: withThird([0.834750233, 0.513556283, 0.196330403], [0.092789, 0.954111, 0.283111]),
} as const satisfies Record<string, Matrix>
export type StainSet = keyof typeof stainSets

/** Of which set each stain is, and which row. */
const places: Readonly<Record<StainName, readonly [StainSet, 0 | 1 | 2]>> = {
  haematoxylin: ['hed', 0],
  eosin: ['hed', 1],
  dab: ['hed', 2],
  methyleneBlue: ['bex', 0],
  giemsaEosin: ['bex', 1],
}

/** Light that gets through at least, as a share: the densest black. The amount 1 is as dense. */
const darkest = 1e-6
const unit = -Math.log(darkest)
/** Density of each 8-bit value, in that unit. */
const densities = Float64Array.from(
  { length: 256 },
  (_, value) => -Math.log(Math.max(value / 255, darkest)) / unit,
)

/**
 * @param rgb u8 [n, 3]
 * @returns f64 [n, 3], amounts of the set's stains, 0 and more
 */
export function separateStains(rgb: Uint8Array, set: StainSet): Float64Array {
  const inverse = inverseOf(stainSets[set])
  const amounts = new Float64Array(rgb.length)
  for (let i = 0; i < rgb.length; i += 3)
    for (let stain = 0; stain < 3; stain++) amounts[i + stain] = amountAt(rgb, i, inverse, stain)
  return amounts
}

/** The picture as if one stain alone were in it, in that stain's colour; u8 RGB only, others stay as they are. */
export function withOneStain(pixels: Pixels, stain: StainName): Pixels {
  const { data, channels } = pixels
  if (!(data instanceof Uint8Array) || channels !== 3) return pixels
  const [set, row] = places[stain]
  const inverse = inverseOf(stainSets[set])
  const color = stainSets[set][row]
  const out = new Uint8Array(data.length)
  for (let i = 0; i < data.length; i += 3) {
    const amount = -amountAt(data, i, inverse, row) * unit
    for (let c = 0; c < 3; c++)
      out[i + c] = Math.round(255 * Math.min(1, Math.exp(amount * (color[c] as number))))
  }
  return { ...pixels, data: out }
}

/** The channels that a setting shows, of a picture of colours: of one stain, where it says so. */
export function seenChannels(pixels: Pixels, { channels, stain }: DisplaySetting): Pixels {
  const seen = stain === undefined ? pixels : withOneStain(pixels, stain)
  return choose(
    seen,
    channels.map(({ channel }) => channel),
  )
}

function amountAt(rgb: Uint8Array, i: number, inverse: Matrix, stain: number): number {
  let sum = 0
  for (let c = 0; c < 3; c++)
    sum += (densities[rgb[i + c] as number] as number) * ((inverse[c] as Row)[stain] as number)
  return Math.max(0, sum)
}

/** Two stains, and at right angles to both what is neither. */
function withThird(a: Row, b: Row): Matrix {
  return [a, b, cross(a, b)]
}

function cross(a: Row, b: Row): Row {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

function inverseOf([a, b, c]: Matrix): Matrix {
  const [x, y, z] = [cross(b, c), cross(c, a), cross(a, b)]
  const volume = a[0] * x[0] + a[1] * x[1] + a[2] * x[2]
  const row = (k: 0 | 1 | 2): Row => [x[k] / volume, y[k] / volume, z[k] / volume]
  return [row(0), row(1), row(2)]
}
