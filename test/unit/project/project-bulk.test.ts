import { statSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ProjectStore } from '../../../src/project/store/store.node'
import { packObjects } from '../../../src/records/packedObjects'
import { cpuMs } from '../shared/cpuTime'
import { added, box, projectWithImage, removed, scratch } from '../shared/project.fixture'

const at = scratch()

it('takes 200,000 objects as one undoable edit, and stays quick for the next one', async () => {
  const count = 200_000
  const folder = at('bulk.windhover')
  const { store, image, object } = await projectWithImage(folder)
  const objects = Array.from({ length: count }, (_, i) => {
    return object(box((i % 1000) * 97.3, i / 11, 17.25, 9), { origin: 'import' })
  })
  const label = 'Import 200000 objects'
  expect(cpuMs(() => store.applyEdit({ label, changes: objects.map(added) }))).toBeLessThan(15_000)
  expect(statSync(`${folder}/project.db-wal`).size / count).toBeLessThan(100)
  const edits = 100
  const ms = cpuMs(() => {
    for (let i = 0; i < edits; i++) store.applyEdit({ label: 'Add box', changes: [added(object(box(i, i)))] })
  })
  expect(ms / edits).toBeLessThan(20)
  for (let i = 0; i < edits; i++) store.undo()
  expect(store.countsPerImage().get(image.id)?.objects).toBe(count)
  const undone = store.undo()
  expect(undone?.changes).toHaveLength(count)
  expect(undone?.changes[12_345]).toEqual(removed(objects[12_345]!))
  expect(store.load(image.id).objects).toEqual([])
  expect(store.redo()?.changes).toHaveLength(count)
  store.close()
  const again = await ProjectStore.open(folder)
  const loaded = again.load(image.id).objects
  expect(loaded.length).toBe(count)
  for (let i = 0; i < count; i += 997) expect(loaded[i]).toEqual(objects[i])
  again.close()
}, 120_000)

it('objects in bulk are stored as they are, whatever some of them have that others have not', async () => {
  const { store, image, object } = await projectWithImage(at('mixed.windhover'))
  const outline = (corners: number) =>
    ({ kind: 'polygon', points: Array.from({ length: corners * 2 }, (_, i) => i / 3) }) as const
  const given = [
    ...[1, 2, 3].map((i) => object(box(i, i / 3), { origin: 'import' })),
    object(box(4, 4), { origin: 'import', score: 0.25 }),
    object(outline(5), { origin: 'import' }),
    object(outline(2500), { origin: 'import' }),
    object({ kind: 'point', x: 1, y: 2 }, { origin: 'import' }),
    object(box(7, 7), { origin: 'import', attributes: { age: 'old' } }),
    object(box(8, 8), { origin: 'model' }),
    ...Array.from({ length: 300 }, (_, i) => object(outline(1000), { origin: i % 2 ? 'import' : 'human' })),
    ...Array.from({ length: 300 }, () => object(outline(1000), { origin: 'import' })),
  ]
  const block = packObjects(image.id, given)
  await store.applyBulk({ label: 'Import', changes: [] }, [block], async () => {})
  const loaded = store.load(image.id).objects
  expect(loaded.map((each, i) => ({ ...each, id: given[i]?.id }))).toEqual(given)
  expect(new Set(loaded.map(({ id }) => id)).size).toBe(given.length)
  store.undo()
  expect(store.load(image.id).objects).toEqual([])
  store.close()
})

it('counts of a large project are right after edits, undo, a kill and an emptied log, though nobody counts anew', async () => {
  const folder = at('counts.windhover')
  const { store, image, object } = await projectWithImage(folder)
  const many = Array.from({ length: 25_000 }, (_, i) => object(box(i, 1)))
  store.applyEdit({ label: 'Import', changes: many.map(added) })
  store.close()
  const counts = (project: ProjectStore) => {
    const { counts: byImage, changes } = project.summary()
    return [byImage.get(image.id)?.objects, changes]
  }
  const reopened = async (work: (project: ProjectStore) => unknown, ending: 'close' | 'kill' = 'close') => {
    const project = ProjectStore.attach(store.paths)
    await work(project)
    const seen = counts(project)
    if (ending === 'close') project.close()
    else project.abandon()
    return seen
  }
  const extra = object(box(5, 5))
  const all = [
    await reopened((project) => project.applyEdit({ label: 'Add', changes: [added(extra)] }), 'kill'),
    await reopened(() => {}),
    await reopened((project) => project.undo()),
    await reopened((project) => project.undo()),
    await reopened((project) => project.redo()),
    await reopened((project) => project.setSetting('datasetEdit', String(project.newestEdit()))),
    await reopened((project) => project.compact()),
    await reopened((project) => project.applyEdit({ label: 'Add', changes: [added(extra)] })),
    await reopened(() => {}),
    await reopened((project) => project.compact()),
    await reopened(() => {}),
  ]
  expect(all).toEqual([
    [25_001, 25_001],
    [25_001, 25_001],
    [25_000, 25_000],
    [undefined, 0],
    [25_000, 25_000],
    // The one that was added and undone is in the dataset no more than here.
    [25_000, 1],
    [25_000, 0],
    [25_001, 1],
    [25_001, 1],
    [25_001, 0],
    [25_001, 0],
  ])
}, 60_000)

it('hands on long outlines in blocks that there is room for, in order and without a gap', async () => {
  const { store, image, object } = await projectWithImage(at('outlines.windhover'))
  const outline = (i: number) =>
    Array.from({ length: i % 500 === 0 ? 60_000 : 2000 }, (_, k) => ((i + k) % 977) / 8)
  const objects = Array.from({ length: 2500 }, (_, i) => object({ kind: 'polygon', points: outline(i) }))
  for (let i = 0; i < objects.length; i += 500)
    store.applyEdit({ label: 'Import', changes: objects.slice(i, i + 500).map(added) })
  const ids: number[] = []
  let largest = 0
  for (let after = 0; ; after = ids.at(-1)!) {
    const block = store.loadObjects(image.id, after, 65_536)
    if (block.count === 0) break
    ids.push(...block.ids)
    largest = Math.max(largest, block.shapes.length)
  }
  expect(ids).toEqual(objects.map(({ id }) => id))
  expect(largest).toBeLessThanOrEqual(16 * 1024 * 1024)
  expect(largest).toBeGreaterThan(1024 * 1024)
  store.close()
}, 60_000)
