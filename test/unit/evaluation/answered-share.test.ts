import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { doubtfulAround, falseShareOf, saidIn } from '../../../renderer/state/reviewThresholds'
import { atRandom, byDoubt } from '../../../renderer/state/reviewQueue'
import { Random } from '../../../src/base/random'
import { sigmoid, type DetectionAnswer } from '../../../src/evaluation/answerCalibration'
import { answeredShare } from '../../../src/evaluation/answeredShare'

interface Picture {
  readonly own: number
  /** Falling. */
  readonly scores: readonly number[]
  /** Numbers of those that are objects. */
  readonly hits: readonly number[]
}
const path = new URL('../../fixtures/unlikeScores.json', import.meta.url)
/** What runs said of photographs of scenes that they had not learned (0015). */
const recorded = JSON.parse(readFileSync(path, 'utf8')) as readonly (Picture & { network: string })[]

/** The first answers of the review queue. */
function answersOf({ scores, hits, own }: Picture, count: number): DetectionAnswer[] {
  const answers: (DetectionAnswer & { class: number })[] = []
  const found = { score: Float32Array.from(scores), class: new Uint8Array(scores.length) }
  let waiting = Int32Array.from(scores.keys())
  while (answers.length < count && waiting.length > 0) {
    const [asked = 0] = byDoubt(waiting, found, doubtfulAround(own, found, answers), 'all')
    answers.push({ score: found.score[asked] ?? 0, wanted: hits.includes(asked), class: 0 })
    waiting = waiting.filter((i) => i !== asked)
  }
  return answers
}

/** The share of false ones that are really there. */
function truth({ scores, hits }: Picture, threshold: number): number {
  const found = scores.filter((score) => score >= threshold).length
  return 1 - hits.filter((i) => (scores[i] ?? 0) >= threshold).length / found
}

/** Detections whose scores mean what a calibration says, of a picture as unlike the learned ones as the draw has it. */
function drawn(random: Random): Picture {
  const [slope, shift] = [random.between(0.5, 2), random.between(-4, 2)]
  const scores = Array.from({ length: 20 + random.below(200) }, () => sigmoid(random.between(-4, 4)))
  scores.sort((a, b) => b - a)
  const hits = scores.flatMap((score, i) =>
    random.next() < sigmoid(slope * Math.log(score / (1 - score)) + shift) ? [i] : [],
  )
  return { own: 0.45, scores, hits }
}

describe('how many detections are false by answers', () => {
  it.each(recorded)('is known to 0.10 from twenty, in an unlike scene ($network)', (picture) => {
    for (const threshold of [0.3, picture.own]) {
      const share = answeredShare(picture.scores, answersOf(picture, 20), threshold)
      const real = truth(picture, threshold)
      expect(Math.abs((share?.falseShare ?? 2) - real)).toBeLessThanOrEqual(0.1)
      expect(share?.low).toBeLessThanOrEqual(real + 1e-9)
      expect(share?.high).toBeGreaterThanOrEqual(real - 1e-9)
    }
  })

  it('lies within the interval about as often as it says', () => {
    const random = new Random(7)
    let [inside, error] = [0, 0]
    const pictures = 150
    for (let i = 0; i < pictures; i++) {
      const picture = drawn(random)
      const share = answeredShare(picture.scores, answersOf(picture, 20), picture.own)!
      const real = truth(picture, picture.own)
      if (share.low <= real + 1e-9 && share.high >= real - 1e-9) inside++
      error += Math.abs(share.falseShare - real) / pictures
    }
    expect(inside / pictures).toBeGreaterThanOrEqual(0.85)
    expect(inside / pictures).toBeLessThanOrEqual(0.97)
    expect(error).toBeLessThanOrEqual(0.1)
  })

  it('is told best at random where the surest are not all right', () => {
    const random = new Random(7)
    const error = { queue: 0, random: 0 }
    let inside = 0
    const pictures = 150
    for (let i = 0; i < pictures; i++) {
      // Of what looks like an object, some is never one: parked trailers, other cells.
      const all = drawn(random)
      const right = random.between(0.4, 1)
      const picture = { ...all, hits: all.hits.filter(() => random.next() < right) }
      const found = { score: Float32Array.from(picture.scores), class: new Uint8Array(picture.scores.length) }
      const drawnOnes = [...atRandom(Int32Array.from(picture.scores.keys()), found, picture.own)].slice(0, 20)
      const asked = drawnOnes.map((at) => ({
        score: picture.scores[at] as number,
        wanted: picture.hits.includes(at),
      }))
      const share = answeredShare(picture.scores, asked, picture.own)
      if (!share) continue
      const real = truth(picture, picture.own)
      const queue = answeredShare(picture.scores, answersOf(picture, 20), picture.own)!
      error.queue += Math.abs(queue.falseShare - real) / pictures
      error.random += Math.abs(share.falseShare - real) / pictures
      if (share.low <= real + 1e-9 && share.high >= real - 1e-9) inside++
    }
    expect(error.random).toBeLessThan(0.07)
    expect(error.random).toBeLessThan(0.7 * error.queue)
    expect(inside / pictures).toBeGreaterThanOrEqual(0.85)
  })

  it('is exact where all that counts was answered', () => {
    const scores = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15]
    const answers = scores.map((score, i) => ({ score, wanted: i % 2 === 0 }))
    const share = answeredShare(scores, answers, 0.45)
    expect(share?.falseShare).toBeCloseTo(2 / 5)
    expect(share?.low).toBeCloseTo(2 / 5)
    expect(share?.high).toBeCloseTo(2 / 5)
    expect(share?.answers).toBe(10)
  })

  it('needs ten answers and something found; ten that are all no say much', () => {
    const scores = Array.from({ length: 40 }, (_, i) => 0.9 - i / 50)
    const no = scores.slice(10, 20).map((score) => ({ score, wanted: false }))
    expect(answeredShare(scores, no.slice(1), 0.3)).toBeUndefined()
    expect(answeredShare(scores, no, 0.95)).toBeUndefined()
    expect(answeredShare(scores, no, 0.3)?.low).toBeGreaterThan(0.6)
  })

  it('of a class counts its own detections and answers alone', () => {
    const score = Float32Array.from({ length: 30 }, (_, i) => 0.9 - i / 60)
    const found = { score, class: Uint8Array.from(score, (_, i) => i % 2) }
    const rows = [...score].slice(0, 24).map((each, i) => ({ id: i, score: each, alike: true, of: i % 2 }))
    const said = saidIn({ yes: rows.filter(({ of }) => of === 0), no: rows.filter(({ of }) => of === 1) })
    expect(falseShareOf(found, said, 0.4, 0)?.high).toBeLessThan(0.5)
    expect(falseShareOf(found, said, 0.4, 1)?.low).toBeGreaterThan(0.5)
    expect(falseShareOf(found, said, 0.4, 1)?.answers).toBe(12)
    expect(falseShareOf(found, said, 0.4, 2)).toBeUndefined()
    expect(falseShareOf(found, said, 0.4)?.answers).toBe(24)
  })
})
