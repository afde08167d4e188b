import type { DetectionAnswer } from '../../src/evaluation/answerCalibration'
import { answeredShare, type AnsweredShare } from '../../src/evaluation/answeredShare'
import { fewAnswers, likelyThreshold } from '../../src/evaluation/answeredThreshold'
import type { Detections } from '../../src/found/detections'
import { mainThreshold, thresholdOf, type Threshold } from '../../src/found/threshold'

/** What a person said of one detection of a class. */
export interface ClassAnswer extends DetectionAnswer {
  readonly class: number
}

/** An answer's row and the score of the detection; `alike`: of the class that was asked about. */
export interface Answered {
  readonly id: number
  readonly score: number
  readonly alike: boolean
  /** Class number of the detection. */
  readonly of: number
}
/** Answers of one picture by what was said. */
export interface Answers {
  readonly yes: readonly Answered[]
  readonly no: readonly Answered[]
}
export const noAnswers: Answers = { yes: [], no: [] }

/** An object of another class than that which was asked about is none of it. */
export function saidIn({ yes, no }: Answers): ClassAnswer[] {
  return [
    ...yes.map(({ score, alike, of }) => ({ score, wanted: alike, class: of })),
    ...no.map(({ score, of }) => ({ score, wanted: false, class: of })),
  ]
}

type Scored = Pick<Detections, 'score' | 'class'>

/** How many of the detections that reach `threshold` are false by the answers; of one class alone where its number is given. */
export function falseShareOf(
  { score, class: classes }: Scored,
  said: readonly ClassAnswer[],
  threshold: number,
  of?: number,
): AnsweredShare | undefined {
  if (of === undefined) return answeredShare(score, said, threshold)
  const own = said.filter((answer) => answer.class === of)
  return answeredShare(
    score.filter((_, i) => classes[i] === of),
    own,
    threshold,
  )
}

/**
 * Around which scores detections are doubtful: at the threshold, until there are a few answers. What is doubtful in a picture
 * unlike the learned ones, its first answers know better than the run; by class, those of the class.
 */
export function doubtfulAround(
  threshold: Threshold,
  { score, class: classes }: Scored,
  answers: readonly ClassAnswer[],
): Threshold {
  if (typeof threshold === 'number')
    return answers.length >= fewAnswers ? likelyThreshold(score, answers) : threshold
  const own = threshold.own.map((at, number) => {
    const said = answers.filter((answer) => answer.class === number)
    return said.length < fewAnswers
      ? at
      : likelyThreshold(
          score.filter((_, i) => classes[i] === number),
          said,
        )
  })
  return { all: threshold.all, own }
}

/**
 * The scores at which the queue ends by itself. Of calibrated scores the best threshold for F1 is half of the best F1 (Lipton,
 * Elkan and Narayanaswamy, 2014), so at half of it at most one detection in four is an object. `border`: as of `doubtfulAround`.
 */
export function lowestAsked(threshold: Threshold, border: Threshold): Threshold {
  const half = (number: number) => Math.min(thresholdOf(threshold, number), thresholdOf(border, number)) / 2
  if (typeof threshold === 'number') return Math.min(threshold, mainThreshold(border)) / 2
  return { all: threshold.all / 2, own: threshold.own.map((_, number) => half(number)) }
}
