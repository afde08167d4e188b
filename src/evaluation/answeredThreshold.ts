import { bisect } from '../base/bisect'

/** What a person said of one detection. */
export interface DetectionAnswer {
  /** Its score, 0..1. */
  readonly score: number
  readonly wanted: boolean
}

export interface SuggestedThreshold {
  readonly threshold: number
  /** Answers that it was judged on. */
  readonly answers: number
}

/** Fewer answers say too little, and so do answers that are all alike. */
export const minAnswers = 10
/** From so many on they say which detections are doubtful. */
export const fewAnswers = 3

/**
 * How the probability that a detection is right hangs on the logit of its score: before any answer the scores are taken at
 * their word (slope 1, no shift), and how far a picture may be from that, as standard deviations.
 */
const prior = { slope: 1, slopeDeviation: 2, shiftDeviation: 3 } as const

/**
 * A threshold for one picture from some answers in it: the scores are calibrated by the answers (Platt 1999, with the prior
 * above), and of all thresholds the one with the best expected F1 on the picture's detections is taken; what was answered is
 * known. `scores`: of all its detections, in falling order. Undefined with fewer than `minAnswers` answers, or where all are
 * alike.
 */
export function answeredThreshold(
  scores: ArrayLike<number>,
  answers: readonly DetectionAnswer[],
): SuggestedThreshold | undefined {
  const yes = answers.filter(({ wanted }) => wanted).length
  if (answers.length < minAnswers || yes === 0 || yes === answers.length) return undefined
  return { threshold: likelyThreshold(scores, answers), answers: answers.length }
}

/** A threshold from as few answers as there are: too little to offer it, and enough to ask about what is doubtful by it. */
export function likelyThreshold(scores: ArrayLike<number>, answers: readonly DetectionAnswer[]): number {
  const { slope, shift } = calibrate(answers)
  const likely = Float64Array.from(scores, (score) => sigmoid(slope * logit(score) + shift))
  const known = new Set<number>()
  for (const { score, wanted } of answers) {
    let at = bisect(scores.length, (i) => (scores[i] as number) > score)
    while (known.has(at)) at++
    known.add(at)
    if (scores[at] === score) likely[at] = Number(wanted)
  }
  const objects = likely.reduce((sum, p) => sum + p, 0)
  let [found, best, at] = [0, -1, 0]
  likely.forEach((p, i) => {
    found += p
    const f1 = (2 * found) / (i + 1 + objects)
    // Equal scores are above a threshold together, or below it.
    if (f1 > best && scores[i + 1] !== scores[i]) [best, at] = [f1, i]
  })
  const [last, next] = [scores[at] ?? 0.5, scores[at + 1] ?? 0]
  return Math.min(0.99, Math.max(0.01, (last + next) / 2))
}

/** The most likely slope and shift, by Newton's method. */
function calibrate(answers: readonly DetectionAnswer[]): { slope: number; shift: number } {
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
    slope = Math.max(0.05, slope - share * da)
    shift -= share * db
    if (Math.hypot(da, db) < 1e-6) break
  }
  return { slope, shift }
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value))
function logit(score: number): number {
  const inside = Math.min(1 - 1e-4, Math.max(1e-4, score))
  return Math.log(inside / (1 - inside))
}
