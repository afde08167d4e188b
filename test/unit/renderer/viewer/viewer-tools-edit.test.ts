import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { select } from '../../../../renderer/document/selection'
import { gripAt, pull, turnHandle } from '../../../../renderer/tools/grips'
import { selectTool } from '../../../../renderer/tools/select'
import { addCopies } from '../../../../src/document/commands/addCopies'
import { toggleLock } from '../../../../src/document/commands/lock'
import { merge } from '../../../../src/document/commands/merge'
import { move } from '../../../../src/document/commands/move'
import { remove } from '../../../../src/document/commands/remove'
import { bounds } from '../../../../src/records/records'
import type { ObjectRecord, Shape } from '../../../../src/records/records'
import { shapeArea, ringSelects, selects } from '../../../../src/document/shapes'
import { SpatialIndex } from '../../../../src/document/spatialIndex'
import { RingIndex } from '../../../../src/geometry/ringIndex'
import { insideRings } from '../../../../src/geometry/rings'
import { anyShape } from '../../shared/shape.fixture'
import { p, setup } from './tool.fixture'

const image = { id: 1, width: 4000, height: 2250 }

/** One object that is selected, with the select tool in hand. */
async function selected(shape: Shape) {
  const all = await setup(selectTool)
  all.host.add(shape)
  const [id] = [...all.document.objects.keys()] as [number]
  return { ...all, id, now: () => all.document.objects.get(id)?.shape as Shape }
}

describe('grips', () => {
  test('the handle above turns, Shift by 15 degrees; a turned box is resized along its own sides', async () => {
    const { drag, now, document } = await selected({ kind: 'box', x: 900, y: 900, w: 200, h: 100 })
    drag(p(1000, 876), p(1100, 950))
    expect(now()).toMatchObject({ kind: 'rotatedBox', cx: 1000, cy: 950, w: 200, h: 100 })
    expect((now() as { angle: number }).angle).toBeCloseTo(Math.PI / 2)
    drag(p(1050, 1050), p(1050, 1090))
    expect(now()).toMatchObject({ w: 240 })
    expect(bounds(now()).y).toBeCloseTo(850)
    const knob = turnHandle(now(), 1) as { x: number; y: number }
    drag(p(knob.x, knob.y), p(1000 + 100, 970 - 97, { shift: true }))
    expect(((now() as { angle: number }).angle * 12) / Math.PI).toBeCloseTo(3)
    for (let i = 0; i < 3; i++) await document.undo()
    expect(now()).toEqual({ kind: 'box', x: 900, y: 900, w: 200, h: 100 })
  })

  test('the middle of an edge gives a corner, Alt takes one away, holes have corners too', async () => {
    const hole = [1050, 1050, 1150, 1050, 1150, 1150, 1050, 1150]
    const ring = [1000, 1000, 1200, 1000, 1200, 1200, 1000, 1200]
    const { drag, click, now } = await selected({ kind: 'polygon', points: ring, rings: [hole] })
    drag(p(1100, 1000), p(1100, 960))
    expect(now()).toMatchObject({ points: [1000, 1000, 1100, 960, 1200, 1000, 1200, 1200, 1000, 1200] })
    drag(p(1050, 1050), p(1060, 1070))
    expect(now()).toMatchObject({ rings: [[1060, 1070, ...hole.slice(2)]] })
    click(p(1100, 960, { alt: true }))
    expect(now()).toMatchObject({ points: ring })
    click(p(1060, 1070, { alt: true }))
    click(p(1150, 1050, { alt: true }))
    expect(now()).toEqual({ kind: 'polygon', points: ring })
  })

  test('a grip pulled to where it is changes nothing, for every shape', () => {
    fc.assert(
      fc.property(anyShape(2000), (shape) => {
        const around = bounds(shape)
        for (const x of [0, 0.5, 1])
          for (const y of [0, 0.5, 1]) {
            const at = p(around.x + x * around.w, around.y + y * around.h)
            const grip = gripAt(shape, at, 1)
            if (grip?.kind !== 'corner') continue
            const pulled = pull(shape, grip, at, image) as Shape
            expect(Math.abs(shapeArea(pulled) - shapeArea(shape))).toBeLessThan(7 * (around.w + around.h))
          }
      }),
    )
  })
})

describe('commands on what is selected', () => {
  const object = (id: number, shape: Shape, more: Partial<ObjectRecord> = {}): ObjectRecord => ({
    id,
    image: 1,
    class: 1,
    shape,
    origin: 'human',
    ...more,
  })
  const box = (id: number, x: number, more: Partial<ObjectRecord> = {}) =>
    object(id, { kind: 'box', x, y: 0, w: 10, h: 10 }, more)

  test('locked objects are neither moved nor deleted; all are unlocked when all are locked', () => {
    const objects = [box(1, 0, { locked: true }), box(2, 20)]
    expect(move(objects, [], { dx: 5, dy: 5 }, image)?.changes).toHaveLength(1)
    expect(remove(objects, [])?.changes).toMatchObject([{ before: { id: 2 } }])
    expect(remove([box(1, 0, { locked: true })], [])).toBeNull()
    expect(toggleLock(objects)?.changes).toMatchObject([{ after: { id: 2, locked: true } }])
    expect(toggleLock([box(1, 0, { locked: true })])?.changes[0]?.after).not.toHaveProperty('locked')
  })

  test('merging keeps the first record, covers what all covered, and leaves points and locked objects', () => {
    const point = object(4, { kind: 'point', x: 1, y: 1 })
    const edit = merge([box(1, 0, { class: 7 }), box(2, 5), box(3, 40, { locked: true }), point])
    expect(edit?.changes).toMatchObject([
      { after: { id: 1, class: 7, shape: { kind: 'box', x: 0, y: 0, w: 15, h: 10 } } },
      { before: { id: 2 }, after: null },
    ])
    expect(merge([box(1, 0), point])).toBeNull()
    const apart = merge([box(1, 0), box(2, 100)])?.changes[0]?.after as ObjectRecord
    expect(shapeArea(apart.shape)).toBe(200)
  })

  test('copies get ids of their own, go to the image and stay inside of it', () => {
    let id = 50
    const edit = addCopies(
      [box(1, 3990, { locked: true })],
      { ...image, id: 3 },
      { dx: 14, dy: 14 },
      () => id++,
    )
    expect(edit?.changes).toMatchObject([
      { before: null, after: { id: 50, image: 3, shape: { x: 3990, y: 14 } } },
    ])
    expect(edit?.changes[0]?.after).not.toHaveProperty('locked')
    expect(addCopies([], image, { dx: 0, dy: 0 }, () => id++)).toBeNull()
  })

  test('a hidden object is neither hit nor selected', async () => {
    const { document, host, click, drag } = await selected({ kind: 'box', x: 900, y: 900, w: 200, h: 100 })
    document.hidden = new Set(document.objects.keys())
    document.selection = select([])
    click(p(950, 950))
    drag(p(800, 800), p(1200, 1100))
    expect(document.selection.objects.size).toBe(0)
    expect(host.withinRing([800, 800, 1300, 800, 1300, 1200, 800, 1200], false).objects.size).toBe(0)
  })
})

describe('selecting by a ring', () => {
  const ring = fc
    .array(fc.double({ min: 20, max: 140, noNaN: true }), { minLength: 3, maxLength: 40 })
    .map((radii) =>
      radii.flatMap((r, i) => [
        150 + r * Math.cos((2 * Math.PI * i) / radii.length),
        150 + r * Math.sin((2 * Math.PI * i) / radii.length),
      ]),
    )

  test('agrees with asking every edge, and the coarse look never contradicts the close one', () => {
    fc.assert(
      fc.property(ring, fc.array(anyShape(300), { minLength: 1, maxLength: 20 }), (points, shapes) => {
        const quick = new RingIndex(points)
        const index = new SpatialIndex(shapes.map((shape, id) => ({ id, shape })))
        const { inside, unsure } = index.searchRing(quick)
        shapes.forEach((shape, id) => {
          const { x, y, w, h } = bounds(shape)
          const centre = insideRings([points], x + w / 2, y + h / 2)
          expect(quick.inside(x + w / 2, y + h / 2)).toBe(centre)
          if (inside.includes(id)) {
            expect(centre).toBe(true)
            expect(ringSelects(quick, shape, true)).toBe(true)
          } else if (!unsure.includes(id)) {
            expect(ringSelects(quick, shape, false)).toBe(false)
          }
        })
      }),
    )
  })

  test('a rectangle drawn as a ring selects the boxes that the rectangle does', () => {
    const rect = { x: 100, y: 100, w: 80, h: 60 }
    const quick = new RingIndex([100, 100, 180, 100, 180, 160, 100, 160])
    fc.assert(
      fc.property(
        fc.nat(300),
        fc.nat(300),
        fc.integer({ min: 1, max: 60 }),
        fc.boolean(),
        (x, y, size, wholly) => {
          const shape: Shape = { kind: 'box', x: x + 0.5, y: y + 0.5, w: size, h: size }
          expect(ringSelects(quick, shape, wholly)).toBe(selects(rect, shape, wholly))
        },
      ),
    )
  })
})
