/** Splits a double into two halves whose products are exact (Dekker 1971). */
const splitter = 2 ** 27 + 1
const zero = 48
/** Digits that are exact as a double, whatever they are. */
const exactDigits = 15
const mostDigits = 19

/** A power of ten up to the largest that is exact as a double. */
export const powersOfTen: readonly number[] = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

/**
 * The double nearest to a plain decimal (sign, digits, one dot) of bytes `start` to `end`, with more digits than a double
 * holds: as Number(text) gives it, at a tenth of its price. The digits are taken as the exact sum of two doubles; where what
 * is left over does not say which neighbour is nearer, Number is asked. Infinity where it is too large.
 */
export function longDecimal(bytes: Uint8Array, start: number, end: number): number {
  let high = 0
  let low = 0
  let digits = 0
  let lowDigits = 0
  let decimals = 0
  let seenDot = false
  const negative = bytes[start] === 45
  for (let at = negative ? start + 1 : start; at < end; at++) {
    const digit = (bytes[at] as number) - zero
    if (digit < 0) {
      seenDot = true
      continue
    }
    if (seenDot) decimals++
    if (digits === 0 && digit === 0) continue
    if (++digits <= exactDigits) high = high * 10 + digit
    else {
      low = low * 10 + digit
      lowDigits++
    }
  }
  const value =
    digits <= mostDigits && decimals < powersOfTen.length
      ? quotient(high, low, powersOfTen[lowDigits] as number, powersOfTen[decimals] as number)
      : undefined
  if (value === undefined) return Number(String.fromCharCode(...bytes.subarray(start, end)))
  return negative ? -value : value
}

/** (high · shift + low) / divisor, rounded once; undefined where the rounding is not certain. */
function quotient(high: number, low: number, shift: number, divisor: number): number | undefined {
  const product = high * shift
  const rest = productError(high, shift, product) + low
  const whole = product + rest
  const part = rest - (whole - product)
  const first = whole / divisor
  const back = first * divisor
  const left = whole - back - productError(first, divisor, back) + part
  const second = left / divisor
  const doubt = first * 2 ** -92
  const value = first + (second - doubt)
  return value === first + (second + doubt) ? value : undefined
}

/** What a · b is more than `product`, its rounded value. */
function productError(a: number, b: number, product: number): number {
  const wideA = a * splitter
  const highA = wideA - (wideA - a)
  const lowA = a - highA
  const wideB = b * splitter
  const highB = wideB - (wideB - b)
  const lowB = b - highB
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB)
}
