import type * as v from 'valibot'
import { expect, it } from 'vitest'
import { ObjectMap } from '../../../renderer/document/objectMap'
import type { Change } from '../../../src/document/edit'
import { commands, type CommandName } from '../../../src/ipc/contract'
import { receive } from '../../../src/ipc/receive'
import { ProjectStore } from '../../../src/project/store/store.node'
import { packObjects } from '../../../src/records/packedObjects'
import { recordKinds, tableNames, type ObjectRecord, type TableName } from '../../../src/records/records'
import { sampleOf } from './schemaSample'
import { scratch } from '../shared/project.fixture'

// A field is declared in one file of src/records. These tests ask for every field of the schemas, so for one that is added
// later, too, that it comes through all that lies between the window and SQLite.

const at = scratch()
const ids = { images: 1, classes: 2, objects: 3, checked: 4, rejections: 5 }

/** A record with every field that its schema knows. */
function whole(table: TableName): Change['after'] & { id: number } {
  const known = { id: ids[table], image: ids.images, class: ids.classes }
  return sampleOf(recordKinds[table].schema, known) as Change['after'] & { id: number }
}

const records = tableNames.map((table) => [table, whole(table)] as const)
const changes = records.map(([table, after]) => ({ table, before: null, after }) as Change)

/** As main takes it: in a copy, and checked. */
function sent<C extends CommandName>(command: C, way: 'in' | 'out', message: unknown): unknown {
  const received = receive<v.GenericSchema>(commands[command][way], structuredClone(message))
  expect(received, `${command} refuses it`).toBeDefined()
  return received
}

it('every field of a record reaches SQLite by an edit of the window, and the window again', async () => {
  const folder = at('fields.windhover')
  const store = await ProjectStore.create(folder, { classes: [] })
  const held = sent('document.hold', 'in', {
    token: 't',
    label: 'All',
    total: changes.length,
    at: 0,
    changes,
  })
  store.applyEdit(held as { label: string; changes: Change[] })
  store.close()

  const opened = await ProjectStore.open(folder)
  const image = ids.images
  const [picture, kind, object, area, rejection] = records.map(([, record]) => record)
  expect(opened.images()).toEqual([picture])
  expect(opened.classes()).toEqual([kind])
  const { checked, rejections } = opened.load(image)
  expect({ checked, rejections }).toEqual({ checked: [area], rejections: [rejection] })

  const objects = opened.loadObjects(image, 0, 10)
  const message = { objects, total: 1, checked, rejections, nextId: 10 }
  const shown = sent('document.open', 'out', message) as typeof message
  expect({ checked: shown.checked, rejections: shown.rejections }).toEqual({ checked, rejections })
  const map = new ObjectMap()
  map.append(shown.objects, null)
  expect([...map.values()]).toEqual([object])

  opened.undo()
  const again = sent('document.redo', 'out', opened.redo()) as { changes: Change[] }
  expect(again.changes).toEqual(expect.arrayContaining(changes))
  opened.close()
})

it('an object that is imported in bulk keeps every field', async () => {
  const store = await ProjectStore.create(at('bulk.windhover'), { classes: [] })
  store.applyEdit({ label: 'Before', changes: changes.slice(0, 2) })
  const object = whole('objects') as ObjectRecord
  await store.applyBulk({ label: 'Import', changes: [] }, [packObjects(ids.images, [object])], async () => {})
  expect(store.load(ids.images).objects).toEqual([{ ...object, id: expect.any(Number) }])
  store.close()
})
