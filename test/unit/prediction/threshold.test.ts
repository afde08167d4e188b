import { describe, expect, test } from 'vitest'
import { Random } from '../../../src/base/random'
import { takeDetections, fallingOrder } from '../../../src/found/order'
import {
  askedOr,
  asNamed,
  asStated,
  atLeast,
  countAtLeast,
  countByClass,
  numbersAtLeast,
  renumbered,
  sameThreshold,
  statedThreshold,
  thresholdText,
  type Threshold,
} from '../../../src/found/threshold'

/** Scores of which many are equal, and some are those of the thresholds. */
function drawn(count: number, classes: number, seed: number) {
  const random = new Random(seed)
  const all = {
    xywh: Float32Array.from({ length: count * 4 }, () => random.next()),
    score: Float32Array.from({ length: count }, () => Math.round(random.next() * 20) / 20),
    class: Uint8Array.from({ length: count }, () => Math.floor(random.next() * classes)),
  }
  return takeDetections(all, fallingOrder(all.score))
}

/** As anybody would write it down. */
const plainly = (found: ReturnType<typeof drawn>, threshold: Threshold) =>
  [...found.score.keys()].filter((i) => {
    const own = typeof threshold === 'number' ? threshold : threshold.own[found.class[i] as number]
    const least = own ?? (threshold as { all: number }).all
    return (found.score[i] as number) >= Math.fround(least)
  })

describe('a threshold by class', () => {
  const thresholds: Threshold[] = [
    0,
    0.35,
    0.7,
    1,
    ...[1, 2, 3].map((n) => ({ all: 0.4, own: [0.7, 0.05 * n, 1] })),
  ]

  test.each(thresholds)('%j lets count what reaches that of its class', (threshold) => {
    for (const seed of [1, 2, 3]) {
      const found = drawn(500, 4, seed)
      const wanted = plainly(found, threshold)
      expect([...numbersAtLeast(found, threshold)]).toEqual(wanted)
      expect(countAtLeast(found, threshold)).toBe(wanted.length)
      expect(atLeast(found, threshold)).toEqual(takeDetections(found, wanted))
      const byClass = countByClass(found, threshold)
      for (let c = 0; c < 4; c++) expect(byClass[c]).toBe(wanted.filter((i) => found.class[i] === c).length)
    }
    expect(countAtLeast(undefined, threshold)).toBe(0)
  })

  test('fills what is not asked for with what is stated, for all or by class', () => {
    expect(askedOr(undefined, 0.3)).toBe(0.3)
    expect(askedOr(0.6, { all: 0.3, own: [0.2, 0.4] })).toBe(0.6)
    expect(askedOr({ own: [null, 0.8] }, 0.3)).toEqual({ all: 0.3, own: [0.3, 0.8] })
    expect(askedOr({ own: [null, 0.8] }, { all: 0.3, own: [0.2, 0.4] })).toEqual({
      all: 0.3,
      own: [0.2, 0.8],
    })
    expect(askedOr({ all: 0.5, own: [null, 0.8] }, { all: 0.3, own: [0.2, 0.4] })).toEqual({
      all: 0.5,
      own: [0.5, 0.8],
    })
  })

  test('follows its class to another number, and comes through a file', () => {
    const threshold = { all: 0.3, own: [0.2, 0.4] }
    expect(renumbered(threshold, [1, -1, 0])).toEqual({ all: 0.3, own: [0.4, 0.3, 0.2] })
    expect(renumbered(0.5, [1, 0])).toBe(0.5)
    for (const each of [0.5, threshold]) expect(statedThreshold(asStated(each))).toEqual(each)
    expect(asStated(0.5)).toEqual({ threshold: 0.5 })
    expect(asNamed(threshold, ['car', 'bus'])).toEqual({ threshold: 0.3, thresholds: { car: 0.2, bus: 0.4 } })
    expect(thresholdText(asNamed(threshold, ['car', 'bus']))).toBe('car 0.20, bus 0.40')
    expect(sameThreshold(threshold, { all: 0.3, own: [0.2, 0.4] })).toBe(true)
    expect(sameThreshold(threshold, { all: 0.3, own: [0.2, 0.41] })).toBe(false)
    expect(sameThreshold(0.1, Math.fround(0.1))).toBe(true)
  })
})
