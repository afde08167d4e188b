import { statSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ProjectStore } from '../../src/project/store.node'
import { cpuMs } from './cpuTime'
import { added, box, projectWithImage, removed, scratch } from './projectFixture'

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
