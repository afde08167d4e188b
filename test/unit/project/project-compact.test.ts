import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ProjectStore } from '../../../src/project/store/store.node'
import { StoreClient } from '../../../src/project/store/storeClient.node'
import { storeJobs } from '../../../src/project/store/storeJobs.node'
import { compactProject } from '../../../src/services/compacting.node'
import { LocalRunner } from '../../../src/services/localRunner'
import type { Project } from '../../../src/services/project.node'
import { added, box, imageRecord, scratch } from '../shared/project.fixture'

const at = scratch()

it('a compacted project holds what it held, without the undo history and the files of removed images', async () => {
  const folder = at('compact.windhover')
  const store = await StoreClient.create(new LocalRunner(storeJobs()), folder, [
    { name: 'car', color: '#e69f00' },
  ])
  const [kept, gone] = [imageRecord(await store.nextId()), imageRecord(await store.nextId(), 'gone.png')]
  for (const image of [kept, gone]) {
    await store.addImage(image)
    writeFileSync(store.paths.pyramid(image.id), 'a pyramid')
    const blocks = join(store.paths.predictions, 'run', `${image.id}.blocks`)
    mkdirSync(blocks, { recursive: true })
    writeFileSync(join(blocks, '0.block'), 'a block')
  }
  const first = await store.nextId(3000)
  const classId = (await store.classes())[0]?.id ?? 0
  const all = Array.from({ length: 3000 }, (_, i) => {
    const image = i % 3 === 0 ? kept : gone
    return {
      id: first + i,
      image: image.id,
      class: classId,
      shape: box(i, 1 / 3),
      origin: 'human' as const,
    }
  })
  await store.applyEdit({ label: 'Add', changes: all.map(added) })
  await store.removeImage(gone.id)
  expect(existsSync(store.paths.pyramid(gone.id))).toBe(true)
  const { bytes, files } = await compactProject({ store, paths: store.paths } as Project)
  expect(files).toBe(1)
  expect(bytes).toBeGreaterThan(50_000)
  expect(readdirSync(store.paths.images)).toEqual([`${kept.id}.tif`])
  expect(readdirSync(join(store.paths.predictions, 'run'))).toEqual([`${kept.id}.blocks`])
  expect(await store.history()).toEqual({ canUndo: null, canRedo: null })
  await store.close()
  const again = await ProjectStore.open(folder)
  expect(again.images()).toEqual([kept])
  expect(again.load(kept.id).objects).toEqual(all.filter(({ image }) => image === kept.id))
  again.close()
})
