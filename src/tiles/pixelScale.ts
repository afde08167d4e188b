import { AppError } from '../base/errors'
import { says } from '../messages/says/says'

/** How the values of another program's pictures become 0..255: value × gain + shift, a channel each. One for the whole file. */
export interface PixelScale {
  /** As `--pixels` names it: `0..1`, `-1..1`, `0..255`, `standardised`. */
  readonly pixels: string
  readonly gain: readonly [number, number, number]
  readonly shift: readonly [number, number, number]
}

/** Mean and deviation that a file holds of its standardised pictures: one value, or one a channel. */
export interface StoredStatistics {
  readonly mean: readonly number[]
  readonly std: readonly number[]
}

/** What the values of a file were found to be. */
export interface ValueRange {
  readonly low: number
  readonly high: number
  /** Shares (0..1) of values below 0 and above 1. */
  readonly below: number
  readonly above: number
  /** All of them are whole numbers. */
  readonly whole: boolean
  /** The most that the type can hold, where it is one of whole numbers. */
  readonly most?: number | undefined
}

/** `0..1`, `-1..1`, `0..255`, `0..4095`, `standardised`. Throws AppError('bad-pixels'). */
export function scaleNamed(pixels: string, stored: StoredStatistics | undefined, file: string): PixelScale {
  if (pixels === 'standardised') {
    if (stored) return standardised(stored)
    throw new AppError('bad-pixels', says.dataset.fileHoldsNoMeanAnd(file))
  }
  const [, low, high] = /^\s*(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)\s*$/.exec(pixels) ?? []
  if (low === undefined || !(Number(high) > Number(low)))
    throw new AppError('bad-pixels', says.dataset.theScaleOfPicturesIs(says.dataset.pixelScales, pixels))
  return range(Number(low), Number(high))
}

function range(low: number, high: number): PixelScale {
  const gain = 255 / (high - low)
  const shift = low === 0 ? 0 : -low * gain
  return { pixels: `${low}..${high}`, gain: [gain, gain, gain], shift: [shift, shift, shift] }
}

function standardised({ mean, std }: StoredStatistics): PixelScale {
  const ofOne = [...mean, ...std].every((value) => Math.abs(value) <= 1)
  const unit = ofOne ? 255 : 1
  const of = (list: readonly number[], c: number) => (list[c] ?? list[0] ?? 0) * unit
  return {
    pixels: 'standardised',
    gain: [of(std, 0), of(std, 1), of(std, 2)],
    shift: [of(mean, 0), of(mean, 1), of(mean, 2)],
  }
}

/** So far may a resampling overshoot the range, and for so small a share of the values. */
const overshoot = 0.25
const fewValues = 0.02

/**
 * The scale that the values themselves tell. Throws AppError('bad-pixels'), which names the option, where two are as likely:
 * a wrong one would turn every picture black or cut half of it off.
 */
export function scaleOf(found: ValueRange, stored: StoredStatistics | undefined, file: string): PixelScale {
  const { low, high, below, above, whole, most } = found
  if (most === 255 && low >= 0) return range(0, 255)
  if (low >= 0 && whole && high > 1 && high <= 255) return range(0, 255)
  if (most === 65535 && high > 32767) return range(0, 65535)
  const fewBelow = below <= fewValues && low >= -overshoot
  if (fewBelow && high <= 1 + overshoot && (high <= 1 || above <= fewValues)) return range(0, 1)
  if (!whole && stored && low < 0) return standardised(stored)
  if (low >= -1.05 && low <= -0.8 && high <= 1.05) return range(-1, 1)
  // Floats from a resampling of 0..255, with what it overshoots.
  if (below <= fewValues && low >= -255 * overshoot && high > 50 && high <= 255 * (1 + overshoot))
    return range(0, 255)
  const scales = says.dataset.pixelScales
  throw new AppError('bad-pixels', says.dataset.inFileTheValuesOf(file, short(low), short(high), scales))
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)))
}

/** Bytes as they are. */
export const byteScale: PixelScale = { pixels: '0..255', gain: [1, 1, 1], shift: [0, 0, 0] }

export function isByteScale({ gain, shift }: PixelScale): boolean {
  return gain.every((g) => g === 1) && shift.every((s) => s === 0)
}
