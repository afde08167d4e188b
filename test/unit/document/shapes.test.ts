import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { fillShape } from '../../../src/dataset/raster'
import { bounds } from '../../../src/records/records'
import type { Shape } from '../../../src/records/records'
import { shapeArea, hits, outline, rotate, selects, stretch, translate } from '../../../src/document/shapes'
import { contains, inset } from '../../../src/geometry/rect'
import { insideRings } from '../../../src/geometry/rings'
import { shape as schema } from '../../../src/records/shape'
import { decodeShape, encodeShape } from '../../../src/records/shapeBlob'
import { anyShape } from '../shared/shape.fixture'

const close = (a: number, b: number, slack: number) => Math.abs(a - b) <= slack

/** Pixels that a shape covers, by the mask that a dataset gets. */
function covered(shape: Shape, size: number): number {
  const mask = new Uint8Array(size * size)
  fillShape(mask, { x: 0, y: 0, size, scale: 1 }, { shape, box: bounds(shape) }, 1)
  return mask.reduce((sum, value) => sum + value, 0)
}

describe('shapes', () => {
  test('are stored exactly and pass the contract, whatever their kind', () => {
    fc.assert(
      fc.property(anyShape(2000), (shape) => {
        expect(decodeShape(encodeShape(shape))).toEqual(shape)
        expect(v.parse(schema, shape)).toEqual(shape)
      }),
    )
  })

  test('that older versions stored are still read', () => {
    const bytes = (head: number, ...values: number[]) => {
      const view = new DataView(new ArrayBuffer(1 + values.length * 4))
      view.setUint8(0, head)
      values.forEach((value, i) => view.setFloat32(1 + i * 4, value, true))
      return new Uint8Array(view.buffer)
    }
    expect(decodeShape(bytes(0x10, 1, 2, 3, 4))).toEqual({ kind: 'box', x: 1, y: 2, w: 3, h: 4 })
    expect(decodeShape(bytes(0x11, 5, 6))).toEqual({ kind: 'point', x: 5, y: 6 })
    expect(decodeShape(bytes(0x12, 0, 0, 1, 0, 0, 1))).toEqual({
      kind: 'polygon',
      points: [0, 0, 1, 0, 0, 1],
    })
    expect(() => decodeShape(bytes(0x1f, 1))).toThrow(/kind 31/)
    expect(() => decodeShape(bytes(0x16, 2, 6, 6, 1))).toThrow(/damaged/)
  })

  test('have bounds that hold their outline and touch it on all four sides', () => {
    fc.assert(
      fc.property(anyShape(2000), (shape) => {
        const around = bounds(shape)
        const drawn = bounds({ kind: 'polygon', points: outline(shape).flat() })
        if (shape.kind === 'point') return
        expect(contains(inset(around, -1e-6), drawn)).toBe(true)
        expect(contains(inset(drawn, -0.3), around)).toBe(true)
      }),
    )
  })

  test('moved, turned or stretched cover what they should', () => {
    fc.assert(
      fc.property(anyShape(2000), fc.double({ min: -3, max: 3, noNaN: true }), (shape, angle) => {
        const size = shapeArea(shape)
        expect(close(shapeArea(translate(shape, 31, -17)), size, size * 1e-9)).toBe(true)
        const turned = rotate(shape, angle, 700, 300)
        expect(close(shapeArea(turned), size, size * 1e-9 + 1e-6)).toBe(true)
        const back = bounds(rotate(turned, -angle, 700, 300))
        for (const key of ['x', 'y', 'w', 'h'] as const)
          expect(close(back[key], bounds(shape)[key], 1e-6)).toBe(true)
        const from = bounds(shape)
        const to = { x: 5, y: 9, w: from.w * 2, h: from.h * 2 }
        const twice = stretch(shape, from, to)
        expect(close(shapeArea(twice), 4 * size, size * 1e-9 + 1e-6)).toBe(true)
        for (const key of ['x', 'y', 'w', 'h'] as const)
          expect(close(bounds(twice)[key], to[key], 1e-6)).toBe(true)
      }),
    )
  })

  test('an ellipse stretched in one direction stays the ellipse that it is', () => {
    const shape: Shape = { kind: 'ellipse', cx: 100, cy: 80, w: 60, h: 20, angle: 0.7 }
    const from = bounds(shape)
    const to = { ...from, w: from.w * 3 }
    const changed = stretch(shape, from, to)
    expect(close(shapeArea(changed), 3 * shapeArea(shape), 1e-6)).toBe(true)
    for (const key of ['x', 'y', 'w', 'h'] as const) expect(bounds(changed)[key]).toBeCloseTo(to[key], 6)
    for (const [x, y] of pairs(outline(shape)[0] ?? [])) {
      const [sx, sy] = [to.x + (x - from.x) * 3, y]
      expect(hits(changed, sx, sy, 0.01) && !hits(changed, sx, sy, -0.2)).toBe(true)
    }
  })

  test('are hit exactly where their outline is filled', () => {
    fc.assert(
      fc.property(anyShape(300), fc.nat(300), fc.nat(300), (shape, x, y) => {
        if (shape.kind === 'point' || shape.kind === 'polyline') return
        const inside = insideRings(outline(shape), x + 0.37, y + 0.59)
        // An ellipse is a little more than its outline.
        if (inside) expect(hits(shape, x + 0.37, y + 0.59, 0)).toBe(true)
        if (hits(shape, x + 0.37, y + 0.59, 0) && shape.kind !== 'ellipse') expect(inside).toBe(true)
      }),
    )
    const line: Shape = { kind: 'polyline', points: [0, 0, 100, 0, 100, 100] }
    expect(hits(line, 50, 3, 3)).toBe(true)
    expect(hits(line, 50, 50, 3)).toBe(false)
  })

  test('masks have their holes and as many pixels as the shape has area', () => {
    const ring = [20, 20, 120, 20, 120, 120, 20, 120]
    const hole = [40, 40, 100, 40, 100, 100, 40, 100]
    const island = [60, 60, 80, 60, 80, 80, 60, 80]
    const shape: Shape = { kind: 'polygon', points: ring, rings: [hole, island] }
    expect(shapeArea(shape)).toBe(10000 - 3600 + 400)
    expect(covered(shape, 150)).toBe(shapeArea(shape))
    expect(hits(shape, 50, 50, 1)).toBe(false)
    expect(hits(shape, 70, 70, 0)).toBe(true)
    const turned: Shape = { kind: 'rotatedBox', cx: 75, cy: 75, w: 80, h: 30, angle: 0.5 }
    expect(Math.abs(covered(turned, 150) - 2400)).toBeLessThan(60)
    const round: Shape = { kind: 'ellipse', cx: 75, cy: 75, w: 100, h: 60, angle: 1 }
    expect(Math.abs(covered(round, 150) - shapeArea(round))).toBeLessThan(80)
    expect(covered({ kind: 'polyline', points: [-500, 10, 700, 10] }, 150)).toBe(150)
    expect(covered({ kind: 'polyline', points: [10, 10, 60, 60] }, 150)).toBeGreaterThanOrEqual(50)
  })

  test('a rectangle takes what it touches, and not what only its bounds say', () => {
    const turned: Shape = { kind: 'rotatedBox', cx: 100, cy: 100, w: 100, h: 10, angle: Math.PI / 4 }
    expect(selects({ x: 65, y: 120, w: 10, h: 10 }, turned, false)).toBe(false)
    expect(selects({ x: 90, y: 90, w: 20, h: 5 }, turned, false)).toBe(true)
    expect(selects({ x: 98, y: 98, w: 1, h: 1 }, turned, false)).toBe(true)
    expect(selects({ x: 0, y: 0, w: 200, h: 200 }, turned, true)).toBe(true)
    const holed: Shape = {
      kind: 'polygon',
      points: [0, 0, 100, 0, 100, 100, 0, 100],
      rings: [[20, 20, 80, 20, 80, 80, 20, 80]],
    }
    expect(selects({ x: 40, y: 40, w: 10, h: 10 }, holed, false)).toBe(false)
    expect(selects({ x: 10, y: 40, w: 20, h: 10 }, holed, false)).toBe(true)
    expect(
      selects({ x: 10, y: 40, w: 20, h: 10 }, { kind: 'polyline', points: [0, 45, 99, 45] }, false),
    ).toBe(true)
    expect(selects({ x: 10, y: 40, w: 20, h: 10 }, { kind: 'polyline', points: [0, 45, 99, 45] }, true)).toBe(
      false,
    )
  })
})

function pairs(ring: readonly number[]): [number, number][] {
  return Array.from({ length: ring.length / 2 }, (_, i) => [ring[i * 2] as number, ring[i * 2 + 1] as number])
}
