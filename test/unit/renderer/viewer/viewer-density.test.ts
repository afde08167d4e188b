import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  DetectionDensity,
  isDense,
  numberedBin,
  ObjectDensity,
} from '../../../../renderer/viewer/instances/density'
import { binsIn, countAround, DensityGrid } from '../../../../src/geometry/densityGrid'
import type { ObjectRecord } from '../../../../src/records/records'

const image = { width: 5000, height: 3000 }
const point = fc.record({
  x: fc.double({ min: 0, max: 4999, noNaN: true }),
  y: fc.integer({ min: 0, max: 2999 }),
})
const box = (id: number, x: number, y: number, classId = 1): ObjectRecord => {
  return { id, image: 1, class: classId, shape: { kind: 'box', x, y, w: 10, h: 6 }, origin: 'human' }
}

/** The bins that hold something, by level. */
const filled = ({ levels }: DensityGrid) =>
  levels.map(({ counts }) =>
    counts.reduce((text, count, bin) => (count > 0 ? `${text} ${bin}:${count}` : text), ''),
  )

describe('counts at every zoom', () => {
  test('every bin of every level holds exactly the points in it', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 60 }), (points) => {
        const grid = new DensityGrid(image)
        grid.fill((count) => points.forEach(({ x, y }) => count(x, y)))
        for (const { side, columns, rows, counts } of grid.levels) {
          const expected = new Map<number, number>()
          for (const { x, y } of points) {
            const bin = Math.floor(y / side) * columns + Math.floor(x / side)
            expected.set(bin, (expected.get(bin) ?? 0) + 1)
          }
          let sum = 0
          for (const [bin, count] of expected) sum += Number(counts[bin] === count) * count
          expect(sum).toBe(points.length)
          expect(counts.reduce((all, count) => all + count, 0)).toBe(points.length)
          expect(counts).toHaveLength(columns * rows)
        }
      }),
      { numRuns: 12 },
    )
  })

  test('a million points are all counted, in less than a second and 32 MB', () => {
    const grid = new DensityGrid({ width: 100_000, height: 100_000 })
    let seed = 7
    const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
    const started = performance.now()
    grid.fill((count) => {
      for (let i = 0; i < 1_000_000; i++) count(next() * 100_000, next() * 100_000)
    })
    expect(performance.now() - started).toBeLessThan(1000)
    expect(grid.levels.at(-1)?.counts).toEqual(Uint32Array.of(1_000_000))
    expect(grid.levels.reduce((sum, { counts }) => sum + counts.byteLength, 0)).toBeLessThan(32 * 2 ** 20)
  })

  test('edits keep the counts exact, and hidden classes are not in them', () => {
    const density = new ObjectDensity()
    const objects = new Map(
      [box(1, 100, 100), box(2, 104, 100), box(3, 4000, 2000, 2), box(4, 900, 900)].map((o) => [o.id, o]),
    )
    density.reset(image, objects, { classes: new Set([2]), objects: new Set([4]) })
    expect(density.grid.total).toBe(2)
    const [before, after] = [objects.get(2) as ObjectRecord, box(2, 2000, 1000)]
    density.apply({ kind: 'changes', changes: [{ table: 'objects', before, after }] })
    density.apply({
      kind: 'changes',
      changes: [{ table: 'objects', before: objects.get(3) as ObjectRecord, after: null }],
    })
    const fresh = new ObjectDensity()
    fresh.reset(
      image,
      new Map([
        [1, box(1, 100, 100)],
        [2, after],
      ]),
      { classes: new Set(), objects: new Set() },
    )
    expect(filled(density.grid)).toEqual(filled(fresh.grid))
  })

  test('the threshold counts the same whichever way it came there', () => {
    const score = Float32Array.from({ length: 400 }, (_, i) => 1 - i / 400)
    const xywh = Float32Array.from({ length: 1600 }, (_, i) => ((i * 7919) % 2900) + (i % 4 > 1 ? 1 : 0))
    const detections = { score, xywh, class: Uint8Array.from(score, (_, i) => i % 3) }
    const walked = new DetectionDensity()
    walked.reset(image, detections, new Set([1]))
    for (const threshold of [0.5, 0.52, 0.1, 0.9, 0.3, 0.31]) walked.setThreshold(threshold)
    const fresh = new DetectionDensity()
    fresh.reset(image, detections, new Set([1]))
    fresh.setThreshold(0.31)
    expect(filled(walked.grid)).toEqual(filled(fresh.grid))
    expect(fresh.grid.total).toBe([...score].filter((s, i) => s >= Math.fround(0.31) && i % 3 !== 1).length)

    const own = [0.7, 0, 0.25]
    walked.setThreshold({ all: 0.5, own })
    const shown = [...score].filter((s, i) => s >= Math.fround(own[i % 3]!) && i % 3 !== 1).length
    expect(walked.grid.total).toBe(shown)
    walked.setThreshold({ all: 0.5, own: [0.7, 0, 0.3] })
    expect(walked.grid.total).toBeLessThan(shown)
    walked.setThreshold(0.31)
    expect(filled(walked.grid)).toEqual(filled(fresh.grid))
  })

  test('many in view are counted, few are drawn; the bin under the pointer says how many', () => {
    const grid = new DensityGrid(image)
    grid.fill((count) => {
      for (let i = 0; i < 20_000; i++) count(((i * 7919) % 100_000) / 50, ((i * 104_729) % 100_000) / 50)
    })
    const view = { width: 1280, height: 800, ratio: 1 }
    const last = { dense: false, software: false }
    expect(isDense(grid, { x: 1000, y: 1000, scale: 0.25 }, view, last)).toBe(true)
    expect(isDense(grid, { x: 1000, y: 1000, scale: 4 }, view, last)).toBe(false)
    expect(isDense(grid, { x: 4500, y: 2900, scale: 0.7 }, view, last)).toBe(false)
    const camera = { x: 1000, y: 1000, scale: 0.25 }
    const { rect, count } = numberedBin(grid, camera, { x: 700, y: 900 })
    expect(rect.w * camera.scale).toBeGreaterThanOrEqual(40)
    const level = grid.levels.find(({ side }) => side === rect.w)
    expect(count).toBe(level && countAround(level, { ...rect, w: rect.w - 1, h: rect.h - 1 }))
    expect(level && binsIn(level, { x: -50, y: -50, w: 9000, h: 9000 })).toEqual({
      left: 0,
      top: 0,
      right: level?.columns,
      bottom: level?.rows,
    })
  })
})
