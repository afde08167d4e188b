import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { reverse, type Edit } from '../../../src/document/edit'
import type { ObjectRecord, Shape } from '../../../src/records/records'
import { Random } from '../../../src/base/random'
import { unpackObjects } from '../../../src/records/objectBlock'
import { ProjectStore } from '../../../src/project/store/store.node'
import {
  added,
  box,
  imageRecord,
  noPause,
  projectWithImage,
  removed,
  scratch,
} from '../shared/project.fixture'

const at = scratch()
const update = (before: ObjectRecord, after: ObjectRecord) => ({ table: 'objects' as const, before, after })

describe('a project', () => {
  it('keeps every kind of row exactly over closing and opening', async () => {
    const folder = at('kept.windhover')
    const { store, image, van, object } = await projectWithImage(folder)
    const shapes: Shape[] = [
      box(1, 2, 3, 4),
      box(0.1, 1 / 3, Math.PI, 1e-9),
      { kind: 'point', x: -0.5, y: 2249.999 },
      { kind: 'polygon', points: [0, 0, 10.25, 0, 5, 7] },
      { kind: 'polygon', points: Array.from({ length: 400 }, (_, i) => i / 7) },
    ]
    const objects = shapes.map((shape) => object(shape))
    const accepted = object(box(5, 5), { class: van.id, origin: 'model', score: 1 / 3 })
    const told = object(box(6, 6), { locked: true, attributes: { "it's": 'a, b' } })
    const area = { id: store.nextId(), image: image.id, rect: { x: 0, y: 0.5, w: 100, h: 200 } }
    const forVans = {
      id: store.nextId(),
      image: image.id,
      rect: { x: 0, y: 300, w: 9, h: 9 },
      only: [van.id],
    }
    const rejection = {
      id: store.nextId(),
      image: image.id,
      class: van.id,
      rect: { x: 1, y: 2, w: 3, h: 4 },
      run: 'r1',
    }
    store.applyEdit({
      label: 'Everything',
      changes: [
        ...[...objects, accepted, told].map(added),
        { table: 'checked', before: null, after: area },
        { table: 'checked', before: null, after: forVans },
        { table: 'rejections', before: null, after: rejection },
      ],
    })
    store.setSetting('sampling', '{"near":0.5}')
    const classes = store.classes()
    const nextId = store.nextId()
    store.close()
    const files = ['datasets', 'images', 'predictions', 'project.count', 'project.db', 'runs']
    expect(readdirSync(folder).sort()).toEqual(files)

    const again = await ProjectStore.open(folder)
    expect(again.load(image.id)).toEqual({
      objects: [...objects, accepted, told],
      checked: [area, forVans],
      rejections: [rejection],
    })
    const second = again.loadObjects(image.id, objects[1]!.id, 9)
    expect([again.loadObjects(image.id, 0, 2), second].flatMap(unpackObjects)).toEqual([
      ...objects,
      accepted,
      told,
    ])
    expect(again.loadObjects(image.id, told.id, 9).count).toBe(0)
    expect(again.classes()).toEqual(classes)
    expect(again.images()).toEqual([image])
    expect(again.countsPerImage()).toEqual(new Map([[image.id, { objects: 7, checked: 2, covered: 20_000 }]]))
    expect(again.setting('sampling')).toBe('{"near":0.5}')
    expect(again.nextId()).toBeLessThanOrEqual(nextId)
    expect(again.nextId()).toBeGreaterThan(rejection.id)
    again.close()
  })

  it('undoes and redoes across a restart, and a new edit ends the redo branch', async () => {
    const folder = at('undo.windhover')
    const first = await projectWithImage(folder)
    const { image, object } = first
    const [a, b] = [object(box(0, 0)), object(box(50, 50))]
    const moved = { ...a, shape: box(7.7, 0) }
    expect(first.store.canUndo()).toBeNull()
    first.store.applyEdit({ label: 'Add box', changes: [added(a), added(b)] })
    first.store.applyEdit({ label: 'Move box', changes: [update(a, moved)] })
    first.store.applyEdit({ label: 'Delete box', changes: [removed(b)] })
    first.store.close()

    let store = await ProjectStore.open(folder)
    const shown = () => store.load(image.id).objects
    expect(store.canUndo()).toBe('Delete box')
    expect(store.undo()).toEqual({ label: 'Delete box', changes: [added(b)] })
    expect(store.undo()).toEqual({ label: 'Move box', changes: [update(moved, a)] })
    expect(shown()).toEqual([a, b])
    expect([store.canUndo(), store.canRedo()]).toEqual(['Add box', 'Move box'])
    store.close()
    store = await ProjectStore.open(folder)
    expect(store.redo()).toEqual({ label: 'Move box', changes: [update(a, moved)] })
    expect(shown()).toEqual([moved, b])
    expect(store.undo()?.label).toBe('Move box')
    expect(store.undo()).toEqual({ label: 'Add box', changes: [removed(a), removed(b)] })
    expect(store.undo()).toBeNull()
    expect(shown()).toEqual([])
    const c = { ...a, id: store.nextId() }
    expect(c.id, 'ids of undone objects are not given again').toBeGreaterThan(b.id)
    store.applyEdit({ label: 'Add box', changes: [added(c)] })
    expect([store.canRedo(), store.redo()]).toEqual([null, null])
    expect(shown()).toEqual([c])
    store.close()
  })

  it('follows a model through random edits, undos, redos and restarts', async () => {
    const folder = at('fuzz.windhover')
    const setup = await projectWithImage(folder)
    let { store } = setup
    const random = new Random(11)
    let rows = new Map<number, ObjectRecord>()
    const past: { edit: Edit; rows: Map<number, ObjectRecord> }[] = []
    const future: typeof past = []
    for (let step = 0; step < 400; step++) {
      const draw = random.next()
      if (draw < 0.2 && past.length > 0) {
        const last = past.pop()!
        future.push({ edit: last.edit, rows })
        rows = last.rows
        expect(sorted(store.undo())).toEqual(sorted(reverse(last.edit)))
      } else if (draw < 0.35 && future.length > 0) {
        const next = future.pop()!
        past.push({ edit: next.edit, rows })
        rows = next.rows
        expect(sorted(store.redo())).toEqual(sorted(next.edit))
      } else if (draw < 0.4) {
        store.close()
        store = await ProjectStore.open(folder)
      } else {
        const next = new Map(rows)
        const changes = [...rows.values()]
          .filter(() => random.next() < 0.15)
          .map((before) => {
            if (random.next() < 0.5) return removed(before)
            return update(before, {
              ...before,
              class: setup.van.id,
              shape: box(random.next(), random.below(9)),
            })
          })
        for (let n = random.below(4); n > 0; n--) {
          changes.push(added({ ...setup.object(box(random.between(0, 99), 1 / 3)), id: store.nextId() }))
        }
        for (const { before, after } of changes as {
          before: ObjectRecord | null
          after: ObjectRecord | null
        }[]) {
          if (after) next.set(after.id, after)
          else if (before) next.delete(before.id)
        }
        const edit = { label: `Edit ${step}`, changes }
        store.applyEdit(edit)
        past.push({ edit, rows })
        future.length = 0
        rows = next
      }
      expect(store.load(setup.image.id).objects).toEqual([...rows.values()].sort((a, b) => a.id - b.id))
      expect(store.canUndo()).toBe(past.at(-1)?.edit.label ?? null)
      expect(store.canRedo()).toBe(future.at(-1)?.edit.label ?? null)
    }
    store.close()
  })

  it('refuses an edit whose rows are not as it says, whole', async () => {
    const { store, image, object, car } = await projectWithImage(at('conflict.windhover'))
    const a = object(box(0, 0))
    store.applyEdit({ label: 'Add box', changes: [added(a)] })
    const b = object(box(9, 9))
    const refused = (changes: Edit['changes'], code: string) => {
      expect(() => store.applyEdit({ label: 'No', changes: [added(b), ...changes] })).toThrow(
        expect.objectContaining({ code }),
      )
      expect(store.load(image.id).objects).toEqual([a])
      expect(store.canUndo()).toBe('Add box')
    }
    refused([update({ ...a, shape: box(0, 1) }, a)], 'edit-conflict')
    refused([removed({ ...a, id: 999 })], 'edit-conflict')
    refused([added(a)], 'edit-conflict')
    refused([added({ ...b, id: 1000, image: 77 })], 'edit-refers-to-missing')
    refused([added({ ...b, id: 1000, shape: box(Number.NaN, 0) })], 'bad-shape')
    refused([{ table: 'classes', before: car, after: null }], 'edit-refers-to-missing')
    refused([{ table: 'classes', before: null, after: { ...car, id: 1001 } }], 'class-exists')
    store.close()
  })

  it('changes one row several times in one edit, and takes all of it back', async () => {
    const { store, image, object } = await projectWithImage(at('twice.windhover'))
    const [a, b] = [object(box(0, 0)), object(box(5, 5))]
    const [a2, a3, b2] = [
      { ...a, shape: box(1, 1) },
      { ...a, shape: box(2, 2) },
      { ...b, shape: box(6, 6) },
    ]
    store.applyEdit({ label: 'Add', changes: [added(a)] })
    store.applyEdit({ label: 'Drag', changes: [update(a, a2), added(b), update(a2, a3), update(b, b2)] })
    expect(store.load(image.id).objects).toEqual([a3, b2])
    expect(store.undo()?.changes).toEqual([update(a3, a), removed(b2)])
    expect(store.load(image.id).objects).toEqual([a])
    store.redo()
    expect(store.load(image.id).objects).toEqual([a3, b2])
    store.close()
  })

  it('removes an image with what is on it; undo brings all of it back, redo takes it again, after a restart too', async () => {
    const folder = at('remove.windhover')
    const { store, image, object, van } = await projectWithImage(folder)
    const other = imageRecord(store.nextId(), 'other.png')
    store.addImage(other)
    const here = [object(box(0, 0), { locked: true }), object(box(5, 5), { class: van.id })]
    const area = { id: store.nextId(), image: image.id, rect: { x: 1, y: 2, w: 3, h: 4 } }
    store.applyEdit({
      label: 'Mark',
      changes: [...here.map(added), { table: 'checked', before: null, after: area }],
    })
    const elsewhere = object(box(1, 1), { image: other.id })
    store.applyEdit({ label: 'Add elsewhere', changes: [added(elsewhere)] })
    await store.removeImage(image.id, noPause)
    expect(store.images()).toEqual([other])
    expect(store.load(image.id)).toEqual({ objects: [], checked: [], rejections: [] })
    await expect(store.removeImage(image.id, noPause)).rejects.toThrow(/no image number/)
    store.close()

    const again = await ProjectStore.open(folder)
    expect(again.canUndo()).toBe('Remove field.png')
    again.undo()
    expect(again.images()).toEqual([image, other])
    expect(again.load(image.id)).toEqual({ objects: here, checked: [area], rejections: [] })
    again.redo()
    expect(again.images()).toEqual([other])
    expect(again.load(other.id).objects).toEqual([elsewhere])
    again.undo()
    again.undo()
    again.undo()
    expect(again.load(image.id).objects).toEqual([])
    again.close()
  })

  it('keeps what a record has beside its columns, and knows an edit that comes twice', async () => {
    const folder = at('extra.windhover')
    const { store, image, car, object } = await projectWithImage(folder)
    const plain = object(box(1, 1))
    const rich = { ...plain, locked: true, attributes: { state: 'parked', make: '"Ä" 🚗' } }
    const lorry = {
      ...car,
      id: store.nextId(),
      name: 'lorry',
      parent: car.id,
      attributes: [{ name: 'axles' }],
    }
    store.applyEdit({ label: 'Add', changes: [added(plain)] }, 'first')
    const change: Edit = {
      label: 'Say more',
      changes: [update(plain, rich), { table: 'classes', before: null, after: lorry }],
    }
    store.applyEdit(change, 'second')
    store.applyEdit(change, 'second')
    // The order of keys is not a difference.
    const turned = { ...rich, attributes: { make: '"Ä" 🚗', state: 'parked' } }
    const moved = { ...rich, shape: box(9, 9) }
    store.applyEdit({ label: 'Move', changes: [update(turned, moved)] })
    store.close()
    const again = await ProjectStore.open(folder)
    expect(again.load(image.id).objects).toEqual([moved])
    expect(unpackObjects(again.loadObjects(image.id, 0, 10))).toEqual([moved])
    expect(again.classes().at(-1)).toEqual(lorry)
    again.undo()
    expect(again.undo()?.changes).toContainEqual(update(rich, plain))
    expect(again.undo()?.label).toBe('Add')
    again.close()
  })
})

const sorted = (edit: Edit | null) =>
  edit && { ...edit, changes: [...edit.changes].sort((a, b) => rowId(a) - rowId(b)) }
const rowId = (change: Edit['changes'][number]) => (change.after ?? change.before)!.id
