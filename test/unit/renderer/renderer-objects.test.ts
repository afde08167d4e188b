import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { OpenDocument } from '../../../renderer/document/openDocument.svelte'
import { select } from '../../../renderer/document/selection'
import { Classes } from '../../../renderer/state/classes.svelte'
import type { Host } from '../../../renderer/state/host'
import { Notices } from '../../../renderer/state/notices.svelte'
import { noFilter, sorted } from '../../../renderer/state/objectOrder'
import { ObjectRows } from '../../../renderer/state/objectRows'
import { ObjectTable } from '../../../renderer/state/objectTable.svelte'
import { Pauses } from '../../../renderer/state/pauses'
import { setAttribute } from '../../../src/document/commands/attributes'
import { remove } from '../../../src/document/commands/remove'
import type { ObjectRecord } from '../../../src/records/records'
import type { Rect } from '../../../src/geometry/rect'
import { added, box, projectWithImage, scratch } from '../shared/project.fixture'
import { storeApi } from '../shared/viewer.fixture'

const at = scratch()
let folders = 0
const pauses = () => new Pauses(new AbortController().signal)

/** A table over an image with these objects: x, y, w, h, and whether they are vans. */
async function setup(given: readonly (readonly [number, number, number, number, ('van' | 'car')?])[]) {
  const { store, image, car, van, object } = await projectWithImage(at(`o${++folders}.windhover`))
  const records = given.map(([x, y, w, h, kind]) =>
    object(box(x, y, w, h), { class: kind === 'van' ? van.id : car.id }),
  )
  store.applyEdit({ label: 'Add', changes: records.map(added) })
  const document = new OpenDocument({ api: storeApi(store) })
  const host = { document, notices: new Notices(), project: { classes: store.classes() } }
  const shown: Rect[] = []
  const classes = new Classes(host as unknown as Host)
  const table = new ObjectTable(
    host as unknown as Host,
    classes,
    (rect) => shown.push(rect),
    () => ({ x: 0, y: 0 }),
  )
  await document.load({ ...image, objects: records.length, checkedAreas: 0, predictions: [] })
  await table.refresh()
  const ids = () => [...table.order].map((row) => table.rows.ids[row])
  const chosen = () => [...document.selection.objects]
  return { document, table, records: records.map((each) => each.id), ids, chosen, shown, van, classes }
}

describe('the table of objects', () => {
  test('sorts by any column, up and down; equal ones stay in order', async () => {
    const { table, ids, records } = await setup([
      [5, 900, 30, 10],
      [50, 10, 10, 10, 'van'],
      [20, 700, 10, 40],
      [1, 20, 10, 10],
    ])
    const [a, b, c, d] = records
    expect(ids()).toEqual([d, b, c, a]) // read in strips of 256 pixels
    table.sortBy('size')
    await table.refresh()
    expect(ids()).toEqual([b, d, a, c])
    table.sortBy('size')
    await table.refresh()
    expect(ids()).toEqual([c, a, b, d])
    table.sortBy('class')
    await table.refresh()
    expect(ids()).toEqual([a, c, d, b])
  })

  test('filters by class, size, area and what attributes say', async () => {
    const { table, ids, records, document, van } = await setup([
      [0, 0, 30, 10],
      [0, 0, 10, 10, 'van'],
      [0, 0, 8, 40],
    ])
    const [a, b, c] = records
    const only = async (filter: Partial<typeof noFilter>) => {
      table.narrow({ ...noFilter, ...filter })
      await table.refresh()
      return ids()
    }
    expect(await only({ classes: new Set([van.id]) })).toEqual([b])
    expect(await only({ size: { least: 20, most: 35 } })).toEqual([a])
    expect(await only({ area: { least: 300, most: undefined } })).toEqual([c, a])
    expect(await only({ origin: 'model' })).toEqual([])
    document.apply(setAttribute([document.objects.get(c as number) as ObjectRecord], 'state', 'Parked badly'))
    expect(await only({ text: 'parked' })).toEqual([c])
  })

  test('keeps up with what is deleted, undone and drawn', async () => {
    const { table, ids, records, document } = await setup([
      [0, 0, 10, 10],
      [20, 0, 10, 10],
    ])
    const [a, b] = records as [number, number]
    document.apply(remove([document.objects.get(a) as ObjectRecord], []))
    await table.refresh()
    expect(ids()).toEqual([b])
    await document.undo()
    await table.refresh()
    expect(ids()).toEqual([a, b])
    const drawn = { ...(document.objects.get(a) as ObjectRecord), id: document.newId(), shape: box(5, 0) }
    document.apply({ label: 'Add box', changes: [added(drawn)] })
    await table.refresh()
    expect(ids()).toEqual([a, drawn.id, b])
  })

  test('Tab goes through all of them and round again, on from where a deleted one stood', async () => {
    const { table, records, chosen, document, shown } = await setup([
      [0, 0, 10, 10],
      [20, 0, 10, 10],
      [40, 0, 10, 10],
    ])
    const [a, b, c] = records
    await table.step(1)
    expect(chosen()).toEqual([a])
    await table.step(1)
    expect(chosen()).toEqual([b])
    expect(shown.at(-1)).toEqual({ x: 20, y: 0, w: 10, h: 10 })
    document.apply(remove(document.selectedObjects(), []))
    await table.step(1)
    expect(chosen()).toEqual([c])
    await table.step(1)
    expect(chosen()).toEqual([a])
    await table.step(-1)
    expect(chosen()).toEqual([c])
  })

  test('Tab passes over what is not shown', async () => {
    const { table, records, chosen, classes, van } = await setup([
      [0, 0, 10, 10],
      [20, 0, 10, 10, 'van'],
      [40, 0, 10, 10],
    ])
    classes.toggle(van)
    await table.step(1)
    await table.step(1)
    expect(chosen()).toEqual([records[2]])
    await table.step(-1)
    expect(chosen()).toEqual([records[0]])
    for (const each of classes.all) if (!classes.hidden.has(each.id)) classes.toggle(each)
    await table.step(1)
    expect(chosen()).toEqual([records[0]])
  })

  test('Shift selects all between, Ctrl one more or less', async () => {
    const { table, records, chosen } = await setup([
      [0, 0, 10, 10],
      [20, 0, 10, 10],
      [40, 0, 10, 10],
      [60, 0, 10, 10],
    ])
    const [a, b, c] = records
    table.pick(2, 'only')
    table.pick(0, 'range')
    expect(chosen()).toEqual([a, b, c])
    table.pick(1, 'toggle')
    expect(chosen()).toEqual([a, c])
    table.pickAll()
    expect(chosen()).toEqual(records)
  })

  test('as CSV: what is shown, in that order, with attributes and quotes', async () => {
    const { table, records, document } = await setup([
      [0, 0, 30, 10.5],
      [20, 0, 10, 10, 'van'],
    ])
    const first = document.objects.get(records[0] as number) as ObjectRecord
    document.apply(setAttribute([first], 'note', 'red, "old"'))
    document.selection = select([])
    table.sortBy('class')
    table.sortBy('class')
    await table.refresh()
    const lines = (await table.csv()).trimEnd().split('\r\n')
    expect(lines).toEqual([
      'id,class,origin,score,x,y,width,height,area,locked,note',
      `${records[1]},van,human,,20,0,10,10,100,0,`,
      `${records[0]},car,human,,0,0,30,10.5,315,0,"red, ""old"""`,
    ])
  })
})

test('the order is that of any other stable sort', async () => {
  const number = fc.oneof(fc.constant(0), fc.integer({ min: -5, max: 5 }), fc.float({ noNaN: true }))
  await fc.assert(
    fc.asyncProperty(fc.array(number, { maxLength: 300 }), fc.boolean(), async (values, down) => {
      const objects = new Map(
        values.map((x, id) => {
          const shape = { kind: 'box', x, y: 0, w: 1, h: 1 } as const
          return [id, { id, image: 1, class: 1, shape, origin: 'human' } satisfies ObjectRecord]
        }),
      )
      const built = await ObjectRows.build(objects, pauses())
      const all = Uint32Array.from(values.keys())
      const order = await sorted(
        built,
        all,
        { column: 'x', down, classPlace: (id) => id, lineHeight: 256 },
        pauses(),
      )
      const expected = [...values.keys()].sort(
        (a, b) => ((values[a] ?? 0) - (values[b] ?? 0)) * (down ? -1 : 1) || a - b,
      )
      expect([...order]).toEqual(expected)
    }),
  )
})

test('objects that arrive in blocks are put in order once all are there', async () => {
  const { store, image, object } = await projectWithImage(at(`o${++folders}.windhover`))
  const records = Array.from({ length: 450 }, (_, i) => object(box(i * 10, 0)))
  store.applyEdit({ label: 'Add', changes: records.map(added) })
  const document = new OpenDocument({ api: storeApi(store) })
  const host = { document, notices: new Notices(), project: { classes: store.classes() } } as unknown as Host
  const nowhere = { show: () => {}, middle: () => undefined }
  const table = new ObjectTable(host, new Classes(host), nowhere.show, nowhere.middle)
  table.follow()
  await document.load({ ...image, objects: records.length, checkedAreas: 0, predictions: [] })
  await vi.waitFor(() => expect(table.order.length).toBe(450))
  expect(table.busy).toBe(false)
})
