import { describe, expect, it } from 'vitest'
import { compareDetections } from '../../../src/evaluation/compare'
import { measureObjects, median } from '../../../src/evaluation/measure'
import { measureUnit } from '../../../src/geometry/pixelSize'
import type { Detections } from '../../../src/found/detections'

/** x, y, w, h, class, score */
const detections = (...rows: [number, number, number, number, number, number][]): Detections => ({
  xywh: Float32Array.from(rows.flatMap((r) => r.slice(0, 4))),
  class: Uint8Array.from(rows.map((r) => r[4])),
  score: Float32Array.from(rows.map((r) => r[5])),
})

describe('two runs', () => {
  const first = detections(
    [0, 0, 10, 10, 0, 0.9],
    [100, 0, 10, 10, 0, 0.8],
    [200, 0, 10, 10, 0, 0.7],
    [300, 0, 10, 10, 0, 0.6],
  )
  const second = detections(
    [1, 0, 10, 10, 0, 0.9], // the same
    [104, 4, 10, 10, 0, 0.8], // moved
    [200, 0, 10, 10, 1, 0.7], // another class: lost and gained
    [400, 0, 10, 10, 0, 0.6], // gained
    [2, 0, 10, 10, 0, 0.5], // the first is taken
  )
  const kinds = (a: Detections, b: Detections) =>
    compareDetections(a, b).changes.map(({ kind, before, after }) => [kind, (after ?? before)?.x])

  it('differ by what one of them alone has found, and by what lies elsewhere', () => {
    expect(kinds(first, second)).toEqual([
      ['moved', 104],
      ['gained', 200],
      ['gained', 400],
      ['gained', 2],
      ['lost', 200],
      ['lost', 300],
    ])
    expect(compareDetections(first, second).same.get(0)).toBe(1)
  })

  it('the other way round gained is lost; a run does not differ from itself', () => {
    const count = (changes: unknown[][], kind: string) => changes.filter(([k]) => k === kind).length
    const [there, back] = [kinds(first, second), kinds(second, first)]
    expect([count(back, 'gained'), count(back, 'lost')]).toEqual([
      count(there, 'lost'),
      count(there, 'gained'),
    ])
    expect(kinds(first, first)).toEqual([])
  })
})

describe('measurements', () => {
  const box = (x: number, y: number, w = 10, h = 20) => ({ kind: 'box' as const, x, y, w, h })

  it('are in µm or m, of pixels that are longer than wide, too', () => {
    const size = { x: 0.5, y: 2, unit: 'um' } as const
    expect(measureUnit(size)).toBe('um')
    const [one, two] = measureObjects([box(0, 0), box(0, 30), { kind: 'point', x: 1000, y: 10 }], size)
    expect(one).toMatchObject({ width: 5, height: 40 })
    expect(one?.area).toBeCloseTo(200)
    // 30 pixels down are 60 µm.
    expect([one?.nearest, two?.nearest].map((n) => n?.toFixed(6))).toEqual(['60.000000', '60.000000'])
    expect(measureUnit({ x: 30, y: 30, unit: 'cm' })).toBe('m')
    expect(measureObjects([box(0, 0)], { x: 30, y: 30, unit: 'cm' })[0]?.area).toBeCloseTo(200 * 0.09)
  })

  it('are in pixels where nothing is known; what is not there is not said', () => {
    const [alone] = measureObjects([{ kind: 'point', x: 3, y: 4 }], undefined)
    expect([measureUnit(undefined), alone]).toEqual([
      'px',
      { area: undefined, width: 0, height: 0, nearest: undefined },
    ])
    const ellipse = { kind: 'ellipse', cx: 0, cy: 0, w: 4, h: 2, angle: 1 } as const
    expect(measureObjects([ellipse], undefined)[0]?.area).toBeCloseTo(2 * Math.PI)
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, undefined])
  })
})
