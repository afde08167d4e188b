import * as tf from '@tensorflow/tfjs-core'
import { fitLinear, fitLogistic, type Design } from './regression'
import type { KeptCells } from './keptCells'

type Kept = ReturnType<KeptCells['all']>

/**
 * What the background weighs in all, in parts of what the objects weigh: about the cells an object on tiles around objects, so
 * that the threshold that nothing is known for, 0.4, is not far off (seen on one half of one picture, 0015).
 */
const background = 300
/** Penalty on the squared weights of standardised features, for scores and for boxes. */
const penalty = { score: 10, box: 30 } as const
/** What normalisation adds in the network, too. */
const epsilon = 1e-3

/**
 * Fits normalisation and linear layer of a heat-map head to cells: scores by logistic regression, a class at a time, boxes
 * by ridge regression on the centres. `weight` gives the array of a weight of the network, which is written in place.
 */
export function fitHead(
  kept: Kept,
  { classes }: { readonly classes: number },
  weight: (name: string) => Float32Array,
): void {
  const [mean, variance] = [weight('features_norm/moving_mean'), weight('features_norm/moving_variance')]
  const old = { mean: mean.slice(), variance: variance.slice() }
  const channels = mean.length
  statistics(kept, mean, variance)
  weight('features_norm/gamma').fill(1)
  weight('features_norm/beta').fill(0)
  const [kernel, bias] = [weight('head/kernel'), weight('head/bias')]
  const outputs = classes + 4
  const deviation = variance.map((value) => Math.sqrt(value + epsilon))
  const design = designOf(kept, mean, deviation)
  const put = (at: number, beta: Float64Array) => {
    for (let i = 0; i < channels; i++) kernel[i * outputs + at] = beta[i] as number
    bias[at] = beta[channels] as number
  }
  const standing = (at: number) => {
    // The layer of the epoch before, in the new standardisation: a few steps from there are enough.
    const beta = new Float64Array(channels + 1)
    beta[channels] = bias[at] as number
    for (let i = 0; i < channels; i++) {
      const before = Math.sqrt((old.variance[i] as number) + epsilon)
      const slope = (kernel[i * outputs + at] as number) / before
      beta[i] = slope * (deviation[i] as number)
      beta[channels] = (beta[channels] as number) + slope * ((mean[i] as number) - (old.mean[i] as number))
    }
    return beta
  }
  for (let c = 0; c < classes; c++) {
    const labels = labelsOf(kept, c)
    if (labels) put(c, fitLogistic(design, labels, penalty.score, standing(c)))
  }
  const centres = kept.filter(({ cell }) => cell.box)
  const near = designOf(centres, mean, deviation)
  for (let k = 0; k < 4; k++) {
    const values = Float32Array.from(centres, ({ cell }) => cell.box?.[k] ?? 0)
    put(classes + k, fitLinear(near, values, penalty.box))
  }
  tf.dispose([design, near])
}

/** Mean and variance of the cells, each as often as it counts; those of objects weigh as many as they are. */
function statistics(kept: Kept, mean: Float32Array, variance: Float32Array): void {
  const channels = mean.length
  const [sum, squares] = [new Float64Array(channels), new Float64Array(channels)]
  for (const { cell } of kept) {
    for (let i = 0; i < channels; i++) {
      const value = cell.features[i] as number
      sum[i] = (sum[i] as number) + value
      squares[i] = (squares[i] as number) + value * value
    }
  }
  for (let i = 0; i < channels; i++) {
    const middle = (sum[i] as number) / kept.length
    mean[i] = middle
    variance[i] = Math.max(0, (squares[i] as number) / kept.length - middle * middle)
  }
}

function designOf(kept: Kept, mean: Float32Array, deviation: Float32Array): Design {
  const channels = mean.length
  const rows = new Float32Array(kept.length * (channels + 1)).fill(1)
  kept.forEach(({ cell }, r) => {
    for (let i = 0; i < channels; i++)
      rows[r * (channels + 1) + i] =
        ((cell.features[i] as number) - (mean[i] as number)) / (deviation[i] as number)
  })
  return tf.tensor2d(rows, [kept.length, channels + 1])
}

/** Of class c, with the background brought to its share; undefined where no object of it was shown. */
function labelsOf(kept: Kept, c: number): { wanted: Float32Array; weight: Float32Array } | undefined {
  const signed = kept.map(({ cell, share }) => (cell.weights[c] as number) * share)
  const objects = signed.reduce((sum, value) => sum + Math.max(0, value), 0)
  const others = signed.reduce((sum, value) => sum + Math.max(0, -value), 0)
  if (objects === 0) return undefined
  const factor = others > 0 ? (background * objects) / others : 0
  return {
    wanted: Float32Array.from(signed, (value) => Number(value > 0)),
    weight: Float32Array.from(signed, (value) => (value > 0 ? value : -value * factor)),
  }
}
