import { describe, expect, test } from 'vitest'
import {
  cornerOf,
  frame,
  gap,
  inSight,
  layoutOf,
  placeAfter,
  placeAt,
  placesIn,
  regionOf,
} from '../../../renderer/crops/layout'
import { outlineOf } from '../../../renderer/crops/outline'

const layout = layoutOf(2 * frame + 5 * 96 + 4 * gap, 96, 23)

describe('where crops stand', () => {
  test('as many beside each other as fit, one at least', () => {
    expect(layout).toMatchObject({ columns: 5, rows: 5, height: 5 * 96 + 4 * gap + 2 * frame })
    // What is left over in a row makes its crops a little larger.
    expect(layoutOf(2 * frame + 5 * 96 + 4 * gap - 1, 96, 23)).toMatchObject({ columns: 4, side: 121 })
    expect(layoutOf(10, 96, 3)).toMatchObject({ columns: 1, rows: 3 })
    expect(cornerOf(layout, 7)).toEqual({ x: frame + 2 * (96 + gap), y: frame + 96 + gap })
  })

  test('a point hits the crop under it, and none between and beside them', () => {
    for (const place of [0, 4, 5, 22]) {
      const { x, y } = cornerOf(layout, place)
      expect(placeAt(layout, x + 1, y + 1)).toBe(place)
      expect(placeAt(layout, x + 95, y + 95)).toBe(place)
      expect(placeAt(layout, x + 96 + gap / 2, y + 10)).toBeUndefined()
    }
    expect(placeAt(layout, cornerOf(layout, 23).x + 5, cornerOf(layout, 23).y + 5)).toBeUndefined()
    expect(placeAt(layout, 2, 2)).toBeUndefined()
  })

  test('a rectangle takes what it touches: the same as looking at every crop', () => {
    const rects = [
      { x: 0, y: 0, w: 1000, h: 1000 },
      { x: 100, y: 100, w: 130, h: 8 },
      { x: frame + 96 + 1, y: 0, w: gap - 2, h: 900 },
      { x: -50, y: -50, w: 70, h: 70 },
      { x: 215, y: 330, w: 1, h: 200 },
      { x: 600, y: 600, w: 10, h: 10 },
    ]
    for (const rect of rects) {
      const slow = Array.from({ length: 23 }, (_, i) => i).filter((place) => {
        const { x, y } = cornerOf(layout, place)
        return rect.x < x + 96 && rect.x + rect.w >= x && rect.y < y + 96 && rect.y + rect.h >= y
      })
      expect(placesIn(layout, rect)).toEqual(slow)
    }
  })

  test('only what is in sight is drawn, of fifty thousand as of fifty', () => {
    const many = layoutOf(1000, 96, 50_000)
    const { from, to } = inSight(many, 123_456, 300)
    expect(to - from).toBeLessThanOrEqual(many.columns * 7)
    for (let place = 0; place < 50_000; place++) {
      const { y } = cornerOf(many, place)
      if (y + 96 > 123_456 && y < 123_756) expect(place >= from && place < to).toBe(true)
    }
    expect(inSight(many, 0, 300).from).toBe(0)
    expect(inSight(layout, 100_000, 300).to).toBeLessThanOrEqual(23)
    expect(inSight(layoutOf(1000, 96, 0), 0, 300)).toEqual({ from: 0, to: 0 })
  })
})

describe('keys', () => {
  const after = (place: number, key: string) => placeAfter(layout, place, key, 2)
  test('go by one, by a row, by what is in sight, and to both ends', () => {
    expect([after(7, 'ArrowLeft'), after(7, 'ArrowRight')]).toEqual([6, 8])
    expect([after(7, 'ArrowUp'), after(7, 'ArrowDown')]).toEqual([2, 12])
    expect([after(7, 'PageDown'), after(17, 'PageUp')]).toEqual([17, 7])
    expect([after(7, 'Home'), after(7, 'End')]).toEqual([0, 22])
    expect(after(7, 'y')).toBeUndefined()
  })
  test('stay inside', () => {
    expect([after(0, 'ArrowLeft'), after(22, 'ArrowRight'), after(3, 'ArrowUp')]).toEqual([0, 22, 3])
    // The column ends above the last row.
    expect([after(19, 'ArrowDown'), after(21, 'ArrowDown'), after(8, 'PageUp')]).toEqual([22, 21, 3])
    expect(placeAfter(layoutOf(500, 96, 0), 0, 'End', 2)).toBeUndefined()
  })
})

describe('what a crop shows', () => {
  test('the object in its middle at the one scale of all, inside the image where that fits', () => {
    expect(regionOf({ x: 100, y: 50, w: 20, h: 10 }, 60)).toEqual({ x: 80, y: 25, w: 60, h: 60 })
    const extent = { width: 200, height: 50 }
    expect(regionOf({ x: 190, y: 0, w: 10, h: 10 }, 40, extent)).toEqual({ x: 160, y: 0, w: 40, h: 40 })
    expect(regionOf({ x: 190, y: 0, w: 10, h: 10 }, 60, extent)).toMatchObject({ x: 140, y: -25 })
  })

  test('the outline lies where the object does', () => {
    const region = { x: 100, y: 100, w: 50, h: 50 }
    expect(outlineOf({ kind: 'box', x: 110, y: 120, w: 20, h: 10 }, region, 100)).toBe(
      'M20.0 40.0L60.0 40.0L60.0 60.0L20.0 60.0Z',
    )
    const triangle = { kind: 'polygon', points: [100, 100, 150, 100, 125, 150] } as const
    expect(outlineOf(triangle, region, 50)).toBe('M0.0 0.0L50.0 0.0L25.0 50.0Z')
  })
})
