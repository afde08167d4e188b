import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eachBounds, ObjectMap } from '../../../renderer/document/objectMap'
import { flags, type InstanceStore, stride } from '../../../renderer/viewer/instances/instanceStore'
import { ObjectInstances } from '../../../renderer/viewer/instances/objectInstances'
import { ObjectRows } from '../../../renderer/state/objectRows'
import { Pauses } from '../../../renderer/state/pauses'
import { bounds } from '../../../src/records/records'
import type { ObjectRecord } from '../../../src/records/records'
import { packObjects } from '../../../src/records/packedObjects'
import { anyShape } from '../shared/shape.fixture'

const record = fc.record({
  class: fc.integer({ min: 1, max: 3 }),
  shape: anyShape(1000),
  origin: fc.constantFrom('human' as const, 'import' as const, 'model' as const),
  more: fc.option(fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), locked: fc.boolean() })),
})
/** Objects with rising ids, not each of which is taken. */
const objects = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 3 }), record), { minLength: 1, maxLength: 40 })
  .map((rows) => {
    let id = 0
    return rows.map(([step, { more, ...rest }]): ObjectRecord => {
      return { id: (id += step), image: 1, ...rest, ...more }
    })
  })

/** The objects in blocks of so many, as the project sends them. */
function blocksOf(rows: readonly ObjectRecord[], size: number): (readonly ObjectRecord[])[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size))
}

/** What the GPU would draw, in no order. */
function drawn(store: InstanceStore): string[] {
  store.markAllDirty()
  const found: string[] = []
  for (const { block, words } of store.takeDirty())
    for (let at = 0; at < words.length; at += stride / 4) {
      const slot = block * 1024 + at / (stride / 4)
      if (slot < store.length && !(store.getFlags(slot) & flags.dead))
        found.push(words.slice(at, at + stride / 4).join())
    }
  return found.sort()
}

describe('objects that stay packed', () => {
  test('are what a map of all records would hold, whatever is changed, also before it arrives', () => {
    const edit = fc.tuple(fc.nat(100), fc.option(record))
    fc.assert(
      fc.property(objects, fc.integer({ min: 1, max: 15 }), fc.array(edit), (all, size, edits) => {
        const [map, plain] = [new ObjectMap(), new Map<number, ObjectRecord>()]
        const touched = new Set<number>()
        const blocks = blocksOf(all, size)
        const edited = [...edits]
        const change = () => {
          const [id, after] = edited.pop() ?? [0, null]
          touched.add(id)
          expect(map.delete(id)).toBe(plain.delete(id))
          if (!after) return
          const { more, ...rest } = after
          const object: ObjectRecord = { id, image: 1, ...rest, ...more }
          map.set(id, object)
          plain.set(id, object)
        }
        const same = () => {
          expect(map.size).toBe(plain.size)
          expect([...map.keys()].sort()).toEqual([...plain.keys()].sort())
          expect(map.ids()).toEqual(new Set(plain.keys()))
          expect(map.recordsOf(new Set(plain.keys()))).toEqual([...plain.values()])
          for (const object of map.values()) expect(object).toEqual(plain.get(object.id))
          for (let id = 0; id <= 125; id++) {
            expect(map.has(id)).toBe(plain.has(id))
            expect(map.get(id)).toEqual(plain.get(id))
          }
        }
        for (const block of blocks) {
          change()
          map.append(packObjects(1, block), touched)
          for (const object of block) if (!touched.has(object.id)) plain.set(object.id, object)
        }
        same()
        while (edited.length > 0) change()
        same()
        const seen = new Map<number, unknown>()
        eachBounds(map, (id, classId, rects, at) => {
          const [x, y, w, h] = [0, 1, 2, 3].map((side) => rects[at + side])
          seen.set(id, { classId, rect: { x, y, w, h } })
        })
        expect(seen.size).toBe(plain.size)
        for (const { id, class: classId, shape } of plain.values()) {
          const { x, y, w, h } = bounds(shape)
          expect(seen.get(id)).toEqual({ classId, rect: { x, y, w, h } })
        }
      }),
      { numRuns: 60 },
    )
  })

  test('one that is asked for twice is the same record', () => {
    const map = new ObjectMap()
    const shape = { kind: 'box', x: 1, y: 2, w: 3, h: 4 } as const
    map.append(packObjects(1, [{ id: 7, class: 1, shape, origin: 'human' }]), null)
    expect(map.get(7)).toBe(map.get(7))
  })

  test('a selection of thousands gives their records, without those that are gone', () => {
    const map = new ObjectMap()
    const all = Array.from({ length: 3000 }, (_, i): ObjectRecord => {
      return {
        id: i + 1,
        image: 1,
        class: 1,
        shape: { kind: 'box', x: i, y: 2, w: 3, h: 4 },
        origin: 'human',
      }
    })
    map.append(packObjects(1, all), null)
    const moved = { ...(all[5] as ObjectRecord), class: 2 }
    map.set(6, moved)
    map.delete(9)
    const wanted = all.flatMap((each) => (each.id === 9 ? [] : [each.id === 6 ? moved : each]))
    expect(map.recordsOf(new Set(all.map(({ id }) => id)))).toEqual(wanted)
  })

  test('are drawn as their records would be, as they arrive, all at once, and after edits', () => {
    fc.assert(
      fc.property(objects, fc.integer({ min: 1, max: 15 }), (all, size) => {
        const plain = new Map(all.map((object) => [object.id, object]))
        const wanted = new ObjectInstances()
        wanted.reset(plain)
        const map = new ObjectMap()
        const arriving = new ObjectInstances()
        arriving.reset(map)
        for (const rows of blocksOf(all, size)) {
          const block = map.append(packObjects(1, rows), null)
          arriving.apply({ kind: 'arrived', block, rects: block.rects() }, map)
        }
        const whole = new ObjectInstances()
        whole.reset(map)
        const [first, last] = [all[0] as ObjectRecord, all.at(-1) as ObjectRecord]
        const moved = { ...first, shape: { kind: 'box', x: 5, y: 6, w: 7, h: 8 } as const }
        const changes = [
          { table: 'objects', before: last, after: null },
          { table: 'objects', before: first, after: moved },
        ] as const
        const same = () => {
          for (const made of [arriving, whole])
            for (const store of ['boxes', 'segments'] as const)
              expect(drawn(made[store])).toEqual(drawn(wanted[store]))
        }
        same()
        for (const each of [wanted, arriving, whole]) each.mark(flags.selected, new Set([first.id]))
        same()
        if (first === last) return
        for (const held of [plain, map]) {
          held.delete(last.id)
          held.set(first.id, moved)
        }
        for (const each of [wanted, arriving, whole]) each.apply({ kind: 'changes', changes }, map)
        same()
      }),
      { numRuns: 40 },
    )
  })

  test('are in the table what their records would be, in order of id', async () => {
    await fc.assert(
      fc.asyncProperty(objects, fc.nat(40), fc.integer({ min: 1, max: 15 }), async (all, which, size) => {
        const map = new ObjectMap()
        for (const rows of blocksOf(all, size)) map.append(packObjects(1, rows), null)
        const plain = new Map(all.map((object) => [object.id, object]))
        const [edited, gone] = [all[which % all.length], all[(which * 7) % all.length]] as const
        if (!edited || !gone) return
        const moved = { ...edited, shape: { kind: 'box', x: 5, y: 6, w: 7, h: 8 } as const }
        map.set(moved.id, moved)
        map.delete(gone.id)
        plain.set(moved.id, moved)
        plain.delete(gone.id)
        const pauses = new Pauses(new AbortController().signal)
        const [rows, wanted] = [await ObjectRows.build(map, pauses), await ObjectRows.build(plain, pauses)]
        expect(rows.count).toBe(plain.size)
        expect(rows.ids.slice(0, rows.count)).toEqual(wanted.ids.slice(0, rows.count))
        for (const [name, column] of Object.entries(rows.of))
          expect(column.slice(0, rows.count)).toEqual(
            wanted.of[name as keyof typeof wanted.of].slice(0, rows.count),
          )
      }),
      { numRuns: 60 },
    )
  })
})
