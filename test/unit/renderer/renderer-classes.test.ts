import { describe, expect, test } from 'vitest'
import { Classes } from '../../../renderer/state/classes.svelte'
import type { Host } from '../../../renderer/state/host'
import { OpenDocument } from '../../../renderer/document/openDocument.svelte'
import { select } from '../../../renderer/document/selection'
import { askedAttributes, classRows } from '../../../src/document/classTree'
import { commonAttribute, setAttribute } from '../../../src/document/commands/attributes'
import { rejectDetection } from '../../../src/document/commands/rejectDetection'
import type { ClassRecord } from '../../../src/records/records'
import { addObject } from '../../../src/document/commands/addObject'
import { box, projectWithImage, scratch } from '../shared/project.fixture'
import { storeApi } from '../shared/viewer.fixture'

const at = scratch()
let folders = 0

/** Classes over a real project on the disk. */
async function setup() {
  const { store, image, car, van } = await projectWithImage(at(`c${++folders}.windhover`))
  const api = storeApi(store)
  const host = {
    bridge: { call: (command: never, input: never) => api.call(command, input) },
    project: { classes: [...store.classes()] },
    images: [{ ...image, objects: 0, checkedAreas: 0, predictions: [] }],
    image: { ...image, objects: 0, checkedAreas: 0, predictions: [] },
    apply: (edit: never) => document.apply(edit),
  }
  const document = new OpenDocument({
    api,
    onclasses: (changes) => (host.project = { classes: classes.after(changes) }),
  })
  const classes = new Classes({
    ...host,
    document,
    get project() {
      return host.project
    },
  } as unknown as Host)
  await document.load(host.image)
  const names = () => classRows(host.project.classes).map((row) => '·'.repeat(row.depth) + row.record.name)
  const named = (name: string) => host.project.classes.find((each) => each.name === name) as ClassRecord
  const stored = async () => {
    await document.settled()
    return { ...store.load(image.id), classes: store.classes() }
  }
  return { store, image, car, van, document, classes, host, names, named, stored }
}

const object = (document: OpenDocument, image: number, classId: number) => {
  const id = document.newId()
  document.apply(addObject(id, image, classId, box(id, 10)))
  return id
}

describe('the list of classes', () => {
  test('follows the person’s order, with kinds below their class; numbers stay in order of id', async () => {
    const { classes, document, names, named, stored } = await setup()
    classes.add('truck')
    classes.nest(named('van'), named('car').id)
    classes.add('lorry', named('truck').id)
    expect(names()).toEqual(['car', '·van', 'truck', '·lorry'])
    classes.move(named('truck'), -1)
    expect(names()).toEqual(['truck', '·lorry', 'car', '·van'])
    expect((await stored()).classes.map((each) => each.name)).toEqual(['car', 'van', 'truck', 'lorry'])
    await document.undo()
    expect(names()).toEqual(['car', '·van', 'truck', '·lorry'])
  })

  test('no class becomes a kind of its own kind', async () => {
    const { classes, document, names, named } = await setup()
    classes.nest(named('van'), named('car').id)
    classes.nest(named('car'), named('van').id)
    expect(names()).toEqual(['car', '·van'])
    expect(document.canUndo).toContain('van')
  })

  test('to hide a class hides its kinds, and hides no other', async () => {
    const { classes, named } = await setup()
    classes.add('bus')
    classes.nest(named('van'), named('car').id)
    classes.toggle(named('car'))
    expect([...classes.hidden].sort()).toEqual([named('car').id, named('van').id].sort())
    classes.toggle(named('car'))
    expect(classes.hidden.size).toBe(0)
    classes.solo(named('bus'))
    expect(classes.hidden.has(named('bus').id)).toBe(false)
    expect(classes.hidden.size).toBe(2)
  })
})

describe('a class that goes', () => {
  test('merged: all that was of it is of the other, and one undo brings it back', async () => {
    const { classes, document, image, car, van, stored } = await setup()
    object(document, image.id, car.id)
    object(document, image.id, van.id)
    const no = { id: document.newId(), image: image.id, class: van.id, rect: { x: 0, y: 0, w: 9, h: 9 } }
    document.apply(rejectDetection({ ...no, run: 'run-1' }))
    classes.merge(van, car, await classes.rowsOf(van))
    let now = await stored()
    expect(now.classes.map((each) => each.name)).toEqual(['car'])
    expect(now.objects.map((row) => row.class)).toEqual([car.id, car.id])
    expect(now.rejections.map((row) => row.class)).toEqual([car.id])
    await document.undo()
    now = await stored()
    expect(now.classes.map((each) => each.name)).toEqual(['car', 'van'])
    expect(now.objects.map((row) => row.class)).toEqual([car.id, van.id])
    expect(now.rejections.map((row) => row.class)).toEqual([van.id])
  })

  test('deleted with what it had, rejections too; its kinds move up', async () => {
    const { classes, document, image, car, van, named, names, stored } = await setup()
    classes.nest(van, car.id)
    object(document, image.id, car.id)
    const no = { id: document.newId(), image: image.id, class: car.id, rect: { x: 0, y: 0, w: 9, h: 9 } }
    document.apply(rejectDetection({ ...no, run: 'run-1' }))
    classes.remove(named('car'), await classes.rowsOf(named('car')))
    const now = await stored()
    expect([now.objects, now.rejections]).toEqual([[], []])
    expect(names()).toEqual(['van'])
  })
})

describe('attributes', () => {
  test('a kind is asked what its class is asked; names count once', () => {
    const classes: ClassRecord[] = [
      { id: 1, name: 'vehicle', color: '#000000', attributes: [{ name: 'state' }, { name: 'note' }] },
      {
        id: 2,
        name: 'car',
        color: '#000000',
        parent: 1,
        attributes: [{ name: 'state', values: ['parked', 'moving'] }],
      },
    ]
    expect(askedAttributes(classes, 2)).toEqual([
      { name: 'state', values: ['parked', 'moving'] },
      { name: 'note' },
    ])
    expect(askedAttributes(classes, 1)).toHaveLength(2)
  })

  test('are set for the whole selection in one step, are stored, and undone', async () => {
    const { document, image, car, stored } = await setup()
    const ids = [1, 2].map(() => object(document, image.id, car.id))
    document.selection = select(ids)
    document.apply(setAttribute(document.selectedObjects().slice(0, 1), 'state', 'parked'))
    expect(commonAttribute(document.selectedObjects(), 'state')).toBeUndefined()
    document.apply(setAttribute(document.selectedObjects(), 'state', 'moving'))
    expect(commonAttribute(document.selectedObjects(), 'state')).toBe('moving')
    expect((await stored()).objects.map((row) => row.attributes)).toEqual([
      { state: 'moving' },
      { state: 'moving' },
    ])
    await document.undo()
    expect((await stored()).objects.map((row) => row.attributes?.['state'])).toEqual(['parked', undefined])
    expect(setAttribute(document.selectedObjects().slice(1), 'state', '')).toBeNull()
  })

  test('with names twice or none are refused with a sentence', async () => {
    const { classes, car } = await setup()
    const same = { name: 'car', color: car.color, parent: undefined }
    expect(classes.change(car, { ...same, attributes: [{ name: '' }] })).toContain('name')
    expect(classes.change(car, { ...same, attributes: [{ name: 'a' }, { name: 'a' }] })).toContain('a')
    expect(classes.change(car, { ...same, name: 'van', attributes: [] })).toContain('van')
  })
})
