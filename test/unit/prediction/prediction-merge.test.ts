import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import { meansSame, mergeOverlapping, suppress } from '../../../src/found/merge'
import { type MergedClasses, type MergeWay, mergeWays, defaultMerge } from '../../../src/found/mergeRule'
import { iou } from '../../../src/geometry/rect'
import { cpuMs } from '../shared/cpuTime'
import { detectionRect, type Detections, minScore } from '../../../src/found/detections'

function detections(...rows: [number, number, number, number, number, number][]): Detections {
  return {
    xywh: Float32Array.from(rows.flatMap((r) => r.slice(0, 4))),
    class: Uint8Array.from(rows.map((r) => r[4])),
    score: Float32Array.from(rows.map((r) => r[5])),
  }
}
function crowd(count: number, side: number, seed: number): Detections {
  const random = new Random(seed)
  return detections(
    ...Array.from({ length: count }, (): [number, number, number, number, number, number] => {
      const size = random.between(5, random.below(20) === 0 ? 200 : 40)
      return [
        random.below(side),
        random.below(side),
        size,
        size * random.between(0.5, 2),
        random.below(3),
        random.below(64) / 64,
      ]
    }),
  )
}
/** Every pair looked at. */
function naive(d: Detections): { x: number; score: number; class: number }[] {
  const order = [...d.score.keys()].sort((a, b) => d.score[b]! - d.score[a]! || a - b)
  const kept: number[] = []
  for (const i of order) {
    const same = (k: number) =>
      d.class[k] === d.class[i] && meansSame(detectionRect(d, k), detectionRect(d, i))
    if (!kept.some(same)) kept.push(i)
  }
  return kept.map((i) => ({ x: d.xywh[i * 4]!, score: d.score[i]!, class: d.class[i]! }))
}
const rows = (d: Detections) =>
  [...d.score].map((score, i) => ({ x: d.xywh[i * 4]!, score, class: d.class[i]! }))

describe('non-maximum suppression', () => {
  it('keeps one of each object: the same box, a second peak inside; not a neighbour, not another class', () => {
    const found = detections(
      [0, 0, 40, 20, 0, 0.5],
      [2, 1, 40, 20, 0, 0.9], // the same, higher
      [20, 10, 6, 6, 0, 0.8], // a second peak near its centre
      [41, 0, 40, 20, 0, 0.7], // parked beside it
      [2, 1, 40, 20, 1, 0.6], // another class
    )
    expect([...suppress(found).score]).toEqual([0.9, 0.7, 0.6].map(Math.fround))
  })

  it('gives what looking at every pair gives', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const all = crowd(250, 400, seed)
      expect(rows(suppress(all)), `seed ${seed}`).toEqual(naive(all))
    }
    expect(suppress(detections()).score).toHaveLength(0)
  })

  it('takes 100,000 boxes in about a second', () => {
    const all = crowd(100_000, 20_000, 1)
    let kept = 0
    expect(cpuMs(() => (kept = suppress(all).score.length))).toBeLessThan(3000)
    expect(kept).toBeGreaterThan(10_000)
  })
})

describe('merging', () => {
  const car = [100, 100, 40, 20] as const
  const ofTwoClasses = () =>
    detections(
      [...car, 0, 0.9], // a car
      [102, 101, 40, 20, 1, 0.7], // and, in the same place, a truck
      [112, 106, 8, 8, 1, 0.6], // something small in its middle
      [300, 100, 40, 20, 1, 0.8], // a truck elsewhere
    )
  const merged = (way: MergeWay, classes: MergedClasses = 'across') =>
    rows(mergeOverlapping(ofTwoClasses(), { way, classes }))

  it('counts one object once, whatever classes it was taken for, and keeps what lies in it', () => {
    expect(defaultMerge).toEqual({ way: 'nms', classes: 'across' })
    expect(merged('nms').map(({ x }) => x)).toEqual([100, 300, 112])
    expect(merged('nms', 'apart').map(({ x }) => x)).toEqual([100, 300, 102])
  })

  it('takes parts, too, by the smaller one', () => {
    expect(merged('ios').map(({ x }) => x)).toEqual([100, 300])
  })

  it('grows the surest around those that it takes', () => {
    const [first] = [mergeOverlapping(ofTwoClasses(), { way: 'nmm', classes: 'across' })]
    expect(detectionRect(first, 0)).toEqual({ x: 100, y: 100, w: 42, h: 21 })
  })

  it('lowers the scores of those that overlap by their formula', () => {
    const two = detections([0, 0, 10, 10, 0, 0.9], [0, 0, 10, 20, 1, 0.8], [50, 0, 10, 10, 0, 0.7])
    const soft = mergeOverlapping(two, { way: 'soft-nms', classes: 'across' })
    // Overlap 0.5: e to the power of -0.25 / 0.5.
    const expected = [0.9, 0.7, 0.8 * Math.exp(-0.5)]
    expected.forEach((value, i) => expect(soft.score[i]).toBeCloseTo(value, 6))
    const apart = mergeOverlapping(two, { way: 'soft-nms', classes: 'apart' })
    expect([...apart.score]).toEqual([...two.score])
  })

  it('gives what looking at every pair gives, across classes and softly', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const all = crowd(200, 300, seed)
      const soft = mergeOverlapping(all, { way: 'soft-nms', classes: 'across' })
      const scores = softly(all)
      expect(soft.score.length, `seed ${seed}`).toBe(scores.length)
      soft.score.forEach((value, i) => expect(value).toBeCloseTo(scores[i]!, 5))
    }
  })

  it('takes 100,000 boxes in a second, in every way', () => {
    const all = crowd(100_000, 20_000, 1)
    for (const way of mergeWays)
      expect(
        cpuMs(() => void mergeOverlapping(all, { way, classes: 'across' })),
        way,
      ).toBeLessThan(3000)
  })
})

/** Soft suppression with every pair looked at; by falling score. */
function softly(d: Detections): number[] {
  const left = new Set(d.score.keys())
  const score = [...d.score]
  const kept: number[] = []
  while (left.size > 0) {
    const best = [...left].reduce((a, b) => (score[b]! > score[a]! ? b : a))
    left.delete(best)
    if (score[best]! < minScore) break
    kept.push(score[best]!)
    for (const other of left) {
      const overlap = iou(detectionRect(d, best), detectionRect(d, other))
      score[other] = score[other]! * Math.exp(-(overlap ** 2) / 0.5)
    }
  }
  return kept
}
