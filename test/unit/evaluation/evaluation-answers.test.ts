import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { byDoubt } from '../../../renderer/state/reviewQueue'
import type { DetectionAnswer } from '../../../src/evaluation/answerCalibration'
import { answeredThreshold, minAnswers, likelyThreshold } from '../../../src/evaluation/answeredThreshold'

/** What runs said of photographs of scenes that they had not learned (0015): scores, falling, and which of them hit. */
interface Recorded {
  readonly network: string
  readonly objects: number
  readonly own: number
  readonly scores: readonly number[]
  readonly hits: readonly number[]
}
const path = new URL('../../fixtures/unlikeScores.json', import.meta.url)
const recorded = JSON.parse(readFileSync(path, 'utf8')) as readonly Recorded[]

/** As the review asks: the most doubtful by the run's threshold first, from the third answer on by the answers. */
const answersOf = ({ scores, hits, own }: Recorded, count: number): DetectionAnswer[] => {
  const answers: DetectionAnswer[] = []
  const found = { score: Float32Array.from(scores), class: new Uint8Array(scores.length) }
  let waiting = Int32Array.from(scores.keys())
  while (answers.length < count && waiting.length > 0) {
    const border = answers.length < 3 ? own : likelyThreshold(scores, answers)
    const [asked = 0] = byDoubt(waiting, found, border, 'all')
    answers.push({ score: scores[asked] ?? 0, wanted: hits.includes(asked) })
    waiting = waiting.filter((i) => i !== asked)
  }
  return answers
}
function f1({ scores, hits, objects }: Recorded, threshold: number): number {
  const found = scores.filter((score) => score >= threshold).length
  const right = hits.filter((i) => (scores[i] ?? 0) >= threshold).length
  return (2 * right) / (found + objects)
}

describe('a threshold from answers', () => {
  it.each(recorded)('of twenty is about the best there is for an unlike scene ($network)', (picture) => {
    const suggested = answeredThreshold(picture.scores, answersOf(picture, 20))
    const best = Math.max(...picture.scores.map((score) => f1(picture, score)))
    expect(f1(picture, suggested?.threshold ?? 0)).toBeGreaterThanOrEqual(best - 0.03)
    expect(f1(picture, suggested?.threshold ?? 0)).toBeGreaterThan(f1(picture, picture.own) + 0.05)
    expect(suggested?.answers).toBe(Math.min(20, picture.scores.length))
  })

  it('is the best there is where everything has been answered', () => {
    const scores = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15]
    const hits = [0, 1, 2, 4]
    const picture = { network: '', objects: 4, own: 0.3, scores, hits }
    const all = scores.map((score, i) => ({ score, wanted: hits.includes(i) }))
    const best = Math.max(...scores.map((score) => f1(picture, score)))
    expect(f1(picture, answeredThreshold(scores, all)?.threshold ?? 0)).toBe(best)
  })

  it('keeps apart what has the same score', () => {
    const scores = Array<number>(12).fill(0.5)
    const answers = scores.map((score, i) => ({ score, wanted: i < 6 }))
    expect(answeredThreshold(scores, answers)?.threshold).toBeLessThan(0.5)
  })

  it('is not there where too little was answered, or everything alike', () => {
    const answers = Array.from({ length: minAnswers }, (_, i) => ({ score: 1 - i / 20, wanted: i < 4 }))
    const scores = answers.map(({ score }) => score)
    expect(answeredThreshold(scores, answers)).toBeDefined()
    expect(answeredThreshold(scores, answers.slice(1))).toBeUndefined()
    expect(
      answeredThreshold(
        scores,
        answers.map(({ score }) => ({ score, wanted: true })),
      ),
    ).toBeUndefined()
    expect(
      answeredThreshold(
        scores,
        answers.map(({ score }) => ({ score, wanted: false })),
      ),
    ).toBeUndefined()
  })
})
