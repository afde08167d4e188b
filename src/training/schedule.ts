import type { Schedule, TrainConfig } from '../runs/config'

/** Share of the training in which the rate rises from nothing to its peak, and what is left of the peak at the end. */
const warmUp = 0.05
const floor = 0.01

/** How much of the training is done, 0..1: by epochs or by the clock, whichever is further. */
export function trainedShare(config: TrainConfig, epochs: number, seconds: number): number {
  const byClock = config.minutes === undefined ? 0 : seconds / (config.minutes * 60)
  return Math.min(1, Math.max(epochs / config.epochs, byClock))
}

/** Of the peak, what is left at a share of the training after the warm-up. */
const courses: Readonly<Record<Schedule, (share: number) => number>> = {
  /** Half a cosine (Loshchilov and Hutter: SGDR, 2017). */
  cosine: (share) => floor + ((1 - floor) * (1 + Math.cos(Math.PI * share))) / 2,
  constant: () => 1,
  /** A tenth after a half, a hundredth after three quarters (He et al.: Deep Residual Learning, 2016, section 4.2). */
  step: (share) => (share < 0.5 ? 1 : share < 0.75 ? 0.1 : 0.01),
  exponential: (share) => floor ** share,
}

/** The learning rate at a share of the training that is done: a linear warm-up, then the schedule's course. */
export function learningRateAt(peak: number, share: number, schedule: Schedule = 'cosine'): number {
  if (share < warmUp) return peak * Math.max(0.02, share / warmUp)
  return peak * courses[schedule]((share - warmUp) / (1 - warmUp))
}
