import { writeFileSync } from 'node:fs'
import { encode } from 'fast-png'
import sharp from 'sharp'
import { beforeEach, describe, expect, it } from 'vitest'
import type { MaskValues } from '../../../src/formats/maskValues'
import { StoreClient } from '../../../src/project/store/storeClient.node'
import { storeJobs } from '../../../src/project/store/storeJobs.node'
import { dataJobs } from '../../../src/services/dataJobs.node'
import { importMasks } from '../../../src/services/importingMasks.node'
import { LocalRunner } from '../../../src/services/localRunner'
import type { Project } from '../../../src/services/project.node'
import { TileServer } from '../../../src/services/tileServer.node'
import { windhover } from '../shared/options.fixture'
import { scratch } from '../shared/project.fixture'

// Masks for images that a project has, as the window imports them: where nothing says what their values are, it asks once.

const path = scratch()
let projects = 0
let folder = ''
let asked: string[]

beforeEach(async () => {
  asked = []
  folder = path(`p${++projects}.windhover`)
  for (const name of ['a', 'b'])
    await sharp({ create: { width: 20, height: 10, channels: 3, background: '#888' } })
      .png()
      .toFile(path(`${name}.png`))
})

function mask(name: string, value: (x: number) => number): string {
  const data = Uint8Array.from({ length: 200 }, (_, i) => value(i % 20))
  writeFileSync(path(name), encode({ width: 20, height: 10, data, channels: 1, depth: 8 }))
  return path(name)
}

async function imported(pictures: readonly string[], masks: readonly string[], answer?: MaskValues) {
  await windhover('init', folder)
  await windhover('import', folder, ...pictures.map((name) => path(name)))
  const store = await StoreClient.open(new LocalRunner(storeJobs()), folder)
  try {
    const data = new LocalRunner(dataJobs(new TileServer()))
    const project = { store, paths: store.paths, data } as unknown as Project
    const said: string[] = []
    const context = {
      signal: new AbortController().signal,
      progress: () => {},
      warn: (s: string) => said.push(s),
    }
    const ask = (name: string) => {
      asked.push(name)
      return Promise.resolve(answer)
    }
    const { images, refused } = await importMasks(project, masks, context, ask)
    const classes = (await store.classes()).map(({ name }) => name)
    return { objects: images.map(({ name, objects }) => [name, objects]), refused, classes, said }
  } finally {
    await store.close()
  }
}

/** Two regions of value 4 and one of 9. */
const cells = (x: number) => (x < 3 || (x > 5 && x < 8) ? 4 : x > 15 ? 9 : 0)

describe('masks for images that are there', { timeout: 60_000 }, () => {
  it.each([
    ['classes', 3, ['class 4', 'class 9']],
    ['instances', 2, ['object']],
  ] as const)('are asked about once, and taken as %s', async (kind, count, names) => {
    const masks = [mask('a_mask.png', cells), mask('b_mask.png', cells)]
    const { objects, classes } = await imported(['a.png', 'b.png'], masks, kind)
    expect(asked).toEqual(['a_mask.png'])
    expect(objects).toEqual([
      ['a.png', count],
      ['b.png', count],
    ])
    expect(classes).toEqual(names)
  })

  it('are not taken where the person would rather not say', async () => {
    const masks = [mask('a_mask.png', cells)]
    await expect(imported(['a.png', 'b.png'], masks)).rejects.toThrow(/--mask-values/)
    expect(asked).toEqual(['a_mask.png'])
  })

  it('belong to the image of their name; those of nobody are named', async () => {
    const binary = (x: number) => (x < 5 ? 255 : 0)
    const masks = [mask('a_mask.png', binary), mask('c_mask.png', binary)]
    const { objects, refused } = await imported(['a.png', 'b.png'], masks)
    expect(asked).toEqual([])
    expect(objects).toEqual([['a.png', 1]])
    expect(refused?.message).toMatch(/c_mask\.png belongs to no image of this project/)
  })

  it('belong to an OME-TIFF with its `.ome` and without; where there is one of each name to that', async () => {
    const binary = (x: number) => (x < 5 ? 255 : 0)
    for (const name of ['a.ome', 'b.ome', 'a'])
      await sharp(path('a.png'))
        .tiff()
        .toFile(path(`${name}.tif`))
    const [short, long] = [mask('a_mask.png', binary), mask('b.ome_mask.png', binary)]
    const { objects } = await imported(['a.ome.tif', 'b.ome.tif'], [short, long])
    expect(objects).toEqual([
      ['a.ome.tif', 1],
      ['b.ome.tif', 1],
    ])
    folder = path(`p${++projects}.windhover`)
    const both = await imported(['a.ome.tif', 'a.tif'], [mask('a.ome_mask.png', binary), short])
    expect(both.objects).toEqual([
      ['a.ome.tif', 1],
      ['a.tif', 1],
    ])
  })

  it('the only one belongs to the only image, whatever it is called', async () => {
    const { objects } = await imported(['a.png'], [mask('Labels.png', (x) => (x < 5 ? 1 : 0))])
    expect(objects).toEqual([['a.png', 1]])
  })
})
