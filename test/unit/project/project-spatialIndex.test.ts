import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import type { Shape } from '../../../src/records/records'
import { bounds } from '../../../src/records/records'
import { SpatialIndex } from '../../../src/document/spatialIndex'
import { cpuMs } from '../shared/cpuTime'
import type { Rect } from '../../../src/geometry/rect'

const ascending = (ids: number[]) => [...ids].sort((a, b) => a - b)

function slowSearch(rects: ReadonlyMap<number, Rect>, q: Rect): number[] {
  const touches = (r: Rect) => r.x <= q.x + q.w && q.x <= r.x + r.w && r.y <= q.y + q.h && q.y <= r.y + r.h
  return ascending([...rects].filter(([, r]) => touches(r)).map(([id]) => id))
}
describe('the spatial index', () => {
  it('answers as looking at every box does, through additions, moves, removals and rebuilding', () => {
    const random = new Random(5)
    const draw = (): Shape => {
      const [x, y] = [random.below(1000), random.below(1000)]
      if (random.next() < 0.2) return { kind: 'point', x, y }
      if (random.next() < 0.2)
        return { kind: 'polygon', points: [x, y, x + random.below(40), y + 3, x + 5, y + random.below(40)] }
      return { kind: 'box', x, y, w: random.below(50), h: random.below(50) }
    }
    const start = Array.from({ length: 2000 }, (_, id) => ({ id, shape: draw() }))
    const index = new SpatialIndex(start)
    const rects = new Map(start.map(({ id, shape }) => [id, bounds(shape)]))
    for (let step = 0; step < 3000; step++) {
      const id = random.below(2600)
      if (random.next() < 0.4) {
        index.remove(id)
        rects.delete(id)
      } else {
        const rect = bounds(draw())
        index.add(id, rect)
        rects.set(id, rect)
      }
      if (step % 50 > 0) continue
      const q = { x: random.below(1000), y: random.below(1000), w: random.below(200), h: random.below(200) }
      expect(ascending(index.search(q))).toEqual(slowSearch(rects, q))
    }
    expect(new SpatialIndex().search({ x: 0, y: 0, w: 1, h: 1 })).toEqual([])
  })

  it('holds a million boxes: builds in seconds, answers a screen and an edit at once', () => {
    const random = new Random(9)
    const objects = Array.from({ length: 1_000_000 }, (_, id) => {
      return {
        id,
        shape: { kind: 'box', x: random.below(100_000), y: random.below(100_000), w: 20, h: 20 } as const,
      }
    })
    const rects = new Map(objects.map(({ id, shape }) => [id, shape]))
    let index = new SpatialIndex()
    expect(cpuMs(() => (index = new SpatialIndex(objects)))).toBeLessThan(10_000)
    for (let i = 0; i < 5000; i++) {
      const shape = { ...objects[i * 7]!.shape, x: 50_000 + (i % 100) * 10, y: 50_000 }
      index.add(i * 7, shape)
      rects.set(i * 7, shape)
    }
    const q = { x: 49_000, y: 49_500, w: 2000, h: 1200 }
    let found: number[] = []
    const ms = cpuMs(() => (found = index.search(q)))
    expect(ascending(found)).toEqual(slowSearch(rects, q))
    expect(found.length).toBeGreaterThan(5000)
    expect(ms).toBeLessThan(200)
  }, 60_000)
})
