import { describe, expect, it } from 'vitest'
import { noAugmentation, chain } from '../../../src/augment/augment'
import { Random } from '../../../src/base/random'
import { splitNames } from '../../../src/tiles/tiles'
import { loadH5 } from '../../../src/hdf5/h5Module.node'
import { openDataset } from '../../../src/dataset/reader.node'
import { makeBatch } from '../../../src/training/batches'
import { asInput } from '../../../src/training/input'
import { spec, taking } from '../shared/foreign.fixture'
import { scratch } from '../shared/project.fixture'

// Practice 14: one HDF5 with train_img, valid_img and test_img, one-hot, 70, 20 and 10 %. Practice 11: batches [i : i + batch]
// of it through a chain of preprocessors, labels to one-hot. Practice 7: image and mask by the same draw.

const path = scratch()
const take = taking(path)
const side = 32
type Data = Uint8Array | Float32Array | Int32Array | string[]

async function h5(
  name: string,
  datasets: Readonly<Record<string, readonly [Data, readonly number[], string?]>>,
  attributes: Readonly<Record<string, string[] | Float64Array>> = {},
) {
  const module = await loadH5()
  const file = new module.File(path(name), 'w')
  for (const [dataset, [data, shape, dtype]] of Object.entries(datasets))
    file.create_dataset({
      name: dataset,
      data: data as Uint8Array,
      shape: [...shape],
      ...(dtype && { dtype }),
    })
  for (const [key, value] of Object.entries(attributes)) file.create_attribute(key, value)
  file.close()
  return path(name)
}
const random = new Random(14)
const pixels = (n: number) => Uint8Array.from({ length: n * side * side * 3 }, () => random.below(256))
const classOf = (n: number) => Int32Array.from({ length: n }, (_, i) => i % 3)
const oneHot = (n: number) =>
  Uint8Array.from({ length: n * 3 }, (_, i) => Number(i % 3 === Math.floor(i / 3) % 3))
const shape = (n: number) => [n, side, side, 3]
const map = { images: 'x', labels: 'y' }
const scaled = (values: Uint8Array, scale: (v: number) => number) =>
  h5('scaled.h5', { x: [Float32Array.from(values, scale), shape(10)], y: [classOf(10), [10]] })

describe('practice 14: one HDF5', () => {
  it('keeps its three parts and the names of its classes', async () => {
    const from = await h5(
      'usual.h5',
      {
        train_img: [pixels(21), shape(21)],
        train_labels: [oneHot(21), [21, 3]],
        valid_img: [pixels(6), shape(6)],
        valid_labels: [oneHot(6), [6, 3]],
        test_img: [pixels(3), shape(3)],
        test_labels: [oneHot(3), [3, 3]],
      },
      { class_names: ['cat', 'dog', 'owl'] },
    )
    const { splits, classNames } = await take(from)
    expect(splitNames.map((name) => splits[name].tiles)).toEqual([21, 6, 3])
    expect(classNames).toEqual(['cat', 'dog', 'owl'])
  })

  it('takes a part that it lacks from train, by its share, and never from test', async () => {
    const from = await h5('two.h5', {
      X_train: [pixels(30), shape(30)],
      y_train: [classOf(30), [30]],
      X_test: [pixels(9), shape(9)],
      y_test: [classOf(9), [9]],
    })
    const { splits } = await take(from, { spec: spec({ split: [0.7, 0.2, 0.1] }) })
    expect(splitNames.map((name) => splits[name].tiles)).toEqual([24, 6, 9])
    const reader = await openDataset(path('out.h5'))
    expect([...reader.split.test]).toEqual(Array.from({ length: 9 }, (_, i) => 30 + i))
    reader.close()
  })

  it('has one scale for all its pictures, whatever a batch holds', async () => {
    const values = pixels(10)
    // Picture 0 is dark: by itself it would be taken for 0..1.
    values.fill(1, 0, side * side * 3)
    for (const scale of [(v: number) => v, (v: number) => v / 255, (v: number) => v / 127.5 - 1]) {
      const from = await scaled(values, scale)
      await take(from, { map })
      const reader = await openDataset(path('out.h5'))
      expect(reader.read([0]).images).toEqual(values.subarray(0, side * side * 3))
      expect(reader.read([9, 0]).images.subarray(0, side * side * 3)).toEqual(
        values.subarray(9 * side * side * 3),
      )
      reader.close()
    }
  })

  it('is not turned black by one value that overshoots', async () => {
    const values = pixels(10)
    const from = await h5('over.h5', {
      x: [Float32Array.from(values, (v, i) => (i === 77 ? 1.02 : v / 255)), shape(10)],
      y: [classOf(10), [10]],
    })
    await take(from, { map })
    const reader = await openDataset(path('out.h5'))
    values[77] = 255
    expect(reader.read([0]).images).toEqual(values.subarray(0, side * side * 3))
    expect(reader.spec.pixels?.pixels).toBe('0..1')
    reader.close()
  })

  it('is refused with the option that helps where the scale cannot be told, and takes it', async () => {
    const values = pixels(10)
    const from = await scaled(values, (v) => (v - 120) / 60)
    await expect(take(from, { map })).rejects.toThrow(
      /go from -2 to 2.25, .*--pixels 0\.\.1, -1\.\.1, 0\.\.255/,
    )
    await expect(take(from, { map, pixels: 'bright' })).rejects.toThrow(/not "bright"/)
    await expect(take(from, { map, pixels: 'standardised' })).rejects.toThrow(/holds no mean and std/)
    await take(from, { map, pixels: '-2..2.25' })
    let reader = await openDataset(path('out.h5'))
    expect(reader.read([4]).images).toEqual(values.subarray(4 * side * side * 3, 5 * side * side * 3))
    reader.close()
    const stored = await h5(
      'std.h5',
      { x: [Float32Array.from(values, (v) => (v - 120) / 60), shape(10)], y: [classOf(10), [10]] },
      { mean: Float64Array.of(120), std: Float64Array.of(60) },
    )
    await take(stored, { map, pixels: 'standardised' })
    reader = await openDataset(path('out.h5'))
    expect(reader.read([4]).images).toEqual(values.subarray(4 * side * side * 3, 5 * side * side * 3))
    reader.close()
  })

  it('gives texts as class names, and numbers from 1 without an empty class', async () => {
    const texts = ['dog', 'cat', 'owl', 'cat', 'dog', 'owl']
    const named = await h5('texts.h5', { x: [pixels(6), shape(6)], y: [texts, [6], 'S3'] })
    expect((await take(named, { map, spec: spec({ split: [0.5, 0.5, 0] }) })).classNames).toEqual([
      'cat',
      'dog',
      'owl',
    ])
    const vlen = await h5('vlen.h5', { x: [pixels(6), shape(6)], y: [texts, [6], 'S'] })
    expect((await take(vlen, { map, spec: spec({ split: [0.5, 0.5, 0] }) })).classNames).toEqual([
      'cat',
      'dog',
      'owl',
    ])
    const ones = await h5('ones.h5', { x: [pixels(6), shape(6)], y: [Int32Array.of(1, 2, 3, 1, 2, 3), [6]] })
    const { classNames } = await take(ones, { map, spec: spec({ split: [0.5, 0.5, 0] }) })
    expect(classNames).toEqual(['class 1', 'class 2', 'class 3'])
  })
})

describe('practice 11: batches of an HDF5', () => {
  it('are rows [i : i + batch] through preprocessing, with labels to one-hot', async () => {
    const values = pixels(12)
    const from = await h5('rows.h5', { x: [values, shape(12)], y: [classOf(12), [12]] })
    await take(from, { map, spec: spec({ split: [1, 0, 0] }) })
    const reader = await openDataset(path('out.h5'))
    const input = asInput(reader, { augmentation: {}, preprocessing: 'centre' })
    for (let i = 0; i < 12; i += 4) {
      const numbers = reader.split.train.subarray(i, i + 4)
      const { images, tiles } = makeBatch(input, numbers, noAugmentation, new Random(1))
      const wanted = values.subarray(i * side * side * 3, (i + 4) * side * side * 3)
      expect(
        images.every(
          (v, at) => Math.abs(v - ((wanted[at] as number) - (reader.mean[at % 3] as number))) < 1e-3,
        ),
      ).toBe(true)
      expect([...tiles.labels]).toEqual([...oneHot(12).subarray(i * 3, (i + 4) * 3)])
    }
    reader.close()
  })
})

describe('practice 7: masks of an HDF5', () => {
  const side = 48
  const shape = (n: number) => [n, side, side, 3]
  const masks = Uint8Array.from({ length: 8 * side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side) % side]
    return Number(x >= 8 && x < 20 && y >= 4 && y < 10)
  })
  /** White where the mask is, so that a crop of one can be held against the other. */
  const painted = Uint8Array.from(
    { length: 8 * side * side * 3 },
    (_, i) => 255 * (masks[Math.floor(i / 3)] as number),
  )

  it('are read with their pictures, and their objects are boxes', async () => {
    for (const [name, own, dims] of [
      ['masks', masks, [8, side, side]],
      ['y', masks.map((v) => v * 255), [8, side, side, 1]],
    ] as const) {
      const summary = await take(await h5('m.h5', { images: [painted, shape(8)], [name]: [own, dims] }))
      expect(summary).toMatchObject({ task: 'detect', classNames: ['class 1'], objects: 8 })
      const reader = await openDataset(path('out.h5'))
      const batch = reader.read([3])
      expect(batch.masks).toEqual(masks.subarray(0, side * side))
      expect([...batch.xywh, ...batch.classes, ...batch.labels]).toEqual([8, 4, 12, 6, 0, 1])
      reader.close()
    }
  })

  it('are cropped and turned by the same draw as their pictures', async () => {
    await take(await h5('m.h5', { images: [painted, shape(8)], masks: [masks, [8, side, side]] }))
    const reader = await openDataset(path('out.h5'))
    const augmentation = { crop: { size: 32 }, flip: {}, dihedral: {} }
    const input = asInput(reader, { augmentation, preprocessing: 'none' })
    const { images, tiles } = makeBatch(input, Int32Array.of(0, 1, 2, 3), chain(augmentation), new Random(2))
    expect(tiles.masks.some((v) => v === 1)).toBe(true)
    tiles.masks.forEach((value, i) => expect(images[i * 3]).toBe(value === 1 ? 255 : 0))
    reader.close()
  })

  it('that do not belong to the pictures are refused', async () => {
    const from = await h5('m.h5', {
      images: [painted, shape(8)],
      masks: [masks.subarray(0, 8 * 16 * 16), [8, 16, 16]],
    })
    await expect(take(from, { map: { images: 'images', masks: 'masks' } })).rejects.toThrow(
      /must be 8 × 48 × 48/,
    )
  })
})
