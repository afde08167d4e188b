import { statSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ProjectStore } from '../../src/project/store.node'
import { added, box, projectWithImage, removed, scratch } from './projectFixture'

const at = scratch()

it('takes 200,000 objects as one undoable edit, and stays quick for the next one', async () => {
  const count = 200_000
  const folder = at('bulk.windhover')
  const { store, image, object } = await projectWithImage(folder)
  const figures: Record<string, number> = {}
  const timed = <T>(name: string, work: () => T): T => {
    const start = performance.now()
    const result = work()
    figures[name] = Math.round((performance.now() - start) * 100) / 100
    return result
  }
  const objects = Array.from({ length: count }, (_, i) =>
    object(box((i % 1000) * 97.3, i / 11, 17.25, 9), { origin: 'import' }),
  )
  timed('import', () => store.applyEdit({ label: 'Import 200000 objects', changes: objects.map(added) }))
  expect(statSync(`${folder}/project.db-wal`).size / count).toBeLessThan(100)
  timed('editEach', () => {
    for (let i = 0; i < 200; i++) store.applyEdit({ label: 'Add box', changes: [added(object(box(i, i)))] })
  })
  figures.editEach = (figures.editEach ?? 0) / 200
  for (let i = 0; i < 200; i++) store.undo()
  expect(timed('load', () => store.load(image.id).objects.length)).toBe(count)
  expect(timed('count', () => store.countsPerImage().get(image.id)?.objects)).toBe(count)
  const undone = timed('undo', () => store.undo())
  expect(undone?.changes).toHaveLength(count)
  expect(undone?.changes[12_345]).toEqual(removed(objects[12_345]!))
  expect(store.load(image.id).objects).toEqual([])
  expect(timed('redo', () => store.redo())?.changes).toHaveLength(count)
  timed('close', () => store.close())
  const again = await ProjectStore.open(folder)
  const loaded = again.load(image.id).objects
  expect(loaded.length).toBe(count)
  for (let i = 0; i < count; i += 9973) expect(loaded[i]).toEqual(objects[i])
  again.close()
  expect(figures.import).toBeLessThan(15_000)
  expect(figures.editEach).toBeLessThan(50)
}, 120_000)
