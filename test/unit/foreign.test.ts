import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../src/base/random'
import { splitNames, type DatasetSpec } from '../../src/dataset/dataset'
import { buildForeign } from '../../src/dataset/foreign/buildForeign.node'
import type { ForeignJob } from '../../src/dataset/foreign/foreign'
import { parseLabelList } from '../../src/dataset/foreign/labelList'
import { lookAtForeign } from '../../src/dataset/foreign/look.node'
import { guessMap, parseMap } from '../../src/dataset/foreign/mapping'
import { loadH5 } from '../../src/dataset/h5Module.node'
import { inspectDataset } from '../../src/dataset/inspect.node'
import { openDataset } from '../../src/dataset/reader.node'
import { sharp } from '../../src/image/sharp.node'
import { context } from './imageFixture'
import { scratch } from './projectFixture'

const path = scratch()
const spec = (more: Partial<DatasetSpec> = {}): DatasetSpec => ({
  tile: 32,
  level: 0,
  split: [0.6, 0.2, 0.2],
  seed: 4,
  ...more,
})
const job = (from: string, more: Partial<ForeignJob> = {}): ForeignJob => ({
  out: path('out.h5'),
  from,
  spec: spec(),
  ...more,
})
const take = (from: string, more: Partial<ForeignJob> = {}) => buildForeign(job(from, more), context())

async function picture(file: string, color: readonly [number, number, number], width = 40, height = 20) {
  mkdirSync(join(file, '..'), { recursive: true })
  const [r, g, b] = color
  await sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
    .png()
    .toFile(file)
}

/** `count` pictures of different colours; those of class 1 are red. */
async function colors(folder: string, count: number, name: (i: number, red: boolean) => string) {
  for (let i = 0; i < count; i++) {
    const red = i % 3 === 0
    await picture(join(folder, name(i, red)), red ? [200, i, 10] : [10, i, 200])
  }
}

describe('a folder a class', () => {
  beforeAll(() => colors(path('flowers'), 30, (i, red) => `${red ? 'red' : 'blue'}/${i}.png`))

  it('becomes a dataset: pictures of one size, one-hot labels, every class in every part', async () => {
    const summary = await take(path('flowers'))
    expect(summary).toMatchObject({
      task: 'classify',
      several: false,
      classNames: ['blue', 'red'],
      objects: 30,
    })
    expect(summary.spec.resize).toBe('stretch')
    for (const part of splitNames) expect(summary.splits[part].classes.every((n) => n > 0)).toBe(true)
    expect(summary.splits.train.tiles).toBe(18)
    const reader = await openDataset(path('out.h5'))
    const all = reader.read(Array.from({ length: 30 }, (_, i) => i))
    for (let i = 0; i < 30; i++) {
      const isRed = (all.images[i * 32 * 32 * 3] as number) > 100
      expect([...all.labels.subarray(i * 2, i * 2 + 2)]).toEqual(isRed ? [0, 1] : [1, 0])
    }
    expect(all.masks.length + all.xywh.length).toBe(0)
    const train = reader.read(reader.split.train).images
    const mean = train.reduce((sum, v, i) => sum + (i % 3 === 0 ? v : 0), 0) / (train.length / 3)
    expect(reader.mean[0]).toBeCloseTo(mean, 6)
    reader.close()
  })

  it('keeps the parts that the folders say', async () => {
    for (const part of ['train', 'valid', 'test'])
      await colors(path('parted'), 6, (i, red) => `${part}/${red ? 'red' : 'blue'}/${part}${i}.png`)
    for (const part of ['train', 'valid', 'test'])
      for (let i = 0; i < 6; i++)
        await picture(path(`parted/${part}/${i % 3 ? 'blue' : 'red'}/${part}${i}.png`), [
          part.charCodeAt(2),
          i * 20,
          99,
        ])
    const { splits } = await take(path('parted'))
    expect(splitNames.map((part) => splits[part].tiles)).toEqual([6, 6, 6])
  })

  it('shrinks as asked: whole, with black borders, or around the middle', async () => {
    const corner = async (resize: 'stretch' | 'crop' | 'pad') => {
      await take(path('flowers'), { spec: spec({ resize }) })
      const reader = await openDataset(path('out.h5'))
      const value = reader.read([0]).images[2]
      reader.close()
      return value
    }
    expect([await corner('stretch'), await corner('crop'), await corner('pad')]).toEqual([200, 200, 0])
  })

  it('is refused where a class has no picture, or the same picture stands in two parts', async () => {
    await colors(path('empty'), 6, (i) => `some/${i}.png`)
    mkdirSync(path('empty/none'))
    await expect(take(path('empty'))).rejects.toThrow(/empty.none" holds no picture.*"none"/)
    for (const file of ['twice/train/a/1.png', 'twice/test/a/2.png', 'twice/train/b/3.png'])
      await picture(path(file), file.includes('3') ? [1, 2, 3] : [50, 60, 70])
    await expect(take(path('twice'))).rejects.toThrow(
      /are the same picture, one in the part \w+, one in the part \w+/,
    )
    mkdirSync(path('nothing'))
    await expect(take(path('nothing'))).rejects.toThrow(/has no folders/)
  })

  it('keeps copies of one picture together where the parts are ours to choose', async () => {
    await colors(path('copies'), 12, (i, red) => `${red ? 'red' : 'blue'}/${i}.png`)
    for (let i = 0; i < 12; i++)
      writeFileSync(
        path(`copies/blue/copy${i}.png`),
        readFileSync(path(`copies/${i % 3 ? 'blue' : 'red'}/${i}.png`)),
      )
    expect((await take(path('copies'))).objects).toBe(24)
  })
})

describe('a list of files', () => {
  beforeAll(() => colors(path('list'), 12, (i) => `scan_${i}.png`))
  const list = (name: string, lines: readonly string[]) => {
    writeFileSync(path(`list/${name}`), lines.join('\n'))
    return path(`list/${name}`)
  }

  it('gives one label each, with or without a first line, from text or CSV', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => [`scan_${i}.png`, i % 3 ? 'blue' : 'red'] as const)
    const files = [
      list(
        'plain.txt',
        rows.map((row) => row.join(' ')),
      ),
      list('head.csv', ['filename,age,label', ...rows.map(([file, label]) => `"${file}",30,${label}`)]),
      list(
        'bare.csv',
        rows.map((row) => row.join(';')),
      ),
    ]
    for (const file of files) {
      const { classNames, several, objects } = await take(file)
      expect({ classNames, several, objects }).toEqual({
        classNames: ['blue', 'red'],
        several: false,
        objects: 12,
      })
    }
  })

  it('gives several labels out of columns of 0 and 1, the files named without their ending', async () => {
    const kinds = ['epidural', 'intraparenchymal', 'intraventricular', 'subarachnoid', 'subdural', 'any']
    const file = list('hemorrhage.csv', [
      `ID,${kinds.join(',')}`,
      ...Array.from(
        { length: 12 },
        (_, i) => `scan_${i},${kinds.map((_, c) => Number((i + c) % 3 === 0)).join(',')}`,
      ),
    ])
    const summary = await take(file)
    expect(summary).toMatchObject({ classNames: kinds, several: true })
    const reader = await openDataset(path('out.h5'))
    expect([...reader.read([2]).labels]).toEqual([0, 1, 0, 0, 1, 0])
    expect(reader.several).toBe(true)
    reader.close()
  })

  it.each([
    [['file,label', 'scan_0.png,red', 'scan_99.png,red'], /"bad.csv" names "scan_99.png" on line 3/],
    [['file,a,b', 'scan_0.png,1,0', 'scan_1.png,1'], /has 2 columns on line 3 and 3 columns on line 1/],
    [
      ['file,a,b', 'scan_0.png,1,0', 'scan_1.png,2,0'],
      /has "2" on line 3 in the column "a", which takes 0 and 1/,
    ],
    [['file,a,b', 'scan_0.png,1,0', 'scan_1.png,1,0'], /no picture is labelled "b"/],
    [['scan_0.png,1,0'], /no first line that names them/],
    [['file', 'scan_0.png'], /has no label on line 1/],
    [['file,label', 'scan_0.png,'], /has no label on line 2/],
    [[''], /is empty/],
    [['file,label', 'scan_0.png,a'], /1 different pictures cannot be split into 3 parts/],
  ])('that is not right is refused with its line (%#)', async (lines, sentence) => {
    rmSync(path('out.h5'), { force: true })
    await expect(take(list('bad.csv', lines))).rejects.toThrow(sentence)
  })

  it('leaves the old dataset where it fails', async () => {
    await take(path('flowers'))
    const before = readFileSync(path('out.h5'))
    writeFileSync(path('list/broken.png'), 'no picture')
    await expect(
      take(list('bad.csv', ['scan_0.png,a', 'scan_1.png,b', 'scan_2.png,a', 'broken.png,b'])),
    ).rejects.toThrow(/broken\.png/)
    expect(readFileSync(path('out.h5')).equals(before)).toBe(true)
  })

  it('reads quotes, and numbers in their order', () => {
    const { classNames, rows } = parseLabelList('path,label\n"a, ""b"".png",10\nc.png,9\n', 'x.csv')
    expect(classNames).toEqual(['9', '10'])
    expect(rows.map(({ file, labels }) => [file, ...labels])).toEqual([
      ['a, "b".png', 1],
      ['c.png', 0],
    ])
  })
})

describe("another program's HDF5", () => {
  const side = 24
  type Data = Uint8Array | Float32Array | Int32Array
  async function h5(
    name: string,
    datasets: Readonly<Record<string, readonly [Data | string[], readonly number[], string?]>>,
  ) {
    const module = await loadH5()
    const file = new module.File(path(name), 'w')
    for (const group of new Set(Object.keys(datasets).flatMap((dataset) => dataset.split('/').slice(0, -1))))
      file.create_group(group)
    for (const [dataset, [data, shape, dtype]] of Object.entries(datasets))
      file.create_dataset({
        name: dataset,
        data: data as Uint8Array,
        shape: [...shape],
        ...(dtype && { dtype }),
      })
    file.close()
    return path(name)
  }
  const random = new Random(8)
  const pixels = (n: number) => Uint8Array.from({ length: n * side * side * 3 }, () => random.below(256))
  const oneHot = (n: number, classes = 3) =>
    Uint8Array.from({ length: n * classes }, (_, i) =>
      Number(i % classes === Math.floor(i / classes) % classes),
    )
  const [train, valid, test] = [pixels(20), pixels(7), pixels(5)]
  const usual = () =>
    h5('usual.h5', {
      train_img: [train, [20, side, side, 3]],
      train_labels: [oneHot(20), [20, 3]],
      valid_img: [valid, [7, side, side, 3]],
      valid_labels: [oneHot(7), [7, 3]],
      test_img: [test, [5, side, side, 3]],
      test_labels: [oneHot(5), [5, 3]],
    })

  it('is mapped by itself and trained from in place', async () => {
    const from = await usual()
    expect((await lookAtForeign(from)).map).toEqual({
      images: '/train_img',
      labels: '/train_labels',
      val_images: '/valid_img',
      val_labels: '/valid_labels',
      test_images: '/test_img',
      test_labels: '/test_labels',
    })
    const summary = await take(from, { classNames: ['a', 'b', 'c'] })
    expect(summary).toMatchObject({
      task: 'classify',
      reference: from,
      classNames: ['a', 'b', 'c'],
      objects: 32,
    })
    expect(summary.splits.val).toEqual({ tiles: 7, objects: 7, classes: [3, 2, 2] })
    expect(readFileSync(path('out.h5')).length).toBeLessThan(20_000)
    const reader = await openDataset(path('out.h5'))
    const bytes = side * side * 3
    const batch = reader.read([26, 3, 20, 31])
    const wanted = [
      [valid, 6],
      [train, 3],
      [valid, 0],
      [test, 4],
    ] as const
    wanted.forEach(([from, row], i) =>
      expect(batch.images.subarray(i * bytes, (i + 1) * bytes)).toEqual(
        from.subarray(row * bytes, (row + 1) * bytes),
      ),
    )
    expect([...batch.labels]).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0])
    expect(reader.split.test.length).toBe(5)
    const red = train.filter((_, i) => i % 3 === 0)
    expect(reader.mean[0]).toBeCloseTo(red.reduce((a, b) => a + b, 0) / red.length, 6)
    reader.close()
    expect((await inspectDataset(path('out.h5'), { index: true })).index?.split[25]).toBe(1)
  })

  it('is read whatever its types: class numbers, floats up to 1, grey, channels first', async () => {
    const grey = Float32Array.from({ length: 10 * side * side }, () => random.below(256) / 255)
    const from = await h5('grey.h5', {
      'data/x': [grey, [10, 1, side, side]],
      'data/y': [Int32Array.from({ length: 10 }, (_, i) => i % 2), [10]],
    })
    await take(from, { map: parseMap('images=data/x,labels=data/y'), spec: spec({ split: [0.5, 0.5, 0] }) })
    const reader = await openDataset(path('out.h5'))
    const { images, labels } = reader.read([9])
    const [first, second] = [grey[9 * side * side] as number, grey[9 * side * side + 1] as number]
    expect([...images.subarray(0, 6)].map((v) => v / 255)).toEqual(
      [first, first, first, second, second, second].map((v) => Math.round(v * 255) / 255),
    )
    expect([...labels]).toEqual([0, 1])
    expect([reader.split.train.length, reader.split.val.length]).toEqual([5, 5])
    reader.close()
  })

  it('guesses nothing from datasets that fit nothing', () => {
    expect(guessMap([{ path: '/a', type: 'uint8', shape: [3, 4] }])).toEqual({})
  })

  it('is refused in one sentence where it cannot be trained from', async () => {
    const images = [pixels(6), [6, side, side, 3]] as const
    const map = parseMap('images=x,labels=y')
    const cases: [string, Parameters<typeof h5>[1], RegExp][] = [
      ['unequal.h5', { x: images, y: [oneHot(5), [5, 3]] }, /6 pictures in "x" and 5 labels in "y"/],
      [
        'hot.h5',
        { x: images, y: [Uint8Array.from({ length: 18 }, () => 1), [6, 3]] },
        /row 0 of "y" is 1 1 1, which is not one-hot/,
      ],
      [
        'vlen.h5',
        { x: images, y: [['a', 'b', 'c', 'd', 'e', 'f'], [6], 'S'] },
        /values of "\/y" have variable lengths/,
      ],
      [
        'flat.h5',
        { x: [pixels(6), [6, side * side * 3]], y: [oneHot(6), [6, 3]] },
        /must be rows × height × width × channels/,
      ],
      ['missing.h5', { x: images, z: [oneHot(6), [6, 3]] }, /has no dataset "y"; it has x, z/],
    ]
    for (const [name, datasets, sentence] of cases)
      await expect(take(await h5(name, datasets), { map }), name).rejects.toThrow(sentence)
    const cut = await usual()
    truncateSync(cut, 30_000)
    await expect(take(cut)).rejects.toThrow(/usual\.h5" is damaged or cut off/)
    await expect(take(path('gone.h5'))).rejects.toThrow(/no file or folder/)
    writeFileSync(path('what.doc'), '')
    await expect(take(path('what.doc'))).rejects.toThrow(/neither a folder, a list/)
  })

  it('may have several labels where the person says so', async () => {
    const labels = Uint8Array.of(1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0)
    const from = await h5('several.h5', { x: [pixels(4), [4, side, side, 3]], y: [labels, [4, 3]] })
    const map = parseMap('images=x,labels=y')
    const { several, objects } = await take(from, { map, several: true, spec: spec({ split: [1, 0, 0] }) })
    expect({ several, objects }).toEqual({ several: true, objects: 4 })
  })

  it('that was taken away later is missed in one sentence', async () => {
    const from = await usual()
    await take(from)
    rmSync(from)
    await expect(openDataset(path('out.h5'))).rejects.toThrow(/no file ".*usual\.h5"/)
  })
})
