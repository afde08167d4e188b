import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import { containsPoint, iou, type Rect } from '../../../src/geometry/rect'
import { detectionRect, type Detections } from '../../../src/found/detections'
import type { MatchRule } from '../../../src/evaluation/evaluation'
import { cpuMs } from '../shared/cpuTime'
import { matchImage, scoreDetections, type Truth } from '../../../src/evaluation/match'

const truth = (...rows: [number, number, number, number, number][]): Truth => ({
  xywh: Float32Array.from(rows.flatMap((r) => r.slice(0, 4))),
  class: Uint8Array.from(rows.map((r) => r[4])),
})
/** x, y, w, h, class, score */
const detections = (...rows: [number, number, number, number, number, number][]): Detections => ({
  xywh: Float32Array.from(rows.flatMap((r) => r.slice(0, 4))),
  class: Uint8Array.from(rows.map((r) => r[4])),
  score: Float32Array.from(rows.map((r) => r[5])),
})
const centre: MatchRule = { kind: 'centre' }

describe('matching by hand', () => {
  const objects = truth([0, 0, 10, 10, 0], [20, 0, 10, 10, 0], [40, 0, 10, 10, 1])
  const found = detections(
    [1, 1, 8, 8, 0, 0.875], // hits the first
    [2, 2, 8, 8, 0, 0.75], // the first again: false alarm
    [21, 0, 10, 10, 0, 0.625], // hits the second
    [40, 0, 10, 10, 0, 0.5], // right place, wrong class
  )

  it('counts hits, doubles, wrong classes and misses', () => {
    const result = scoreDetections([{ truth: objects, detections: found }], ['car', 'van'], centre, 0.5)
    expect(result).toMatchObject({ truePositives: 2, falsePositives: 2, falseNegatives: 1, objects: 3 })
    expect(result.precision).toBeCloseTo(2 / 4)
    expect(result.recall).toBeCloseTo(2 / 3)
    expect(result.f1).toBeCloseTo(4 / 7)
    // The mean over both classes.
    expect(result.ap).toBeCloseTo((51 + (50 * 2) / 3) / 101 / 2)
    expect(result.classes[0]).toMatchObject({ name: 'car', objects: 2, recall: 1, precision: 0.5 })
    // Points (recall, precision): (1/2, 1) (1/2, 1/2) (1, 2/3): 51 of the 101 recalls have 1, the others 2/3.
    expect(result.classes[0]?.ap).toBeCloseTo((51 + (50 * 2) / 3) / 101)
    expect(result.classes[1]).toMatchObject({
      name: 'van',
      objects: 1,
      recall: 0,
      precision: 0,
      f1: 0,
      ap: 0,
    })
  })

  it('finds the threshold of the best F1, half-way to the next score', () => {
    // F1 after 1, 2, 3, 4 detections: 2/4, 2/5, 4/6, 4/7
    const result = scoreDetections([{ truth: objects, detections: found }], ['car', 'van'], centre, 'best')
    expect(result.threshold).toBe((0.625 + 0.5) / 2)
    expect(result.f1).toBeCloseTo(4 / 6)
    expect(result.classes.map((c) => c.threshold)).toEqual([result.threshold, result.threshold])
  })

  it('gives an object to the detection whose centre is nearer, where boxes overlap', () => {
    const overlapping = truth([0, 0, 20, 20, 0], [8, 0, 20, 20, 0])
    const one = detections([15, 5, 10, 10, 0, 0.9], [5, 5, 10, 10, 0, 0.8])
    expect([...matchImage(overlapping, one, centre)]).toEqual([1, 1])
  })

  it('by overlap needs the threshold, exactly reached counts', () => {
    const object = truth([0, 0, 10, 10, 0])
    const half = detections([0, 0, 10, 5, 0, 0.9])
    expect([...matchImage(object, half, { kind: 'iou', threshold: 0.5 })]).toEqual([1])
    expect([...matchImage(object, half, { kind: 'iou', threshold: 0.51 })]).toEqual([0])
    const apart = detections([50, 0, 10, 5, 0, 0.9])
    expect([...matchImage(object, apart, { kind: 'iou', threshold: 0 })]).toEqual([0])
  })

  it('is all zero, never NaN, without detections or objects', () => {
    const none = { truth: truth(), detections: detections() }
    const zero = { precision: 0, recall: 0, f1: 0, ap: 0, threshold: 0.5 }
    expect(scoreDetections([none], ['car'], centre, 'best')).toMatchObject({ ...zero, classes: [zero] })
    expect(scoreDetections([{ ...none, truth: objects }], ['car'], centre, 'best')).toMatchObject({
      ...zero,
      objects: 3,
    })
    expect(scoreDetections([{ ...none, detections: found }], ['car'], centre, 'best')).toMatchObject(zero)
  })

  it('never lets a detection of one image hit an object of another', () => {
    const images = [
      { truth: objects, detections: detections() },
      { truth: truth(), detections: found },
    ]
    expect(scoreDetections(images, ['car', 'van'], centre, 0).truePositives).toBe(0)
  })
})

/** The rule, word by word: every pair looked at. */
function slowMatch(t: Truth, d: Detections, rule: MatchRule): number[] {
  const box = (i: number): Rect => detectionRect({ ...t, score: d.score }, i)
  const order = [...d.score.keys()].sort((a, b) => d.score[b]! - d.score[a]! || a - b)
  const taken = new Set<number>()
  const hit = new Array<number>(d.score.length).fill(0)
  for (const i of order) {
    const r = detectionRect(d, i)
    const [x, y] = [r.x + r.w / 2, r.y + r.h / 2]
    const candidates = [...t.class.keys()]
      .filter((o) => !taken.has(o) && t.class[o] === d.class[i])
      .map((o) => {
        const b = box(o)
        if (rule.kind === 'iou')
          return { o, fits: iou(b, r) >= rule.threshold && iou(b, r) > 0, cost: -iou(b, r) }
        return { o, fits: containsPoint(b, x, y), cost: Math.hypot(b.x + b.w / 2 - x, b.y + b.h / 2 - y) }
      })
      .filter((c) => c.fits)
      .sort((a, b) => a.cost - b.cost || a.o - b.o)
    if (!candidates[0]) continue
    taken.add(candidates[0].o)
    hit[i] = 1
  }
  return hit
}

/** F1 at every score, and the mean of the best precisions at 101 recalls. */
function slowScores(scored: readonly { score: number; hit: number }[], objects: number) {
  const levels = [...new Set(scored.map((s) => s.score))].map((score) => {
    const kept = scored.filter((s) => s.score >= score)
    const hits = kept.filter((s) => s.hit).length
    return { f1: (2 * hits) / (kept.length + objects), precision: hits / kept.length, hits }
  })
  let ap = 0
  for (let k = 0; k <= 100; k++)
    ap += Math.max(0, ...levels.filter((l) => l.hits * 100 >= k * objects).map((l) => l.precision)) / 101
  return { f1: Math.max(0, ...levels.map((l) => l.f1)), ap }
}

function crowd(random: Random, count: number, side: number, size: number, levels: number) {
  const xywh = new Float32Array(count * 4)
  const score = new Float32Array(count)
  const classes = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const huge = random.below(50) === 0 ? 10 : 1
    xywh.set(
      [
        random.below(side),
        random.below(side),
        random.between(1, size * huge),
        random.between(1, size * huge),
      ],
      i * 4,
    )
    score[i] = (1 + random.below(levels)) / levels
    classes[i] = random.below(3)
  }
  return { xywh, score, class: classes }
}

describe('matching against the obvious twin', () => {
  const rules: MatchRule[] = [centre, { kind: 'iou', threshold: 0.3 }, { kind: 'iou', threshold: 0 }]
  it.each(rules)('%o: same hits, same best F1, same area on crowded random images', (rule) => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Random(seed)
      const images = [1, 2].map(() => ({
        truth: crowd(random, random.below(60), 120, 30, 20),
        detections: crowd(random, random.below(90), 120, 30, 20),
      }))
      const scored = images.flatMap(({ truth, detections }) => {
        const hits = slowMatch(truth, detections, rule)
        expect([...matchImage(truth, detections, rule)], `seed ${seed}`).toEqual(hits)
        return hits.map((hit, i) => ({ score: detections.score[i]!, hit, class: detections.class[i] }))
      })
      const objects = images.reduce((n, i) => n + i.truth.class.length, 0)
      const expected = slowScores(scored, objects)
      const result = scoreDetections(images, ['a', 'b', 'c'], rule, 'best')
      expect(result.f1).toBeCloseTo(expected.f1, 10)
      const present = [0, 1, 2].flatMap((c) => {
        const count = images.reduce((n, i) => n + i.truth.class.filter((each) => each === c).length, 0)
        return count > 0
          ? [
              slowScores(
                scored.filter((each) => each.class === c),
                count,
              ).ap,
            ]
          : []
      })
      const mean = present.reduce((a, b) => a + b, 0) / Math.max(1, present.length)
      expect(result.ap).toBeCloseTo(mean, 10)
      const again = scoreDetections(images, ['a', 'b', 'c'], rule, result.threshold)
      expect(again).toEqual(result)
    }
  })

  it('takes seconds for a million objects and detections', () => {
    const random = new Random(7)
    const objects = crowd(random, 1_000_000, 100_000, 40, 1000)
    const found = crowd(random, 1_000_000, 100_000, 40, 1000)
    const ms = cpuMs(() => {
      const result = scoreDetections([{ truth: objects, detections: found }], ['a', 'b', 'c'], centre, 'best')
      expect(result.objects).toBe(1_000_000)
    })
    expect(ms).toBeLessThan(15_000)
  }, 120_000)
})
