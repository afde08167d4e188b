/** A mixture of colours with a spread of its own each: means and variances of k-means clusters. */
export interface ColorModel {
  /** f32 [k, 3] */
  readonly means: Float32Array
  /** f32 [k, 3] */
  readonly variances: Float32Array
  /** Share of the samples, f32 [k]. */
  readonly weights: Float32Array
}

/** What no camera is below: the noise of a colour channel, squared. */
const noise = 9

/**
 * The clusters of the samples that `take` names, out of f32 [n, 3] colours. Deterministic: the first means are spread by
 * brightness. Undefined for no samples.
 */
export function fitColors(
  colors: Float32Array,
  take: (i: number) => boolean,
  k: number,
): ColorModel | undefined {
  const chosen: number[] = []
  for (let i = 0; i * 3 < colors.length; i++) if (take(i)) chosen.push(i)
  if (chosen.length === 0) return undefined
  const means = spreadMeans(colors, chosen, k)
  const owner = new Uint8Array(chosen.length)
  for (let round = 0; round < 6; round++) {
    chosen.forEach((i, n) => (owner[n] = nearest(means, colors, i)))
    recentre(means, colors, chosen, owner)
  }
  return describe(means, colors, chosen, owner)
}

function spreadMeans(colors: Float32Array, chosen: readonly number[], k: number): Float32Array {
  const sorted = [...chosen].sort((a, b) => (colors[a * 3] as number) - (colors[b * 3] as number))
  const means = new Float32Array(k * 3)
  for (let c = 0; c < k; c++) {
    const at = sorted[Math.floor(((c + 0.5) * sorted.length) / k)] as number
    means.set(colors.subarray(at * 3, at * 3 + 3), c * 3)
  }
  return means
}

function nearest(means: Float32Array, colors: Float32Array, i: number): number {
  let [best, distance] = [0, Infinity]
  for (let c = 0; c * 3 < means.length; c++) {
    let sum = 0
    for (let d = 0; d < 3; d++) sum += ((colors[i * 3 + d] as number) - (means[c * 3 + d] as number)) ** 2
    if (sum < distance) [best, distance] = [c, sum]
  }
  return best
}

function recentre(
  means: Float32Array,
  colors: Float32Array,
  chosen: readonly number[],
  owner: Uint8Array,
): void {
  const counts = new Float32Array(means.length / 3)
  const sums = new Float64Array(means.length)
  chosen.forEach((i, n) => {
    const c = owner[n] as number
    counts[c]!++
    for (let d = 0; d < 3; d++) sums[c * 3 + d]! += colors[i * 3 + d] as number
  })
  counts.forEach((count, c) => {
    if (count > 0) for (let d = 0; d < 3; d++) means[c * 3 + d] = (sums[c * 3 + d] as number) / count
  })
}

function describe(
  means: Float32Array,
  colors: Float32Array,
  chosen: readonly number[],
  owner: Uint8Array,
): ColorModel {
  const k = means.length / 3
  const [variances, weights] = [new Float32Array(k * 3), new Float32Array(k)]
  chosen.forEach((i, n) => {
    const c = owner[n] as number
    weights[c]!++
    for (let d = 0; d < 3; d++)
      variances[c * 3 + d]! += ((colors[i * 3 + d] as number) - (means[c * 3 + d] as number)) ** 2
  })
  for (let c = 0; c < k; c++) {
    const count = Math.max(1, weights[c] as number)
    for (let d = 0; d < 3; d++) variances[c * 3 + d] = (variances[c * 3 + d] as number) / count + noise
    weights[c] = (weights[c] as number) / chosen.length
  }
  return { means, variances, weights }
}

/** The model without what is rare in it, as what belongs to other things that stand around. */
export function dominant(model: ColorModel, least: number): ColorModel {
  const weights = model.weights.map((weight) => (weight >= least ? weight : 0))
  const sum = weights.reduce((a, b) => a + b, 0)
  return sum > 0 ? { ...model, weights: weights.map((weight) => weight / sum) } : model
}

/** Logarithm of how likely each colour is, f32 [n]; by the likeliest cluster. */
export function logLikelihood(model: ColorModel, colors: Float32Array): Float32Array {
  const { means, variances, weights } = model
  const k = weights.length
  const constants = new Float32Array(k)
  for (let c = 0; c < k; c++) {
    const v = (d: number) => variances[c * 3 + d] as number
    constants[c] =
      (weights[c] as number) > 0 ? Math.log(weights[c] as number) - 0.5 * Math.log(v(0) * v(1) * v(2)) : -1e9
  }
  const out = new Float32Array(colors.length / 3)
  for (let i = 0; i < out.length; i++) {
    let best = -1e9
    for (let c = 0; c < k; c++) {
      let sum = 0
      for (let d = 0; d < 3; d++)
        sum +=
          ((colors[i * 3 + d] as number) - (means[c * 3 + d] as number)) ** 2 /
          (variances[c * 3 + d] as number)
      best = Math.max(best, (constants[c] as number) - 0.5 * sum)
    }
    out[i] = best
  }
  return out
}
