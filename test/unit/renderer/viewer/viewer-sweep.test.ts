import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkCell } from '../../../../src/document/commands/checkCell'
import { reverse } from '../../../../src/document/edit'
import type { Edit } from '../../../../src/document/edit'
import type { CheckedArea } from '../../../../src/records/records'
import { area, intersects } from '../../../../src/geometry/rect'
import { coveredShare, unionArea } from '../../../../src/geometry/unionArea'
import { isCovered, packFlags, SweepGrid, unpackFlags } from '../../../../src/geometry/sweepGrid'

const grids = fc.record({
  width: fc.integer({ min: 50, max: 9000 }),
  height: fc.integer({ min: 50, max: 9000 }),
  w: fc.integer({ min: 300, max: 2000 }),
  h: fc.integer({ min: 300, max: 2000 }),
  overlap: fc.constantFrom(0, 0.1, 0.5),
})

function apply(areas: Map<number, CheckedArea>, edit: Edit | null): void {
  for (const { before, after, table } of edit?.changes ?? []) {
    if (table !== 'checked') throw new Error(table)
    if (before) expect(areas.get(before.id)).toEqual(before)
    if (before) areas.delete(before.id)
    if (after) areas.set(after.id, after)
  }
}

describe('areas together', () => {
  test('are as large as the pixels in them, however they overlap, and whole only as a whole', () => {
    const side = fc.integer({ min: 0, max: 12 })
    const rect = fc.record({
      x: side,
      y: side,
      w: fc.integer({ min: 1, max: 8 }),
      h: fc.integer({ min: 1, max: 8 }),
    })
    fc.assert(
      fc.property(fc.array(rect, { maxLength: 12 }), (rects) => {
        const pixels = new Set<number>()
        for (const { x, y, w, h } of rects)
          for (let i = 0; i < w * h; i++) pixels.add((y + Math.floor(i / w)) * 100 + x + (i % w))
        expect(unionArea(rects)).toBe(pixels.size)
      }),
    )
    const image = { width: 90, height: 70 }
    const thirds = [0, 1, 2].map((i) => ({ x: (i * 90) / 3, y: 0.1, w: 90 / 3, h: 69.9 }))
    expect(coveredShare(image, unionArea(thirds))).toBeLessThan(1)
    const rest = { x: 0, y: 0, w: 90, h: 0.1 }
    expect(coveredShare(image, unionArea([...thirds, rest]))).toBe(1)
  })
})

describe('sweep', () => {
  test('cells lie in the picture, leave nothing out, and each is beside the one before', () => {
    fc.assert(
      fc.property(grids, ({ width, height, w, h, overlap }) => {
        const grid = new SweepGrid({ width, height }, { w, h }, overlap)
        const cells = Array.from({ length: grid.count }, (_, i) => grid.rect(i))
        for (const [i, cell] of cells.entries()) {
          expect(cell.x >= 0 && cell.y >= 0 && cell.x + cell.w <= width && cell.y + cell.h <= height).toBe(
            true,
          )
          expect([cell.w, cell.h]).toEqual([Math.min(w, width), Math.min(h, height)])
          const { column, row } = grid.place(i)
          expect(grid.at(column, row)).toBe(i)
          const before = i > 0 ? grid.place(i - 1) : undefined
          if (before) expect(Math.abs(before.column - column) + Math.abs(before.row - row)).toBe(1)
        }
        expect(isCovered({ x: 0, y: 0, w: width, h: height }, cells)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  test('a whole sweep leaves one checked area, never more than four on the way, and undo takes back cell by cell', () => {
    const image = { width: 30_000, height: 20_000 }
    const grid = new SweepGrid(image, { w: 1213, h: 706 }, 0.1)
    const areas = new Map<number, CheckedArea>()
    const states: CheckedArea[][] = []
    const edits: Edit[] = []
    let id = 1
    for (let cell = 0; cell < grid.count; cell++) {
      states.push([...areas.values()])
      const edit = checkCell(() => id++, { image: 1, rect: grid.rect(cell) }, [...areas.values()])
      if (edit) edits.push(edit)
      apply(areas, edit)
      expect(areas.size).toBeLessThanOrEqual(4)
      const rects = [...areas.values()].map(({ rect }) => rect)
      if (cell % 50 === 0) expect(grid.covered(rects).lastIndexOf(1)).toBe(cell)
    }
    expect([...areas.values()].map(({ rect }) => rect)).toEqual([{ x: 0, y: 0, w: 30_000, h: 20_000 }])
    expect(edits).toHaveLength(grid.count)
    for (const edit of edits.reverse()) {
      apply(areas, reverse(edit))
      const expected = states.pop()?.sort((a, b) => a.id - b.id)
      expect([...areas.values()].sort((a, b) => a.id - b.id)).toEqual(expected)
    }
  })

  test('in any order, what is checked is exactly the cells that were completed', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 29 }), { minLength: 1 }), (order) => {
        const grid = new SweepGrid({ width: 3000, height: 2500 }, { w: 600, h: 500 }, 0)
        expect(grid.count).toBe(25)
        const areas = new Map<number, CheckedArea>()
        let id = 1
        const done = order.filter((cell) => cell < grid.count)
        for (const cell of done)
          apply(
            areas,
            checkCell(() => id++, { image: 1, rect: grid.rect(cell) }, [...areas.values()]),
          )
        const rects = [...areas.values()].map(({ rect }) => rect)
        expect(rects.reduce((sum, rect) => sum + area(rect), 0)).toBe(done.length * 600 * 500)
        rects.forEach((a, i) => rects.slice(i + 1).forEach((b) => expect(intersects(a, b)).toBe(false)))
        const covered = grid.covered(rects)
        expect([...covered.keys()].filter((cell) => covered[cell])).toEqual([...done].sort((a, b) => a - b))
      }),
    )
  })

  test('an area drawn by hand completes the cells in it, alone or with its neighbour', () => {
    const grid = new SweepGrid({ width: 1000, height: 400 }, { w: 250, h: 400 }, 0)
    expect([...grid.covered([{ x: 100, y: 0, w: 500, h: 400 }])]).toEqual([0, 1, 0, 0])
    const halves = [
      { x: 500, y: 0, w: 130, h: 400 },
      { x: 620, y: 0, w: 140, h: 400 },
    ]
    expect([...grid.covered(halves)]).toEqual([0, 0, 1, 0])
    expect(
      checkCell(
        () => 1,
        { image: 1, rect: grid.rect(2) },
        halves.map((rect, id) => ({ id, image: 1, rect })),
      ),
    ).toBeNull()
  })

  test('100,000 cells with a ragged border are looked through in a blink', () => {
    const grid = new SweepGrid({ width: 100_000, height: 100_000 }, { w: 316, h: 316 }, 0)
    expect(grid.count).toBeGreaterThan(100_000)
    const areas = Array.from({ length: 1000 }, (_, i) => {
      return { x: (i * 97) % 90_000, y: i * 99, w: 3000 + (i % 700), h: 700 }
    })
    const started = performance.now()
    grid.covered(areas)
    expect(performance.now() - started).toBeLessThan(400)
  })

  test('what was seen is stored and read back; a text of another picture is not taken for it', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (seen) => {
        const flags = Uint8Array.from(seen, Number)
        expect(unpackFlags(packFlags(flags), flags.length)).toEqual(flags)
        expect([...unpackFlags(packFlags(flags), flags.length + 1)]).toEqual(Array(flags.length + 1).fill(0))
      }),
    )
    expect([...unpackFlags('nonsense -3', 4)]).toEqual([0, 0, 0, 0])
  })
})
