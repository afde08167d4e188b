import type { TrainConfig } from './config'

/** Share of the training in which the rate rises from nothing to its peak, and what is left of the peak at the end. */
const warmUp = 0.05
const floor = 0.01

/** How much of the training is done, 0..1: by epochs or by the clock, whichever is further. */
export function trainedShare(config: TrainConfig, epochs: number, seconds: number): number {
  const byClock = config.minutes === undefined ? 0 : seconds / (config.minutes * 60)
  return Math.min(1, Math.max(epochs / config.epochs, byClock))
}

/** Linear warm-up, then half a cosine (Loshchilov and Hutter: SGDR, 2017), over the share of training that is done. */
export function learningRateAt(peak: number, share: number): number {
  if (share < warmUp) return peak * Math.max(0.02, share / warmUp)
  const falling = (1 + Math.cos((Math.PI * (share - warmUp)) / (1 - warmUp))) / 2
  return peak * (floor + (1 - floor) * falling)
}
