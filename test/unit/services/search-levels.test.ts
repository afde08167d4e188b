import { readFileSync, writeFileSync } from 'node:fs'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { storeRunner } from '../../../src/cli/storeThread.node'
import { StoreClient } from '../../../src/project/store/storeClient.node'
import { SearchLevels } from '../../../src/services/searchLevel.node'
import { at, clean, done, drawSquares } from '../shared/options.fixture'

// At which level a picture is searched of which nobody has said how large its objects are.

const project = at('levels.windhover')
const ofAll = async () => {
  const store = await StoreClient.open(storeRunner(), project)
  try {
    const levels = new SearchLevels(store)
    const found: [string, number | undefined][] = []
    for (const image of await store.images()) found.push([image.name, await levels.of(image, 'auto')])
    return Object.fromEntries(found)
  } finally {
    await store.close()
  }
}
const add = (name: string, ...more: string[]) => done('import', project, at(`${name}.png`), ...more)
const marked = (name: string) => ['--labels', at(`labels/${name}.txt`), '--checked', 'whole']

beforeAll(async () => {
  await drawSquares('one', 1)
  await drawSquares('two', 2)
  for (const name of ['near', 'unlike', 'measured', 'closer']) {
    const wide = await sharp(at('one.png')).resize(2048, 2048, { kernel: 'nearest' }).toBuffer()
    // Each a picture of its own.
    await sharp(wide)
      .composite([{ input: Buffer.from([name.length, 9, 9]), raw: { width: 1, height: 1, channels: 3 } }])
      .toFile(at(`${name}.png`))
  }
  writeFileSync(at('labels/near.txt'), readFileSync(at('labels/one.txt')))
  await done('init', project, '--classes', 'a,b')
}, 60_000)
afterAll(clean)

it('is that of all marked pictures, where they are of one scale', async () => {
  await add('unlike')
  expect(await ofAll()).toEqual({ 'unlike.png': undefined })
  await add('one', ...marked('one'))
  await add('two', ...marked('two'))
  expect(await ofAll()).toEqual({ 'unlike.png': 0, 'one.png': 0, 'two.png': 0 })
}, 60_000)

it('is another where pixel sizes say so', async () => {
  await add('measured', ...['--pixel-size', '1um'])
  expect(await ofAll()).toMatchObject({ 'measured.png': 0 })
  await drawSquares('three', 3)
  await add('three', '--pixel-size', '8um', ...marked('three'))
  await add('closer', '--pixel-size', '4um')
  // Squares of some 17 pixels there are 34 and 136 here.
  expect(await ofAll()).toMatchObject({ 'three.png': 0, 'closer.png': 0, 'measured.png': 2, 'unlike.png': 0 })
}, 60_000)

it('is left to the run where marked pictures differ', async () => {
  await add('near', ...marked('near'))
  expect(await ofAll()).toMatchObject({ 'near.png': 1, 'unlike.png': undefined, 'measured.png': 2 })
}, 60_000)
