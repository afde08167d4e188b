import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import type { Detections } from '../../../src/found/detections'
import { clearestLevel } from '../../../src/prediction/clearestLevel'

type Row = readonly [x: number, y: number, score: number]

const level = (side: number, ...rows: Row[]): Detections => {
  const sorted = rows.toSorted(([, , a], [, , b]) => b - a)
  return {
    xywh: Float32Array.from(sorted.flatMap(([x, y]) => [x - side / 2, y - side / 2, side, side])),
    score: Float32Array.from(sorted, ([, , score]) => score),
    class: new Uint8Array(sorted.length),
  }
}

const random = new Random(3)
const anywhere = (count: number, score: () => number): Row[] =>
  Array.from({ length: count }, () => [2000 + random.next() * 2000, random.next() * 2000, score()])
/** Eleven objects, of which a level sees each with a score around this. */
const objects = (score: number): Row[] =>
  Array.from({ length: 11 }, (_, i) => [
    100 + i * 150,
    400 + (i % 3) * 200,
    score * (0.7 + random.next() * 0.3),
  ])

describe('the level with the clearest objects', () => {
  it('is not full size where only chance is as sure there', () => {
    // As a fitted network sees cars of 56 pixels: surer of more places at full size, of which the next level shows nothing.
    const clutter = anywhere(60, () => 0.9 + random.next() * 0.09)
    const full = level(20, ...clutter, ...objects(0.4))
    const half = level(40, ...objects(0.95), ...anywhere(10, () => 0.8))
    const quarter = level(80, ...objects(0.4), ...anywhere(2, () => 0.6))
    expect(clearestLevel([[full], [half], [quarter]]).level).toBe(1)
  })

  it('is full size where the objects are surest there', () => {
    const full = level(25, ...objects(0.95))
    const half = level(50, ...objects(0.5), ...anywhere(5, () => 0.9))
    expect(clearestLevel([[full], [half], [level(100)]]).level).toBe(0)
  })

  it('is found from all parts of a picture together', () => {
    const empty = level(30)
    const part = (at: number) => [0, 1, 2].map((i) => level(30 * 2 ** i, ...objects(i === at ? 0.9 : 0.5)))
    const [full, half, quarter] = part(2) as [Detections, Detections, Detections]
    expect(clearestLevel([[empty, full], [empty, half], [empty, quarter]]).level).toBe(2) // prettier-ignore
  })

  it('is the surest one where no level confirms another, and full size where nothing is found', () => {
    expect(clearestLevel([[level(20)], [level(40, ...objects(0.9))], [level(80)]]).level).toBe(1)
    expect(clearestLevel([[level(20)], [level(40)]]).level).toBe(0)
  })

  it('has a rival where another level is nearly as clear, and none where it is not', () => {
    const far = clearestLevel([[level(25, ...objects(0.95))], [level(50, ...objects(0.5))], [level(100)]])
    expect(far).toEqual({ level: 0, rival: undefined })
    const other = (rows: Row[]) => rows.map(([x, y, score]): Row => [x + 2000, y, score])
    // Half of the picture's objects are twice as large as the others.
    const full = level(25, ...objects(0.9), ...other(objects(0.5)))
    const half = level(50, ...objects(0.5), ...other(objects(0.9)))
    expect(clearestLevel([[full], [half]]).rival).toBeDefined()
  })
})
