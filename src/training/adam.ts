import type { OptimiserId } from '../runs/choices'

export interface AdamState {
  /** First and second moments, f32 a weight. */
  readonly m: Float32Array
  readonly v: Float32Array
  steps: number
}

export interface AdamOptions {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  /** Decoupled (Loshchilov and Hutter: Decoupled Weight Decay Regularization, 2019). */
  readonly weightDecay: number
  /** Whether the moments are freed from their start at 0; usually they are. */
  readonly corrected?: boolean
  /** What the rate is multiplied with. */
  readonly gain?: number
}

const weightDecay = 1e-4
export const adamDefaults: AdamOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay }

/**
 * All optimisers are one rule, w −= rate · m / (√v + ε), with m and v the moving averages of the gradient and of its
 * square: RMSprop (Tieleman and Hinton 2012) has no average of the gradient, stochastic gradient descent with momentum
 * (Polyak 1964) none of its square.
 */
export const optimisers = {
  adam: adamDefaults,
  rmsprop: { beta1: 0, beta2: 0.9, epsilon: 1e-7, weightDecay, corrected: false },
  sgd: { beta1: 0.9, beta2: 1, epsilon: 1, weightDecay, corrected: false, gain: 10 },
} as const satisfies Record<OptimiserId, AdamOptions>

export function newAdamState(size: number): AdamState {
  return { m: new Float32Array(size), v: new Float32Array(size), steps: 0 }
}

/** The gradient's Euclidean norm is cut to this. */
export const gradientLimit = 20

/** What the bias corrections make of rate, epsilon and decay at step `steps` (from 1), for an Adam that knows none. */
export function adamFactors(
  rate: number,
  steps: number,
  { beta1, beta2, epsilon, weightDecay, corrected = true, gain = 1 }: AdamOptions = adamDefaults,
): { rate: number; epsilon: number; decay: number } {
  const decay = rate * weightDecay
  if (!corrected) return { rate: rate * gain, epsilon, decay }
  const root = Math.sqrt(1 - beta2 ** steps)
  return { rate: (rate * root) / (1 - beta1 ** steps), epsilon: epsilon * root, decay }
}

/**
 * One step of Adam (Kingma and Ba 2015, algorithm 1) on all weights at once, in place. Flat arrays instead of tensors:
 * an engine would make a dozen small calls for each of some fifty variables, and a checkpoint wants the arrays anyway.
 */
export function adamStep(
  weights: Float32Array,
  gradient: Float32Array,
  state: AdamState,
  { rate, ...options }: AdamOptions & { readonly rate: number },
): void {
  const { beta1, beta2 } = options
  const { m, v } = state
  state.steps++
  const { rate: size, epsilon, decay } = adamFactors(rate, state.steps, options)
  for (let i = 0; i < weights.length; i++) {
    const g = gradient[i] as number
    const mi = beta1 * (m[i] as number) + (1 - beta1) * g
    const vi = beta2 * (v[i] as number) + (1 - beta2) * g * g
    m[i] = mi
    v[i] = vi
    const w = weights[i] as number
    weights[i] = w - (size * mi) / (Math.sqrt(vi) + epsilon) - decay * w
  }
}

/** Scales the gradient down to `limit` if its Euclidean norm is greater; returns the norm before (NaN or Infinity stay). */
export function clipNorm(gradient: Float32Array, limit: number): number {
  let sum = 0
  for (let i = 0; i < gradient.length; i++) sum += (gradient[i] as number) ** 2
  const norm = Math.sqrt(sum)
  if (norm > limit && Number.isFinite(norm)) {
    const scale = limit / norm
    for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i] as number) * scale
  }
  return norm
}
