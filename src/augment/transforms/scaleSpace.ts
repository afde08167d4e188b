import type { Augmentation } from '../augmentation'
import { aroundMiddle, withEffect } from '../view'
import { t } from '../../messages/messages'

export const scaleSpace: Augmentation<'factor' | 'sigma'> = {
  id: 'scaleSpace',
  get label() {
    return t.augment.scaleWithBlur
  },
  get about() {
    return t.augment.aStepInScaleSpace
  },
  parameters: {
    factor: {
      get label() {
        return t.augment.scaleUpTo
      },
      default: 1.5,
      min: 1,
      max: 4,
      step: 0.05,
      unit: '×',
    },
    sigma: {
      get label() {
        return t.augment.blurStandardDeviationUpTo
      },
      default: 1.5,
      min: 0.1,
      max: 6,
      step: 0.1,
      unit: 'px',
    },
  },
  transform:
    ({ factor, sigma }) =>
    (view, random, size) => {
      const by = factor ** random.between(-1, 1)
      const scaled = aroundMiddle(view, size, { ax: by, bx: 0, ay: 0, by })
      const blur = random.between(0, sigma)
      return blur < 0.2 ? scaled : withEffect(scaled, (image, side) => gaussianBlur(image, side, blur))
    },
}

/**
 * Smooths f32 [size, size, 3] in place with a Gaussian of the standard deviation `sigma` (pixels; Witkin: Scale-space
 * filtering, 1983), cut off at two and a half deviations; the border is repeated. Works on grey values of 0..255, what lies
 * outside is cut, in fixed point as an 8-bit picture is blurred: weights are multiples of 1/256 that add up to 1, and the
 * result is less than two grey levels from the exact one. Each integer holds two values, of the upper and of the lower half
 * of the picture, which one multiplication moves (Lamport: Multiple byte processing with full-word instructions, 1975).
 */
export function gaussianBlur(image: Float32Array, size: number, sigma: number): void {
  const weights = fixedWeights(sigma)
  const reach = weights.length - 1
  const [row, pad, half] = [size * 3, reach * 3, (size + 1) >> 1]
  const rows = half + 2 * reach
  const start = (y: number) => Math.min(size - 1, Math.max(0, y)) * row
  const line = new Int32Array(row + 2 * pad)
  const sums = new Int32Array(row)
  const [along, across] = [
    { weights, step: 3 },
    { weights, step: row },
  ]
  if (between.length < rows * row) between = new Int32Array(rows * row)
  for (let y = 0; y < rows; y++) {
    const [upper, lower] = [start(y - reach), start(y - reach + half)]
    pack(image.subarray(upper, upper + row), image.subarray(lower, lower + row), line, pad)
    weigh(line, pad, along, sums)
    for (let i = 0, to = y * row; i < row; i++, to++)
      between[to] = ((sums[i]! + 0x00800080) >>> 8) & 0x00ff00ff
  }
  for (let y = 0; y < half; y++) {
    weigh(between, (y + reach) * row, across, sums)
    const upper = y * row
    for (let i = 0; i < row; i++) image[upper + i] = (sums[i]! & 0xffff) / 256
    // The middle row of an odd number stands in the upper half.
    if (y + half >= size) break
    const lower = upper + half * row
    for (let i = 0; i < row; i++) image[lower + i] = (sums[i]! >>> 16) / 256
  }
}

/** What is smoothed along its rows only, kept for the next picture. */
let between = new Int32Array(0)

/** The middle and one side of the kernel, in units of 1/256. */
function fixedWeights(sigma: number): Int32Array {
  const reach = Math.max(1, Math.ceil(2.5 * sigma))
  const exact = Array.from({ length: reach + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)))
  const sum = 2 * exact.reduce((a, b) => a + b) - 1
  const weights = Int32Array.from(exact, (weight) => Math.round((256 * weight) / sum))
  weights[0] = 256 - 2 * weights.subarray(1).reduce((a, b) => a + b)
  return weights
}

/** Two rows of the picture into one, with the border repeated `pad` values to either side. */
function pack(upper: Float32Array, lower: Float32Array, line: Int32Array, pad: number): void {
  const count = upper.length
  for (let i = 0; i < count; i++) {
    let first = (upper[i]! + 0.5) | 0
    let second = (lower[i]! + 0.5) | 0
    if ((first | second) >>> 0 > 255) {
      first = Math.min(255, Math.max(0, first))
      second = Math.min(255, Math.max(0, second))
    }
    line[pad + i] = first | (second << 16)
  }
  for (let i = 0; i < pad; i++) {
    line[i] = line[pad + (i % 3)]!
    line[count + pad + i] = line[count + pad - 3 + (i % 3)]!
  }
}

interface Kernel {
  readonly weights: Int32Array
  readonly step: number
}

/** Weighted sums of each value from `at` on and its neighbours `step` values apart. */
function weigh(from: Int32Array, at: number, { weights, step }: Kernel, to: Int32Array): void {
  const [w0, w1, w2] = [weights[0]!, weights[1]!, weights[2] ?? 0]
  const [a, b, c, d] = [at - step, at + step, at - 2 * step, at + 2 * step]
  const count = to.length
  if (weights.length === 2)
    for (let i = 0; i < count; i++)
      to[i] = Math.imul(w0, from[at + i]!) + Math.imul(w1, from[a + i]! + from[b + i]!)
  else
    for (let i = 0; i < count; i++)
      to[i] =
        Math.imul(w0, from[at + i]!) +
        Math.imul(w1, from[a + i]! + from[b + i]!) +
        Math.imul(w2, from[c + i]! + from[d + i]!)
  for (let k = 3; k < weights.length; k++) {
    const [weight, before, after] = [weights[k]!, at - k * step, at + k * step]
    for (let i = 0; i < count; i++) to[i] = to[i]! + Math.imul(weight, from[before + i]! + from[after + i]!)
  }
}
