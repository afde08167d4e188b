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
const [mostSteps, smallStep] = [25, 1e-6]

/**
 * Logistic regression with an L2 penalty on cells as they are kept, by Newton's method (Hastie et al., The Elements of
 * Statistical Learning, 4.4.1). Returns the weights [channels] and the bias.
 */
export function learn(
  map: FeatureMap,
  samples: readonly LabelledCell[],
): { weights: Float64Array; bias: number } {
  const n = channels + 1
  const rows = samples.map(({ cell }) => {
    const row = new Float64Array(n).fill(1)
    for (let c = 0; c < channels; c++) row[c] = (map.data[cell * channels + c] as number) / gain
    return row
  })
  const beta = new Float64Array(n)
  for (let step = 0; step < mostSteps; step++) {
    const gradient = beta.map((value, i) => (i < channels ? penalty * value : 0))
    const hessian = new Float64Array(n * n)
    for (let i = 0; i < n; i++) hessian[i * n + i] = i < channels ? penalty : 1e-9
    samples.forEach(({ wanted, weight }, s) => {
      const row = rows[s] as Float64Array
      const p = sigmoid(row.reduce((sum, value, i) => sum + value * (beta[i] as number), 0))
      const [error, curve] = [weight * (p - Number(wanted)), weight * p * (1 - p)]
      for (let i = 0; i < n; i++) {
        const value = row[i] as number
        gradient[i] = (gradient[i] as number) + error * value
        for (let j = 0; j < n; j++)
          hessian[i * n + j] = (hessian[i * n + j] as number) + curve * value * (row[j] as number)
      }
    })
    const change = solve(hessian, gradient)
    for (let i = 0; i < n; i++) beta[i] = (beta[i] as number) - (change[i] as number)
    if (Math.hypot(...change) < smallStep) break
  }
  return { weights: beta.subarray(0, channels), bias: beta[channels] as number }
}

export const sigmoid = (value: number) => 1 / (1 + Math.exp(-value))
