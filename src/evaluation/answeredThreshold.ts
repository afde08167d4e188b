import { bisect } from '../base/bisect'
import { likeliest, logit, sigmoid, type DetectionAnswer } from './answerCalibration'

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
 * A threshold for one picture from some answers in it: the scores are calibrated by the answers (Platt 1999, with a weak
 * prior), and of all thresholds the one with the best expected F1 on the picture's detections is taken; what was answered is
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
  const { slope, shift } = likeliest(answers)
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
