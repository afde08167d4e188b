import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { StoreThread } from '../../../src/cli/storeThread.node'
import { ProjectStore } from '../../../src/project/store/store.node'
import { StoreClient } from '../../../src/project/store/storeClient.node'
import { compileChild, scratch } from '../shared/project.fixture'

const at = scratch()

it('a query without an end is an error like any other, and the store is there again for the next', async () => {
  const script = await compileChild('storeThread.child.ts', at('store.mjs'))
  const folder = at('p.windhover')
  ;(await ProjectStore.create(folder, { classes: [] })).close()
  const store = await StoreClient.open(new StoreThread(pathToFileURL(script)), folder)
  expect(await store.newestEdit()).toBe(7)
  await expect(store.classes()).rejects.toMatchObject({
    code: 'project-endless',
    message: expect.stringMatching(/project\.db did not answer in time[^\n]*\.$/) as string,
  })
  expect(await store.newestEdit()).toBe(7)
  await store.close()
}, 120_000)
