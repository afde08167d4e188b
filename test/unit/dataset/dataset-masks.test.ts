import { describe, expect, it } from 'vitest'
import { fillRect, fillRings } from '../../../src/dataset/raster'

describe('masks', () => {
  it('hold the pixels whose centres a polygon covers', () => {
    const points = [3.2, 1.7, 28.9, 6.1, 20.5, 29.4, 11.5, 12.5, 2.5, 27.5]
    const mask = new Uint8Array(32 * 32)
    fillRings(mask, 32, [points], 7)
    for (let k = 0; k < mask.length; k++) {
      const [x, y] = [(k % 32) + 0.5, Math.floor(k / 32) + 0.5]
      let inside = false
      for (let i = 0, j = 8; i < 10; j = i, i += 2) {
        const [xa, ya, xb, yb] = [points[i]!, points[i + 1]!, points[j]!, points[j + 1]!]
        if (ya > y !== yb > y && x < ((xb - xa) * (y - ya)) / (yb - ya) + xa) inside = !inside
      }
      expect(mask[k], `pixel ${x}, ${y}`).toBe(inside ? 7 : 0)
    }
  })

  it('keep at least one pixel of a tiny object, and nothing of what lies outside', () => {
    const mask = new Uint8Array(16)
    fillRect(mask, 4, { x: 1.6, y: 2.6, w: 0.3, h: 0.3 }, 5)
    expect([...mask].flatMap((v, i) => (v ? [i] : []))).toEqual([2 * 4 + 1])
    fillRect(mask, 4, { x: -9, y: -9, w: 5, h: 50 }, 6)
    expect(mask.includes(6)).toBe(false)
  })
})
