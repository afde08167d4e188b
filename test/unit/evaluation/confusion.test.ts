import { describe, expect, it } from 'vitest'
import { confusedIn, confusionOf, firstOfEach } from '../../../src/evaluation/confusion'
import { scoreDetections } from '../../../src/evaluation/match'
import { scoresBySize } from '../../../src/evaluation/sizes'
import { Random } from '../../../src/base/random'

// What was found by what is there, and figures by size.

const rule = { kind: 'iou', threshold: 0.5 } as const
const rows = (...boxes: readonly (readonly [x: number, side: number, of: number, score?: number])[]) => ({
  xywh: Float32Array.from(boxes.flatMap(([x, side]) => [x, 0, side, side])),
  class: Uint8Array.from(boxes, ([, , of]) => of),
  score: Float32Array.from(boxes, ([, , , score = 1]) => score),
})
/** A car, a van that is called a car, a van that is missed; a false car, and one below the threshold on the missed van. */
const image = {
  truth: rows([0, 10, 0], [100, 10, 1], [200, 10, 1]),
  detections: rows([0, 10, 0, 0.9], [101, 10, 0, 0.8], [300, 10, 0, 0.7], [200, 10, 1, 0.2]),
}

describe('confusion of detections by class', () => {
  const confused = confusedIn([image], 2, rule, 0.5)

  it('has nothing there as a row and nothing found as a column', () => {
    expect(confusionOf(confused, 2)).toEqual([
      [1, 0, 0],
      [1, 0, 1],
      [1, 0, 0],
    ])
    const cell = (is: number, said: number) =>
      confused.filter((each) => each.is === is && each.said === said).map(({ rect }) => rect.x)
    expect([cell(1, 0), cell(1, 2), cell(2, 0)]).toEqual([[101], [200], [300]])
  })

  it('agrees with the figures on random scenes, by both rules: diagonal, rows and columns', () => {
    const random = new Random(7)
    const draw = (n: number) =>
      rows(
        ...Array.from({ length: n }, () => {
          const [x, of] = [random.next() * 300, Math.floor(random.next() * 3)]
          return [x, 8 + random.next() * 8, of, random.next()] as const
        }).sort((a, b) => (b[3] ?? 0) - (a[3] ?? 0)),
      )
    const scene = [0, 1, 2].map(() => ({ truth: draw(40), detections: draw(60) }))
    for (const by of [rule, { kind: 'centre' } as const]) {
      const scores = scoreDetections(scene, ['a', 'b', 'c'], by, 0.3)
      const matrix = confusionOf(confusedIn(scene, 3, by, 0.3), 3)
      const total = matrix.flat().reduce((n, each) => n + each, 0)
      const diagonal = [0, 1, 2].reduce((n, c) => n + (matrix[c]?.[c] ?? 0), 0)
      const nothingThere = matrix[3]?.reduce((n, each) => n + each, 0) ?? 0
      const nothingFound = matrix.reduce((n, row) => n + (row[3] ?? 0), 0)
      expect(diagonal).toBe(scores.truePositives)
      expect(total - nothingThere - diagonal).toBe(scores.falseNegatives)
      expect(total - nothingFound - diagonal).toBe(scores.falsePositives)
      expect(total - nothingThere - nothingFound).toBeGreaterThan(diagonal)
    }
  })

  it('gives of each cell the surest first, and no more than are asked for', () => {
    const many = confusedIn([image, { ...image, detections: rows([300, 10, 0, 0.99]) }], 2, rule, 0.5)
    const alarms = firstOfEach(many, 1).filter(({ is }) => is === 2)
    expect(alarms.map(({ image: at, score }) => [at, score])).toEqual([[1, Math.fround(0.99)]])
  })
})

describe('figures by size', () => {
  it('are by thirds of the objects; a false alarm counts by its own size', () => {
    const sides = [4, 5, 6, 10, 11, 12, 30, 31, 32]
    const truth = rows(...sides.map((side, i) => [i * 100, side, 0] as const))
    const detections = rows([0, 4, 0, 0.9], [600, 30, 0, 0.9], [700, 31, 0, 0.9], [2000, 11, 0, 0.9])
    const found = scoresBySize([{ truth, detections }], rule, 0.5)
    expect(found.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['small', 0, 10],
      ['medium', 10, 30],
      ['large', 30, null],
    ])
    expect(found.map((each) => [each.objects, each.truePositives, each.falsePositives])).toEqual([
      [3, 1, 0],
      [3, 0, 1],
      [3, 2, 0],
    ])
    expect(found[2]).toMatchObject({ precision: 1, recall: 2 / 3, f1: 0.8 })
  })

  it('are left out where all objects are as large, and of too few', () => {
    const same = rows(...[0, 1, 2, 3, 4, 5].map((i) => [i * 100, 8, 0] as const))
    expect(scoresBySize([{ truth: same, detections: same }], rule, 0.5)).toEqual([])
    expect(scoresBySize([{ truth: rows([0, 8, 0]), detections: same }], rule, 0.5)).toEqual([])
  })
})
