import { solve } from '../base/cholesky'
import { channels, gain, type FeatureMap } from './featureMap'

export interface LabelledCell {
  readonly cell: number
  readonly wanted: boolean
  /** What it counts beside the others. */
  readonly weight: number
}

/** Penalty on the squared weights. */
const penalty = 1
const [maxSteps, smallStep] = [25, 1e-6]

/**
 * Logistic regression on cells as they are kept (see `regress`). Returns the weights [channels] and the bias.
 */
export function learn(
  map: FeatureMap,
  samples: readonly LabelledCell[],
): { weights: Float64Array; bias: number } {
  const rows = samples.map(({ cell, wanted, weight }) => {
    const row = new Float64Array(channels + 1).fill(1)
    for (let c = 0; c < channels; c++) row[c] = (map.data[cell * channels + c] as number) / gain
    return { row, wanted, weight }
  })
  const beta = regress(rows)
  return { weights: beta.subarray(0, channels), bias: beta[channels] as number }
}

/** Numbers, of which the last is 1, and whether they are of what is wanted. */
export interface LabelledRow {
  readonly row: Float64Array
  readonly wanted: boolean
  /** What it counts beside the others. */
  readonly weight: number
}

/**
 * Logistic regression with an L2 penalty, by Newton's method (Hastie et al., The Elements of Statistical Learning, 4.4.1).
 * Returns the weights and, last, the bias, which has no penalty.
 */
export function regress(samples: readonly LabelledRow[]): Float64Array {
  const n = samples[0]?.row.length ?? 1
  const beta = new Float64Array(n)
  for (let step = 0; step < maxSteps; step++) {
    const gradient = beta.map((value, i) => (i < n - 1 ? penalty * value : 0))
    const hessian = new Float64Array(n * n)
    for (let i = 0; i < n; i++) hessian[i * n + i] = i < n - 1 ? penalty : 1e-9
    for (const { row, wanted, weight } of samples) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += (row[i] as number) * (beta[i] as number)
      const p = sigmoid(sum)
      const [error, curve] = [weight * (p - Number(wanted)), weight * p * (1 - p)]
      for (let i = 0; i < n; i++) {
        const value = row[i] as number
        gradient[i] = (gradient[i] as number) + error * value
        // Only the lower half is read.
        for (let j = 0; j <= i; j++)
          hessian[i * n + j] = (hessian[i * n + j] as number) + curve * value * (row[j] as number)
      }
    }
    const change = solve(hessian, gradient)
    for (let i = 0; i < n; i++) beta[i] = (beta[i] as number) - (change[i] as number)
    if (Math.hypot(...change) < smallStep) break
  }
  return beta
}

export const sigmoid = (value: number) => 1 / (1 + Math.exp(-value))
