import { reaches } from '../found/threshold'
import { believed, logit, sigmoid, type Believed, type DetectionAnswer } from './answerCalibration'
import { minAnswers } from './answeredThreshold'

/** How many of a picture's detections at a threshold are false, as answers in it tell. */
export interface AnsweredShare {
  /** Expected share of false ones, 0..1, and between which shares it lies with a probability of 90 %. */
  readonly falseShare: number
  readonly low: number
  readonly high: number
  /** Answers that it was judged on. */
  readonly answers: number
}

/** Detections of about the same score are counted together: width of a bin in logits. */
const binWidth = 0.05
/** Middles of ten equal parts of the standard normal distribution. */
const normals = [-1.645, -1.036, -0.674, -0.385, -0.126, 0.126, 0.385, 0.674, 1.036, 1.645] as const
/** What a whole number of detections may be off by. */
const rounding = 1e-6
/** Ends of the interval. */
const ends = { low: 0.05, high: 0.95 } as const

/**
 * What the answers in a picture say of all its detections at `threshold`: those that were answered are known, each other one
 * is right with the probability that the answers leave for its score (the calibration of `answeredThreshold`, with all that
 * is uncertain of it). Which ones were asked about does not matter, as long as it was chosen by score. `scores`: of all its
 * detections. Undefined with fewer than `minAnswers` answers, or where nothing reaches the threshold.
 */
export function answeredShare(
  scores: ArrayLike<number>,
  answers: readonly DetectionAnswer[],
  threshold: number,
): AnsweredShare | undefined {
  if (answers.length < minAnswers) return undefined
  const bins = new Map<number, number>()
  const count = (score: number, change: number) => {
    const bin = Math.round(logit(score) / binWidth)
    bins.set(bin, Math.max(0, (bins.get(bin) ?? 0) + change))
  }
  let found = 0
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number
    if (!reaches(score, threshold)) continue
    count(score, 1)
    found++
  }
  if (found === 0) return undefined
  let wrong = 0
  for (const { score, wanted } of answers) {
    if (!reaches(score, threshold)) continue
    count(score, -1)
    if (!wanted) wrong++
  }
  const points = believed(answers).flatMap((each) => outcomes(each, bins, wrong, found))
  points.sort((a, b) => a.falseShare - b.falseShare)
  const falseShare = points.reduce((sum, point) => sum + point.share * point.falseShare, 0)
  // There is no part of a detection: the interval ends at whole ones.
  const low = Math.floor(quantile(points, ends.low) * found + rounding) / found
  const high = Math.ceil(quantile(points, ends.high) * found - rounding) / found
  return { falseShare, low, high, answers: answers.length }
}

interface Outcome {
  readonly falseShare: number
  readonly share: number
}

/** How many of those that were not answered are false, if the calibration holds: about normally distributed. */
function outcomes(
  { slope, shift, share }: Believed,
  bins: ReadonlyMap<number, number>,
  known: number,
  found: number,
): Outcome[] {
  let [mean, variance, open] = [0, 0, 0]
  for (const [bin, n] of bins) {
    const wrong = 1 - sigmoid(slope * bin * binWidth + shift)
    mean += n * wrong
    variance += n * wrong * (1 - wrong)
    open += n
  }
  const deviation = Math.sqrt(variance)
  return normals.map((z) => {
    const wrong = Math.min(open, Math.max(0, mean + z * deviation))
    return { falseShare: Math.min(1, (known + wrong) / found), share: share / normals.length }
  })
}

/** By rising share of false ones. */
function quantile(points: readonly Outcome[], at: number): number {
  let sum = 0
  for (const { falseShare, share } of points) {
    sum += share
    if (sum >= at) return falseShare
  }
  return points.at(-1)?.falseShare ?? 0
}
