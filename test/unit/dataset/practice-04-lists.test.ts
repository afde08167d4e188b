import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { splitNames } from '../../../src/tiles/tiles'
import { listPictures } from '../../../src/dataset/foreign/listFiles.node'
import { fromLongForm, parseLabelList } from '../../../src/dataset/foreign/labelList'
import { openDataset, readTilesOf } from '../../../src/dataset/reader.node'
import { sharp } from '../../../src/image/reading/sharp.node'
import { listFiles as listImport } from '../../../src/services/importList.node'
import { Queue } from '../../../src/training/queue.node'
import { Sequence } from '../../../src/training/sequence'
import { spec, taking } from '../shared/foreign.fixture'
import { context } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'

// Practice 4: names and annotations come from a text or CSV file; N pictures a batch are read while training goes on.

const path = scratch()
const take = taking(path)
const write = (name: string, lines: readonly string[]) => {
  mkdirSync(dirname(path(name)), { recursive: true })
  writeFileSync(path(name), lines.join('\n'))
  return path(name)
}
/** Picture i is of the brightness i × 8: it can be told whatever order it comes in. */
const count = 24
const label = (i: number) => (i % 3 ? 'blue' : 'red')
beforeAll(async () => {
  mkdirSync(path('data'), { recursive: true })
  for (let i = 0; i < count; i++) {
    const background = { r: i * 8, g: i * 8, b: i * 8 }
    await sharp({ create: { width: 50, height: 40, channels: 3, background } })
      .png()
      .toFile(path(`data/p${i}.png`))
  }
})
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
const rows = (from: number, to: number) => numbers(from, to).map((i) => `p${i}.png ${label(i)}`)
const index = async (from: string, more = {}) => {
  const out = path('train.list.json')
  await listPictures({ out, from, spec: spec(more) }, context())
  return out
}

describe('practice 4: a generator from lists', () => {
  it('reads batches from the files, circular, each epoch in another order and each picture once in it', async () => {
    const reader = await openDataset(await index(write('data/all.txt', rows(0, count))))
    const plans = new Sequence(reader.split.train, { seed: 3, batch: 4 }).batches()
    const settings = { seed: 3, augmentation: {}, preprocessing: 'none' }
    const queue = new Queue({ ...settings, dataset: '', reader, size: 3, workers: 0 }, plans)
    const epochs: number[][] = [[], [], []]
    for (let epoch = 0; epoch < 3; epoch++)
      while ((epochs[epoch] as number[]).length < reader.split.train.length) {
        const prepared = await queue.next()
        if (!prepared) throw new Error('it ended')
        const { plan, batch } = prepared
        plan.numbers.forEach((tile, i) => {
          epochs[epoch]?.push(tile)
          expect(batch.images[i * 32 * 32 * 3]).toBe(tile * 8)
          expect([...batch.tiles.labels.subarray(i * 2, i * 2 + 2)]).toEqual(tile % 3 ? [1, 0] : [0, 1])
        })
      }
    await queue.close()
    for (const epoch of epochs) expect([...epoch].sort((a, b) => a - b)).toEqual([...reader.split.train])
    expect(epochs[0]).not.toEqual(epochs[1])
    const { images } = await readTilesOf(reader, reader.split.val)
    reader.split.val.forEach((tile, i) => expect(images[i * 32 * 32 * 3]).toBe(tile * 8))
    reader.close()
  })

  it('keeps train.txt with valid.txt and test.txt beside it', async () => {
    const from = write('data/train.txt', rows(0, 12))
    write('data/valid.txt', rows(12, 18))
    write('data/test.txt', rows(18, 24))
    const reader = await openDataset(await index(from))
    expect(splitNames.map((name) => [...reader.split[name]])).toEqual([
      numbers(0, 12),
      numbers(12, 18),
      numbers(18, 24),
    ])
    reader.close()
    const { splits } = await take(from)
    expect(splitNames.map((name) => splits[name].tiles)).toEqual([12, 6, 6])
  })

  it('keeps a column of parts; what it does not give is taken from train, never from test', async () => {
    const lines = numbers(0, count).map((i) => `p${i}.png,${label(i)},${i < 18 ? 'training' : 'testing'}`)
    const { splits } = await take(write('data/column.csv', ['file,label,split', ...lines]))
    expect([splits.test.tiles, splits.train.tiles + splits.val.tiles]).toEqual([6, 18])
    expect(splits.val.tiles).toBeGreaterThan(1)
    const reader = await openDataset(path('out.h5'))
    expect([...reader.split.test]).toEqual(numbers(18, 24))
    reader.close()
    const wrong = write('data/wrong.csv', ['file,label,split', ...lines.slice(0, 5), 'p9.png,blue,later'])
    await expect(take(wrong)).rejects.toThrow(/"later" on line 7 .* takes train, val and test/)
  })

  it('reads a line a class as one row a picture, as Kaggle has it', async () => {
    const kinds = ['epidural', 'intraparenchymal', 'intraventricular', 'subarachnoid', 'subdural', 'any']
    const lines = numbers(0, count).flatMap((i) =>
      kinds.map((kind, c) => `p${i}_${kind},${Number((i + c) % 4 === 0)}`),
    )
    const from = write('data/long.csv', ['ID,Label', ...lines, lines[0] as string])
    expect(await take(from)).toMatchObject({ classNames: kinds, several: true })
    const reader = await openDataset(path('out.h5'))
    expect([...reader.labels([2]).labels]).toEqual([0, 0, 1, 0, 0, 0])
    reader.close()
    // Pictures whose names end in numbers are no classes.
    expect(fromLongForm(parseLabelList('scan_0.png,1\nscan_1.png,0\n', 'x'), 'x')).toBeUndefined()
  })

  it('imports the labels of a list as classes of whole pictures', () => {
    const from = write('data/import.csv', ['file,label', 'p0.png,red', 'p1.png,blue'])
    const { files, classes, labels } = listImport([from])
    expect(files).toEqual([path('data/p0.png'), path('data/p1.png')])
    expect(labels.size).toBe(0)
    expect(classes.get(path('data/p0.png'))).toEqual({ own: ['red'], all: ['blue', 'red'] })
  })
})
