import { describe, expect, it } from 'vitest'
import { mistakesOf } from '../../../src/evaluation/mistakes'
import { scoreDetections } from '../../../src/evaluation/match'
import { alarmsOf, bestPoint, pointAt } from '../../../renderer/state/evaluationCurves'

// What an evaluation calls wrong, one by one, and the threshold on its curve.

const boxes = (...xs: number[]) => Float32Array.from(xs.flatMap((x) => [x, 0, 10, 10]))
/** Objects at 0, 100 and 200 in one image, and at 0 in another; four detections, of which one is beside all. */
const images = [
  {
    truth: { xywh: boxes(0, 100, 200), class: Uint8Array.of(0, 0, 0) },
    detections: {
      xywh: boxes(1, 300, 101),
      score: Float32Array.of(0.9, 0.7, 0.4),
      class: Uint8Array.of(0, 0, 0),
    },
  },
  {
    truth: { xywh: boxes(0), class: Uint8Array.of(0) },
    detections: { xywh: boxes(500), score: Float32Array.of(0.8), class: Uint8Array.of(0) },
  },
]
const rule = { kind: 'centre' } as const

describe('mistakes of an evaluation', () => {
  it.each([0.3, 0.5, 0.95])('are as many as its figures say, at %s', (threshold) => {
    const scores = scoreDetections(images, ['a'], rule, threshold)
    const wrong = mistakesOf(images, rule, threshold)
    expect(wrong.filter(({ kind }) => kind === 'missed')).toHaveLength(scores.falseNegatives)
    expect(wrong.filter(({ kind }) => kind === 'alarm')).toHaveLength(scores.falsePositives)
  })

  it('say where they are, false alarms by falling score', () => {
    const wrong = mistakesOf(images, rule, 0.5)
    const of = (which: string) =>
      wrong.flatMap(({ kind, image, rect }) => (kind === which ? [[image, rect.x]] : []))
    expect(of('missed')).toEqual([
      [0, 100],
      [0, 200],
      [1, 0],
    ])
    expect(of('alarm')).toEqual([
      [1, 500],
      [0, 300],
    ])
  })
})

describe('the curve of an evaluation', () => {
  const { curve = [], objects } = scoreDetections(images, ['a'], rule, 0.5)

  it('has the threshold on it, where the figures are', () => {
    for (const threshold of [0.3, 0.75, 0.9]) {
      const { precision, recall } = scoreDetections(images, ['a'], rule, threshold)
      expect(pointAt(curve, threshold)).toMatchObject({ precision, recall })
    }
    expect(pointAt(curve, 0.95)).toBeUndefined()
  })

  it('has the figures of the threshold to the digit, also among thousands of scores', () => {
    const found = 5000
    const many = {
      truth: { xywh: boxes(...Array.from({ length: 26 }, (_, i) => i * 100)), class: new Uint8Array(26) },
      detections: {
        // Each 60th beside an object, the others where nothing is.
        xywh: boxes(...Array.from({ length: found }, (_, i) => (i % 60 ? 1e5 + i * 20 : (i / 60) * 100))),
        score: Float32Array.from({ length: found }, (_, i) => 1 - i / found),
        class: new Uint8Array(found),
      },
    }
    for (const threshold of [0.99, 0.9517, 0.9, 0.3539]) {
      const { curve = [], ...figures } = scoreDetections([many], ['a'], rule, threshold)
      const { precision, recall } = figures
      expect(pointAt(curve, threshold)).toMatchObject({ precision, recall })
      expect(curve.length).toBeLessThan(900)
      expect(curve.at(-1)?.precision).toBeCloseTo(26 / found, 9)
    }
  })

  it('has a best threshold, with the greatest F1 of all', () => {
    const f1 = (threshold: number) => scoreDetections(images, ['a'], rule, threshold).f1
    const best = bestPoint(curve)
    expect(f1(best?.threshold ?? 0)).toBeCloseTo(Math.max(...curve.map((each) => f1(each.threshold))), 9)
  })

  it('counts the false alarms at each recall', () => {
    expect(alarmsOf(curve, objects)).toEqual([
      { alarms: 0, recall: 0.25 },
      { alarms: 1, recall: 0.25 },
      { alarms: 2, recall: 0.25 },
      { alarms: 2, recall: 0.5 },
    ])
  })
})
