import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { splitNames } from '../../../src/tiles/tiles'
import { parseLabelList } from '../../../src/dataset/foreign/labelList'
import { openDataset } from '../../../src/dataset/reader.node'
import { sharp } from '../../../src/image/reading/sharp.node'
import { spec, taking } from '../shared/foreign.fixture'
import { scratch } from '../shared/project.fixture'

const path = scratch()
const take = taking(path)

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

  it('has pictures in folders of its own, for each patient or flight', async () => {
    await colors(path('patients'), 12, (i, red) => `${red ? 'red' : 'blue'}/${i % 2 ? `p${i}/` : ''}${i}.png`)
    expect(await take(path('patients'))).toMatchObject({ objects: 12, classNames: ['blue', 'red'] })
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
