import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tileKinds } from '../../../src/tiles/tiles'
import {
  budgetAt,
  moveMixBorder,
  positionOf,
  toMix,
  toShares,
  defaultMix,
} from '../../../renderer/state/datasetStepMix'

describe('the mix of tiles on its bar', () => {
  it('always adds up, keeps some tiles on objects, and moves only the two kinds beside the border', () => {
    const move = fc.record({ border: fc.integer({ min: 0, max: 2 }), at: fc.integer({ min: -50, max: 150 }) })
    fc.assert(
      fc.property(fc.array(move, { maxLength: 20 }), (moves) => {
        let mix = defaultMix
        for (const { border, at } of moves) {
          const next = moveMixBorder(mix, border, at)
          expect(next.reduce((sum, share) => sum + share, 0)).toBe(100)
          expect(next.every((share) => Number.isInteger(share) && share >= 0)).toBe(true)
          expect(next[0]).toBeGreaterThanOrEqual(5)
          next.forEach((share, i) => (i === border || i === border + 1 ? 0 : expect(share).toBe(mix[i])))
          mix = next
        }
      }),
    )
  })

  it('is the same after it was stored', () => {
    const mix = moveMixBorder(defaultMix, 0, 33)
    expect(toMix(toShares(mix))).toEqual(mix)
    expect(Object.keys(toShares(mix))).toEqual([...tileKinds])
  })
})

describe('the budget on its slider', () => {
  it('goes from a hundred tiles to a million, by round numbers, and back', () => {
    expect([budgetAt(0), budgetAt(50), budgetAt(100)]).toEqual([100, 10_000, 1_000_000])
    for (let at = 0; at <= 100; at++) {
      expect(Math.abs(positionOf(budgetAt(at)) - at)).toBeLessThanOrEqual(1)
      if (at > 0) expect(budgetAt(at)).toBeGreaterThan(budgetAt(at - 1))
    }
  })
})
