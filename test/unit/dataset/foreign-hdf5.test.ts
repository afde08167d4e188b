import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import { buildForeign } from '../../../src/dataset/foreign/buildForeign.node'
import { lookAtForeign } from '../../../src/dataset/foreign/look.node'
import { guessMap, parseMap } from '../../../src/dataset/foreign/mapping'
import { loadH5 } from '../../../src/hdf5/h5Module.node'
import { inspectDataset } from '../../../src/dataset/inspect.node'
import { openDataset } from '../../../src/dataset/reader.node'
import { spec, taking } from '../shared/foreign.fixture'
import { context } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'

const path = scratch()
const take = taking(path)

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

  it('shows the first three of more channels, and says so; two are refused', async () => {
    const y = [Int32Array.from({ length: 10 }, (_, i) => i % 2), [10]] as const
    const plane = side * side
    // The fourth is no part of what is seen: its values tell nothing of the scale.
    const value = (n: number, k: number, c: number) =>
      c > 2 ? 1000 : ((n * 31 + k * 7 + c * 50) % 256) / 255
    const last = Float32Array.from({ length: 10 * plane * 4 }, (_, i) =>
      value(Math.floor(i / plane / 4), Math.floor(i / 4) % plane, i % 4),
    )
    const first = Float32Array.from({ length: 10 * plane * 4 }, (_, i) =>
      value(Math.floor(i / plane / 4), i % plane, Math.floor(i / plane) % 4),
    )
    const shapes = { last: [10, side, side, 4], first: [10, 4, side, side] }
    for (const [name, values] of Object.entries({ last, first })) {
      const from = await h5(`${name}.h5`, { x: [values, shapes[name as 'last']], y })
      const said = context()
      const map = parseMap('images=x,labels=y')
      await buildForeign({ out: path('out.h5'), from, map, spec: spec({ split: [1, 0, 0] }) }, said)
      expect(said.warnings.join(' ')).toMatch(
        /have 4 channels: the first three are taken as red, green and blue/,
      )
      const reader = await openDataset(path('out.h5'))
      const { images } = reader.read([9])
      const right = Array.from({ length: plane * 3 }, (_, i) =>
        Math.round(value(9, Math.floor(i / 3), i % 3) * 255),
      )
      expect([...images]).toEqual(right)
      reader.close()
    }
    const two = await h5('two.h5', { x: [pixels(10).subarray(0, 10 * plane * 2), [10, side, side, 2]], y })
    await expect(take(two, { map: parseMap('images=x,labels=y') })).rejects.toThrow(/have 2 channels/)
  })

  it('says which datasets it took where nobody named them', async () => {
    const y = [Int32Array.from({ length: 10 }, (_, i) => i % 2), [10]] as const
    const from = await h5('named.h5', { train_img: [pixels(10), [10, side, side, 3]], train_labels: y })
    const said = context()
    await buildForeign({ out: path('out.h5'), from, spec: spec({ split: [1, 0, 0] }) }, said)
    expect(said.warnings.join(' ')).toContain('is read as --map images=train_img,labels=train_labels;')
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
