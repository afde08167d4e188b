import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planWindows } from '../../../src/heads/plan'

const needs = { stride: 4, multiple: 16, margin: 62 }

describe('windows over an image', () => {
  it('give every cell of the output to exactly one core, with the whole margin wherever the image goes on', () => {
    const size = fc.integer({ min: 1, max: 3000 })
    fc.assert(
      fc.property(
        size,
        size,
        fc.integer({ min: 1, max: 700 }),
        fc.integer({ min: 0, max: 90 }),
        (width, height, side, margin) => {
          const plan = planWindows(width, height, { ...needs, margin }, side)
          expect([plan.gridWidth, plan.gridHeight]).toEqual([Math.ceil(width / 4), Math.ceil(height / 4)])
          expect([plan.width % 16, plan.height % 16]).toEqual([0, 0])
          const owners = new Uint8Array(plan.gridWidth * plan.gridHeight)
          for (const { rect, core } of plan.rows.flat()) {
            expect([rect.w, rect.h, rect.x % 4, rect.y % 4]).toEqual([plan.width, plan.height, 0, 0])
            for (let y = core.y; y < core.y + core.h; y++)
              for (let x = core.x; x < core.x + core.w; x++) owners[y * plan.gridWidth + x]!++
            const inside = { left: core.x * 4 - rect.x, right: rect.x + rect.w - (core.x + core.w) * 4 }
            if (rect.x > 0) expect(inside.left).toBeGreaterThanOrEqual(margin)
            if (rect.x + rect.w < width) expect(inside.right).toBeGreaterThanOrEqual(margin)
            const within = { top: core.y * 4 - rect.y, bottom: rect.y + rect.h - (core.y + core.h) * 4 }
            if (rect.y > 0) expect(within.top).toBeGreaterThanOrEqual(margin)
            if (rect.y + rect.h < height) expect(within.bottom).toBeGreaterThanOrEqual(margin)
          }
          expect(owners.every((n) => n === 1)).toBe(true)
        },
      ),
      { numRuns: 60, seed: 1 },
    )
  })

  it('take one window for a small image, and waste little on a large one', () => {
    expect(planWindows(100, 37, needs).rows.flat()).toEqual([
      { rect: { x: 0, y: 0, w: 112, h: 48 }, core: { x: 0, y: 0, w: 25, h: 10 } },
    ])
    for (const [width, height] of [
      [4000, 2250],
      [1764, 430],
      [100_000, 100_000],
    ] as const) {
      const { rows, width: w, height: h } = planWindows(width, height, needs)
      expect((rows.flat().length * w * h) / (width * height)).toBeLessThan(1.4)
    }
  })
})
