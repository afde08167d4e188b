import { describe, expect, it } from 'vitest'
import { DetectionEvaluator } from '../../../src/heads/detectionEvaluator'
import { scoreDetections } from '../../../src/evaluation/match'
import type { Detections } from '../../../src/found/detections'
import { withExpectations } from '../../../src/runs/expectations'
import type { TileBatch } from '../../../src/tiles/tiles'

const side = 64
type Row = readonly [x: number, c: number, score?: number]

/** A tile a row of objects; every box is 10 × 10 at y 0. */
const batchOf = (tiles: readonly (readonly Row[])[]): TileBatch => ({
  ...{ count: tiles.length, images: new Uint8Array(), labels: new Uint8Array() },
  masks: new Uint8Array(tiles.length * side * side),
  offset: Int32Array.from([0, ...tiles.map((_, i) => tiles.slice(0, i + 1).flat().length)]),
  xywh: Float32Array.from(tiles.flat().flatMap(([x]) => [x, 0, 10, 10])),
  classes: Uint8Array.from(tiles.flat(), ([, c]) => c),
})
const detectionsOf = (rows: readonly Row[]): Detections => ({
  xywh: Float32Array.from(rows.flatMap(([x]) => [x, 0, 10, 10])),
  class: Uint8Array.from(rows, ([, c]) => c),
  score: Float32Array.from(rows, ([, , score = 0]) => score),
})

/** A car scores 0.9 and nothing else does; a van 0.3, and every second one has a false alarm of 0.25 beside it. */
const vans = (i: number): Row[] => (i % 2 ? [[0, 1, 0.3]] : [[0, 1, 0.3], [40, 1, 0.25]]) // prettier-ignore
const found = [
  ...Array.from({ length: 30 }, (): Row[] => [[0, 0, 0.9]]),
  ...Array.from({ length: 30 }, (_, i) => vans(i)),
  ...Array.from({ length: 3 }, (): Row[] => [[0, 2, 0.5]]),
]
const marked = found.map(([[x, c] = [0, 0]]): Row[] => [[x, c]])

function validation(byClass: readonly number[]) {
  const objects = byClass.reduce((sum, n) => sum + n, 0)
  const ground = { objects, byClass }
  const evaluator = new DetectionEvaluator(['car', 'van', 'bus'], side, ground, () => found.map(detectionsOf))
  evaluator.add(new Float32Array(), batchOf(marked))
  return evaluator.evaluate()
}

describe('what a run expects of each class', () => {
  const { expected, threshold } = validation([30, 30, 3])
  const [cars, others] = expected?.classes ?? []

  it('is said where enough of it was held back, with its own threshold', () => {
    expect(expected?.classes?.map((each) => [each.class, each.objects])).toEqual([
      [0, 30],
      [1, 30],
    ])
    // Every car is above 0.85, every van between 0.25 and 0.3: each one's threshold is drawn there.
    expect(cars!.threshold).toBeGreaterThan(others!.threshold + 0.1)
    expect(others!.threshold).toBeLessThan(0.3)
  })

  it('counts that class alone', () => {
    const at = (of: typeof cars, score: number) => of?.points.find(([at]) => Math.abs(at - score) < 1e-9)
    expect(at(cars, 0.2)).toEqual([expect.closeTo(0.2), 0, 0])
    expect(at(others, 0.2)).toEqual([expect.closeTo(0.2), expect.closeTo(15 / 45), 0])
    expect(at(others, 0.5)?.[2]).toBe(1)
  })

  it('stands beside what came of it, by class or else by all classes', () => {
    // Of the vans in new pictures every second detection is false, of the buses none.
    const truth = { xywh: Float32Array.from([0, 0, 10, 10, 0, 20, 10, 10]), class: Uint8Array.of(1, 0) }
    const detections = detectionsOf([[0, 1, 0.9], [30, 1, 0.9]]) // prettier-ignore
    const scored = scoreDetections([{ truth, detections }], ['bus', 'van'], { kind: 'centre' }, 0.2)
    const numberOf = (name: string) => ['car', 'van', 'bus'].indexOf(name)
    const { classes, expected: all } = withExpectations(scored, { expected, threshold }, numberOf)
    const [bus, van] = classes
    expect(van?.expected).toMatchObject({ objects: 30, of: 'class', recall: 1 })
    expect(van?.expected?.precision).toBeCloseTo(30 / 45)
    expect(van?.expected?.calibrationError).toBeCloseTo(30 / 45 - 0.5)
    expect(van?.expected?.suggestedThreshold).toBe(others?.threshold)
    // Nothing was found of it: no error can be told.
    expect(bus?.expected).toMatchObject({ objects: 63, of: 'all', calibrationError: null })
    expect(all).toMatchObject({ objects: 63, suggestedThreshold: threshold })
  })

  it('is nothing where no object was held back', () => {
    const none = validation([0, 0, 0])
    expect(none.expected).toEqual({ objects: 0, points: [] })
    const scored = withExpectations(
      none.evaluation,
      { expected: none.expected, threshold: 0.4 },
      () => undefined,
    )
    expect(scored.expected).toBeUndefined()
  })
})
