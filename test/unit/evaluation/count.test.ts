import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import { countClass, fieldsNeeded } from '../../../src/evaluation/count/count'
import { estimateCount } from '../../../src/evaluation/count/estimate'
import { surveysOf, type CountedGround } from '../../../src/evaluation/count/ground'
import { drawFields, layFields, stratumOf, withoutFields } from '../../../src/tiles/fieldSample'
import { unionArea } from '../../../src/geometry/unionArea'
import { coverage, scenarios } from '../shared/survey.fixture'

// A count is worth what its interval is: simulated surveys, of which the truth is known, say how often it is held.

describe('an interval of a count', () => {
  it.each(scenarios)(
    '$name: holds the truth in 9 of 10 surveys and more',
    (scenario) => {
      const { held, off } = coverage(scenario, 50, 1000)
      expect(held).toBeGreaterThanOrEqual(0.88)
      expect(Math.abs(off)).toBeLessThan(0.1)
    },
    120_000,
  )

  it('of what is all found and never wrong is not without width, for that was seen on few cells only', () => {
    const cells = Array.from({ length: 5 }, () => ({ stratum: 0, hits: 1, alarms: 0, misses: 0 }))
    const strata = [{ checked: 50, rest: 100, detections: 10 }]
    const { count, low, high } = estimateCount({ cells, strata, drawn: false, known: 5, marked: 0 })
    expect(count).toBe(15)
    expect(low).toBeLessThan(15)
    expect(high).toBeGreaterThan(15)
    // More of the same says more.
    const more = estimateCount({
      ...{ cells: Array.from({ length: 200 }, () => cells[0]!), strata, drawn: false, known: 5, marked: 0 },
    })
    expect(more.high - more.low).toBeLessThan((high - low) / 2)
  })

  it('never says less than is marked', () => {
    const cells = [{ stratum: 0, hits: 1, alarms: 9, misses: 0 }]
    const strata = [{ checked: 50, rest: 100, detections: 10 }]
    const { count, low } = estimateCount({ cells, strata, drawn: false, known: 1, marked: 8 })
    expect([count, low]).toEqual([9, 9])
  })

  it('tells how many more fields there must be: none where it is narrow enough, never more than there are', () => {
    expect(fieldsNeeded({ count: 100, low: 96, high: 104 }, 20, 400)).toBe(0)
    const wide = fieldsNeeded({ count: 100, low: 80, high: 120 }, 20, 400)!
    const wider = fieldsNeeded({ count: 100, low: 60, high: 140 }, 20, 400)!
    expect([wide > 20, wider > wide, wider <= 380]).toEqual([true, true, true])
    expect(fieldsNeeded({ count: 100, low: 80, high: 120 }, 0, 400)).toBeNull()
  })
})

describe('fields', () => {
  const size = { width: 1000, height: 650 }
  const about = { run: 'r', threshold: 0.5, seed: 1, side: 100, before: [{ x: 0, y: 0, w: 200, h: 100 }] }
  const points = [
    { x: 250, y: 50, found: true },
    { x: 350, y: 50, found: false },
    { x: 351, y: 51, found: true },
    { x: 999, y: 649, found: false },
  ]
  const laid = layFields(size, about, points)

  it('are in strata by what was found; what is checked already has none', () => {
    expect([laid.columns, laid.rows]).toEqual([10, 7])
    expect(laid.strata.slice(0, 5)).toBe('--002')
    expect(laid.strata.at(-1)).toBe('1')
  })

  it('are drawn once each, from every stratum, and later draws leave the earlier as they are', () => {
    const first = drawFields(laid, 12, new Random(1))
    const second = drawFields(first, 500, new Random(2))
    expect(first.drawn).toHaveLength(12)
    expect(new Set(first.drawn.map((n) => stratumOf(laid, n)))).toEqual(new Set([0, 1, 2]))
    expect(second.drawn.slice(0, 12)).toEqual(first.drawn)
    expect(new Set(second.drawn).size).toBe(68)
  })

  it('each field of a stratum is as likely as another', () => {
    const counts = new Array<number>(70).fill(0)
    for (let seed = 0; seed < 2000; seed++)
      for (const n of drawFields(laid, 12, new Random(seed)).drawn) counts[n] = (counts[n] ?? 0) + 1
    const nothing = counts.filter((_, n) => stratumOf(laid, n) === 2)
    const mean = nothing.reduce((a, b) => a + b, 0) / nothing.length
    expect(Math.max(...nothing.map((n) => Math.abs(n - mean)))).toBeLessThan(5 * Math.sqrt(mean))
    expect([counts[0], counts[1]]).toEqual([0, 0])
  })

  it('leave nothing of themselves in checked areas, and all the rest', () => {
    const random = new Random(3)
    const any = () => ({
      x: random.below(80),
      y: random.below(80),
      w: 1 + random.below(40),
      h: 1 + random.below(40),
    })
    for (let i = 0; i < 200; i++) {
      const [areas, fields] = [
        [any(), any(), any()],
        [any(), any()],
      ]
      const left = withoutFields(areas, fields)
      expect(unionArea([...left, ...fields])).toBeCloseTo(unionArea([...areas, ...fields]), 6)
      expect(unionArea(left) + unionArea(fields)).toBeCloseTo(unionArea([...areas, ...fields]), 6)
    }
  })
})

describe('what is counted', () => {
  const boxes = (...centres: [number, number][]) => ({
    xywh: Float32Array.from(centres.flatMap(([x, y]) => [x - 5, y - 5, 10, 10])),
    class: new Uint8Array(centres.length),
  })
  const ground: CountedGround = {
    width: 400,
    height: 100,
    // Two on learned ground, two on unseen ground of which one is missed, one marked beside checked ground.
    truth: boxes([20, 20], [60, 60], [120, 20], [160, 60], [350, 50]),
    detections: {
      ...boxes([20, 20], [60, 60], [120, 20], [180, 80], [250, 50], [350, 50], [300, 20]),
      score: Float32Array.of(0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9),
    },
    checked: [{ x: 0, y: 0, w: 200, h: 100 }],
    seen: [{ seen: [{ x: 0, y: 0, w: 100, h: 100 }], held: [] }],
    region: { x: 0, y: 0, w: 400, h: 100 },
  }
  const sums = (image: CountedGround) => {
    const { cells, known, marked, strata } = surveysOf([image], 10).of(0)
    const total = (of: 'hits' | 'alarms' | 'misses') => cells.reduce((n, cell) => n + cell[of], 0)
    return {
      known,
      marked,
      found: strata[0]?.detections,
      is: [total('hits'), total('alarms'), total('misses')],
    }
  }

  it('is right by unseen ground only, and known on all checked ground', () => {
    expect(sums(ground)).toEqual({ known: 4, marked: 1, found: 3, is: [1, 1, 1] })
    expect(sums({ ...ground, seen: undefined }).is).toEqual([0, 0, 0])
  })

  it('of a class on the ground that was checked for it', () => {
    const partly = [{ rect: { x: 200, y: 0, w: 200, h: 100 }, classes: [0] }]
    const surveys = surveysOf([{ ...ground, partly }], 10)
    expect([surveys.for(0).whole, surveys.for(1).whole]).toEqual([true, false])
    expect([surveys.for(0).of(0).known, surveys.for(1).of(0).known]).toEqual([5, 4])
  })

  it('in a region only what lies in it, judged by all', () => {
    const region = { x: 150, y: 0, w: 120, h: 100 }
    expect(sums({ ...ground, region })).toEqual({ known: 1, marked: 0, found: 1, is: [1, 1, 1] })
  })

  it('by drawn fields where there are enough: checked ground from before says nothing', () => {
    const about = { run: 'r', threshold: 0.5, seed: 1, side: 20, before: ground.checked }
    const laid = layFields(ground, about, [{ x: 250, y: 50, found: true }])
    const sample = drawFields(laid, 50, new Random(1))
    const fields = sample.drawn.map((n) => ({ x: (n % 20) * 20, y: Math.floor(n / 20) * 20, w: 20, h: 20 }))
    const some = fields.slice(0, 25)
    const surveys = surveysOf([{ ...ground, sample, checked: [...ground.checked, ...some] }], 10)
    expect([surveys.drawn, surveys.fields, surveys.whole]).toEqual([true, 25, false])
    const rest = surveys.strata.reduce((n, each) => n + each.rest, 0)
    expect(rest).toBeCloseTo(25)
    const all = surveysOf([{ ...ground, sample, checked: [...ground.checked, ...fields] }], 10)
    expect(all.whole).toBe(true)
    expect(all.of(0).known).toBe(5)
  })

  it('an image by its fields also where another one has none: all of them are the sum of each', () => {
    const about = { run: 'r', threshold: 0.5, seed: 1, side: 20, before: [] }
    const laid = layFields(ground, about, [{ x: 250, y: 50, found: true }])
    const sample = drawFields(laid, 25, new Random(1))
    const fields = sample.drawn.map((n) => ({ x: (n % 20) * 20, y: Math.floor(n / 20) * 20, w: 20, h: 20 }))
    const drawn = { ...ground, checked: fields, seen: [], sample }
    const images = [ground, drawn]
    const count = (of: readonly CountedGround[]) =>
      countClass({ name: 'a', number: 0, found: 0 }, surveysOf(of, 10), { size: 1, unit: 'per megapixel' })
    const all = count(images)
    const each = images.map((image) =>
      count(images.map((other) => (other === image ? other : { ...other, region: undefined }))),
    )
    expect(each.map(({ method }) => /(\d+) fields drawn/.exec(method)?.[1])).toEqual([undefined, '25'])
    expect(all.method).toMatch(/^Where fields were drawn: .*25 fields drawn.* Other images: .*ratio estimate/)
    expect(Math.abs(all.count - (each[0]?.count ?? 0) - (each[1]?.count ?? 0))).toBeLessThanOrEqual(1)
    expect(all.low).toBeLessThan(all.count)
    expect(all.high).toBeGreaterThan(all.count)
  })

  it('where nothing says how right the run is: what is known, and what was found elsewhere', () => {
    const survey = surveysOf([{ ...ground, seen: undefined }], 10)
    // Of its 9 detections 6 lie on the four objects of checked ground: there the objects count.
    const counted = countClass({ name: 'a', number: 0, found: 9 }, survey, { size: 1, unit: 'per ha' })
    expect(counted).toMatchObject({ found: 9, count: 4 + 3, low: null, high: null })
  })
})
