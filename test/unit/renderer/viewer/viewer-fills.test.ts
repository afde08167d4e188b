import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ObjectInstances } from '../../../../renderer/viewer/instances/objectInstances'
import type { ObjectRecord } from '../../../../src/records/records'
import { insideRings, ringArea } from '../../../../src/geometry/rings'
import { trapezoids } from '../../../../src/geometry/trapezoids'
import type { Trapezoid } from '../../../../src/geometry/trapezoids'

const sizeOf = ({ top, bottom, leftTop, rightTop, leftBottom, rightBottom }: Trapezoid) =>
  ((bottom - top) * (rightTop - leftTop + rightBottom - leftBottom)) / 2

function covers(parts: readonly Trapezoid[], x: number, y: number): boolean {
  return parts.some((t) => {
    const down = (y - t.top) / (t.bottom - t.top)
    const left = t.leftTop + down * (t.leftBottom - t.leftTop)
    const right = t.rightTop + down * (t.rightBottom - t.rightTop)
    return down >= 0 && down < 1 && x >= left && x < right
  })
}

/** A star of any number of points: no edge crosses another. */
const star = fc
  .array(fc.double({ min: 5, max: 50, noNaN: true }), { minLength: 3, maxLength: 24 })
  .map((radii) =>
    radii.flatMap((radius, i) => {
      const angle = (2 * Math.PI * i) / radii.length
      return [100 + radius * Math.cos(angle), 100 + radius * Math.sin(angle)]
    }),
  )

describe('filled shapes', () => {
  test('trapezoids cover exactly the inside of a ring and of its holes', () => {
    const at = fc.double({ min: 45, max: 155, noNaN: true })
    fc.assert(
      fc.property(star, at, at, (ring, x, y) => {
        const hole = [98, 98, 102, 98, 102, 102, 98, 102]
        const rings = [ring, hole]
        const parts = trapezoids(rings)
        expect(covers(parts, x, y)).toBe(insideRings(rings, x, y))
        const whole = trapezoids([ring]).reduce((sum, part) => sum + sizeOf(part), 0)
        expect(whole).toBeCloseTo(ringArea(ring), 6)
      }),
      { numRuns: 500 },
    )
  })

  test('of 20,000 polygons a view draws those it sees and few others', () => {
    const objects = new Map<number, ObjectRecord>()
    for (let id = 1; id <= 20_000; id++) {
      const [x, y] = [(id * 7919) % 50_000, (id * 104_729) % 50_000]
      const points = [x, y, x + 30, y + 5, x + 20, y + 30, x - 5, y + 20]
      objects.set(id, { id, image: 1, class: 1, shape: { kind: 'polygon', points }, origin: 'human' })
    }
    const instances = new ObjectInstances()
    instances.reset(objects)
    const drawn = instances.segments
      .runs({ x: 20_000, y: 20_000, w: 2500, h: 1600 }, 0)
      .reduce((sum, [, count]) => sum + count, 0)
    expect(drawn).toBeGreaterThan(4 * 20)
    expect(drawn).toBeLessThan(8000)
  })
})
