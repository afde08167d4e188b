import { describe, expect, it } from 'vitest'
import type { Shape } from '../../../src/records/records'
import { evaluateClassified, type JudgedImage } from '../../../src/evaluation/classifiedImages'

// What a run that classifies says of images and tiles, against the classes of what is marked there.

const classes = [
  { id: 1, name: 'car' },
  { id: 2, name: 'house' },
  { id: 3, name: 'tree' },
]
/** The run knows two of the project's classes, in another order, and one that the project has not. */
const learned = { classNames: ['house', 'boat', 'car'] }
const box = (x: number, y: number, w = 10): Shape => ({ kind: 'box', x, y, w, h: w })
const image = (more: Partial<JudgedImage>): JudgedImage => ({
  ...{ name: 'a.png', width: 100, height: 50, checked: [] },
  objects: { shapes: [], classes: [] },
  whole: [0.2, 0.1, 0.7],
  tiles: { xywh: Float32Array.of(0, 0, 100, 50), probability: Float32Array.of(0.2, 0.1, 0.7) },
  ...more,
})
function judged(images: readonly JudgedImage[], several: boolean, threshold = 0.5) {
  const warnings: string[] = []
  const judgement = { classes, learned, several, threshold }
  return { found: evaluateClassified(images, judgement, (w) => warnings.push(w)), warnings }
}
const marked = (...list: [number, Shape][]) => ({
  objects: { shapes: list.map(([, shape]) => shape), classes: list.map(([c]) => c) },
})

describe('a class for the whole image', () => {
  it('is that of what is marked in it; images of none or of several are left out', () => {
    const images = [
      image(marked([0, box(5, 5)], [0, box(50, 5)])),
      image({ ...marked([1, box(5, 5)]), whole: [0.3, 0.1, 0.6] }),
      image(marked([0, box(1, 1)], [1, box(30, 1)])),
      image(marked([2, box(1, 1)])),
      image({}),
    ]
    const { found, warnings } = judged(images, false)
    expect(found.accuracy).toBe(0.5)
    expect(found.classes.map(({ name, objects }) => [name, objects])).toEqual([
      ['house', 1],
      ['boat', 0],
      ['car', 1],
    ])
    // Rows are what it is, columns what was said.
    expect(found.confusion).toEqual([
      [0, 0, 1],
      [0, 0, 0],
      [0, 0, 1],
    ])
    expect(found.logLoss).toBeCloseTo(-(Math.log(0.7) + Math.log(0.3)) / 2, 6)
    expect(warnings.join()).toMatch(/tree is left out.*3 of 5 images or tiles are left out/s)
  })
})

describe('classes of tiles', () => {
  const tiles = {
    xywh: Float32Array.of(0, 0, 50, 50, 50, 0, 50, 50),
    probability: Float32Array.of(0.9, 0.1, 0.2, 0.2, 0.1, 0.6),
  }
  it('are those of the objects that a tile shows the half of; only tiles that are checked whole count', () => {
    // The car lies in the left tile by two tenths, in the right one by eight.
    const objects = marked([1, box(10, 10)], [0, box(48, 20)])
    const all = judged([image({ tiles, ...objects, checked: [{ x: 0, y: 0, w: 100, h: 50 }] })], true)
    expect(all.found.accuracy).toBe(1)
    expect(all.found.confusion).toEqual([
      [
        [1, 0],
        [0, 1],
      ],
      [
        [2, 0],
        [0, 0],
      ],
      [
        [1, 0],
        [0, 1],
      ],
    ])
    expect(all.warnings).toEqual([])
    const halves = [
      { x: 50, y: 0, w: 50, h: 20 },
      { x: 40, y: 15, w: 60, h: 35 },
    ]
    const right = judged([image({ tiles, ...objects, checked: halves })], true)
    expect(right.found.classes.map((each) => each.objects)).toEqual([0, 0, 1])
    const unchecked = judged([image({ tiles, ...objects })], true)
    expect(unchecked.warnings.join()).toMatch(/a\.png has no checked area and counts whole/)
    expect(unchecked.found.confusion).toEqual(all.found.confusion)
  })
})
