import { describe, expect, it } from 'vitest'
import type { Shape } from '../../../src/records/records'
import { evaluateImages, type EvaluatedImage } from '../../../src/evaluation/evaluate'

const box = (x: number, y: number, w = 20, h = 20): Shape => ({ kind: 'box', x, y, w, h })
const point = (x: number, y: number): Shape => ({ kind: 'point', x, y })

/** Detections as centre x, centre y, class, score; 20 × 20 each. */
function image(
  shapes: Shape[],
  found: [number, number, number, number][],
  more: Partial<EvaluatedImage> = {},
): EvaluatedImage {
  return {
    name: 'field.png',
    width: 1000,
    height: 1000,
    objects: { shapes, classes: shapes.map(() => 0) },
    checked: [{ x: 0, y: 0, w: 500, h: 1000 }],
    detections: {
      xywh: Float32Array.from(found.flatMap(([x, y]) => [x - 10, y - 10, 20, 20])),
      class: Uint8Array.from(found.map((f) => f[2])),
      score: Float32Array.from(found.map((f) => f[3])),
    },
    learned: { classNames: ['car', 'van'] },
    ...more,
  }
}
function evaluate(images: EvaluatedImage[], names = ['car', 'van']) {
  const warnings: string[] = []
  const { truePositives, falsePositives, falseNegatives, classes } = evaluateImages(
    images,
    names.map((name, i) => ({ id: i + 1, name })),
    { kind: 'centre' },
    0.5,
    (sentence) => warnings.push(sentence),
  )
  return { counts: [truePositives, falsePositives, falseNegatives], classes, warnings }
}

describe('evaluation against what people marked', () => {
  it('counts only what has its centre in a checked area', () => {
    const shapes = [box(10, 10), box(485, 10), box(491, 100), box(800, 10)]
    const found: [number, number, number, number][] = [
      [20, 20, 0, 0.9], // hits
      [499, 300, 0, 0.8], // nothing there: false alarm
      [501, 400, 0, 0.7], // just outside: does not count
      [810, 20, 0, 0.6], // outside
    ]
    // missed: the one at 485, whose centre 495 is inside; the one at 491 has its centre outside
    expect(evaluate([image(shapes, found)])).toMatchObject({ counts: [1, 1, 1], warnings: [] })
    const areas = [
      { x: 0, y: 0, w: 500, h: 50 },
      { x: 700, y: 0, w: 300, h: 50 },
    ]
    expect(evaluate([image(shapes, found, { checked: areas })]).counts).toEqual([2, 0, 1])
  })

  it('counts each class only where that class was checked', () => {
    const shapes = [box(10, 10), box(810, 10)]
    const found: [number, number, number, number][] = [
      [20, 20, 0, 0.9],
      [820, 20, 0, 0.8],
      [400, 400, 1, 0.7],
      [900, 400, 0, 0.6],
    ]
    const right = { x: 500, y: 0, w: 500, h: 1000 }
    const counts = (classes: number[]) =>
      evaluate([image(shapes, found, { partly: [{ rect: right, classes }] })]).counts
    // On the left both classes count, on the right the one that was looked for there.
    expect(counts([1])).toEqual([1, 1, 0])
    expect(counts([0])).toEqual([2, 2, 0])
    // Nothing was checked for all classes, which is not the same as nothing at all.
    const only = { checked: [], partly: [{ rect: right, classes: [1] }] }
    expect(evaluate([image(shapes, found, only)])).toMatchObject({ counts: [0, 0, 0], warnings: [] })
  })

  it('counts the whole image where nothing is checked, and says so', () => {
    const { counts, warnings } = evaluate([
      image([box(10, 10), box(800, 10)], [[810, 20, 0, 0.6]], { checked: [] }),
    ])
    expect(counts).toEqual([1, 0, 1])
    expect(warnings).toEqual([expect.stringContaining('field.png has no checked area')])
  })

  it('leaves out an image in which nothing is checked where another one has checked ground', () => {
    const found: [number, number, number, number][] = [
      [20, 20, 0, 0.9],
      [300, 20, 0, 0.8],
    ]
    const searched = image([box(700, 700)], found, { name: 'searched.png', checked: [] })
    const { counts, warnings } = evaluate([image([box(10, 10)], found), searched])
    expect(counts).toEqual([1, 1, 0])
    expect(warnings).toEqual(['searched.png is left out: nothing in it is checked.'])
  })

  it('takes a point for a square as large as the median object, or 32 pixels where nothing has a size', () => {
    const near: [number, number, number, number][] = [
      [100 + 14, 100 - 14, 0, 0.9],
      [200 + 17, 200, 0, 0.8],
    ]
    expect(evaluate([image([point(100, 100), point(200, 200)], near)]).counts).toEqual([1, 1, 1])
    const sized = [box(600, 600, 60, 60), box(700, 700, 40, 40), box(800, 800, 10, 10)]
    expect(evaluate([image([point(100, 100), point(200, 200), ...sized], near)]).counts).toEqual([2, 0, 0])
  })

  it('matches classes by name, whatever their order was when the run was trained', () => {
    const shapes = [box(10, 10), box(110, 110)]
    const objects = { shapes, classes: [0, 1] }
    const found: [number, number, number, number][] = [
      [20, 20, 1, 0.9],
      [120, 120, 0, 0.8],
      [300, 300, 2, 0.9],
    ]
    const { counts, warnings, classes } = evaluate([
      image(shapes, found, { objects, learned: { classNames: ['van', 'car', 'boat'] } }),
    ])
    expect(counts).toEqual([2, 0, 0])
    expect(classes.map((c) => [c.name, c.recall])).toEqual([
      ['car', 1],
      ['van', 1],
    ])
    expect(warnings).toEqual([expect.stringContaining('boat')])
  })
})
