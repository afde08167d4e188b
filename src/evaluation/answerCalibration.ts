/** What a person said of one detection. */
export interface DetectionAnswer {
  /** Its score, 0..1. */
  readonly score: number
  readonly wanted: boolean
}

/** The probability that a detection is right: sigmoid(slope × logit of its score + shift). */
export interface Calibration {
  readonly slope: number
  readonly shift: number
}

/** A calibration with its share of what is believed after the answers; all shares add up to 1. */
export interface Believed extends Calibration {
  readonly share: number
}

/** Before any answer the scores are taken at their word, and a picture may be so far from that, as standard deviations. */
const prior = { slope: 1, slopeDeviation: 2, shiftDeviation: 3 } as const
/** A higher score is never less likely to be right. */
const minSlope = 0.05

/** The most likely calibration, by Newton's method. */
export function likeliest(answers: readonly DetectionAnswer[]): Calibration {
  let [slope, shift] = [prior.slope as number, 0]
  const [stiff, firm] = [prior.slopeDeviation ** -2, prior.shiftDeviation ** -2]
  for (let step = 0; step < 50; step++) {
    let [ga, gb] = [stiff * (slope - prior.slope), firm * shift]
    let [aa, ab, bb] = [stiff, 0, firm]
    for (const { score, wanted } of answers) {
      const z = logit(score)
      const p = sigmoid(slope * z + shift)
      const [error, curve] = [p - Number(wanted), p * (1 - p)]
      ga += error * z
      gb += error
      aa += curve * z * z
      ab += curve * z
      bb += curve
    }
    const determinant = aa * bb - ab * ab
    const [da, db] = [(bb * ga - ab * gb) / determinant, (aa * gb - ab * ga) / determinant]
    // Far from the answer Newton’s method may overshoot.
    const share = Math.min(1, 1 / Math.max(1e-9, Math.hypot(da, db)))
    slope = Math.max(minSlope, slope - share * da)
    shift -= share * db
    if (Math.hypot(da, db) < 1e-6) break
  }
  return { slope, shift }
}

const slopes = Array.from({ length: 32 }, (_, i) => minSlope + i * 0.2)
const shifts = Array.from({ length: 61 }, (_, i) => (i - 30) * 0.3)
/** What is believed less than this, in parts of the likeliest, is left out: e to the power of −9. */
const hardlyBelieved = -9

/** All calibrations that the answers leave possible, on a grid: the prior above times the likelihood of the answers. */
export function believed(answers: readonly DetectionAnswer[]): Believed[] {
  const logits = answers.map(({ score, wanted }) => ({ z: logit(score), sign: wanted ? 1 : -1 }))
  const grid = slopes.flatMap((slope) =>
    shifts.map((shift) => {
      const off = ((slope - prior.slope) / prior.slopeDeviation) ** 2 + (shift / prior.shiftDeviation) ** 2
      const likelihood = logits.reduce((sum, { z, sign }) => sum - softplus(-sign * (slope * z + shift)), 0)
      return { slope, shift, log: likelihood - off / 2 }
    }),
  )
  const most = grid.reduce((max, { log }) => Math.max(max, log), -Infinity)
  const kept = grid.filter(({ log }) => log - most > hardlyBelieved)
  const total = kept.reduce((sum, { log }) => sum + Math.exp(log - most), 0)
  return kept.map(({ slope, shift, log }) => ({ slope, shift, share: Math.exp(log - most) / total }))
}

export const sigmoid = (value: number) => 1 / (1 + Math.exp(-value))

export function logit(score: number): number {
  const inside = Math.min(1 - 1e-4, Math.max(1e-4, score))
  return Math.log(inside / (1 - inside))
}

/** log(1 + e^value), without overflow. */
const softplus = (value: number) => Math.max(0, value) + Math.log1p(Math.exp(-Math.abs(value)))
