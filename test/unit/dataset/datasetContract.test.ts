import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { BuildImage } from '../../../src/dataset/build.node'
import { openDataset } from '../../../src/dataset/reader.node'
import type { Shape } from '../../../src/records/records'
import { bounds } from '../../../src/records/records'
import { containsPoint, intersect, type Rect } from '../../../src/geometry/rect'
import { boxes, built, markedImage, spec } from '../shared/dataset.fixture'
import { scratch } from '../shared/project.fixture'
import { covers, crop, type Found, readWithPython, sha1, size, visible } from './contract.fixture'

// The dataset file is a contract with other programs: a Python that knows nothing of us reads it, and what it says is
// compared, row by row of the table, with the pictures' own pixels and with what was marked on them.

const path = scratch()
let images: BuildImage[]
let pictures: Uint8Array[]
let whole: Found
let split: Found

beforeAll(async () => {
  const polygon: Shape = { kind: 'polygon', points: [150, 20, 190, 40, 170, 75, 140, 60] }
  const first = boxes(12, 400, 300, 1)
  const marked = [
    await markedImage(path, 3, 400, 300, {
      shapes: [...first.shapes, polygon],
      classes: [...first.classes, 1],
      checked: [
        { x: 0, y: 0, w: 250, h: 300 },
        { x: 200, y: 100, w: 200, h: 150 },
      ],
    }),
    await markedImage(path, 8, 333, 50, {
      ...boxes(5, 333, 50, 2),
      checked: [{ x: 0, y: 0, w: 333, h: 50 }],
      rejections: [{ x: 20, y: 20, w: 9, h: 9 }],
    }),
  ]
  images = marked.map((m) => m.image)
  pictures = marked.map((m) => m.pixels)
  await built(path('whole.h5'), images, { spec: spec({ split: [1, 0, 0] }) })
  await built(path('split.h5'), images)
  whole = readWithPython(path('whole.h5'))
  split = readWithPython(path('split.h5'))
})

const rows = (found: Found, name: string) => found.values[name] as number[][]
const list = (found: Found, name: string) => found.values[name] as number[]
const tileOf = (found: Found, i: number) => {
  const [image, level, x, y] = rows(found, '/origin')[i] as [number, number, number, number]
  return { image, level, rect: { x, y, w: size, h: size } }
}
const boxesOf = (found: Found, i: number) => {
  const [from, to] = [
    list(found, '/boxes/offset')[i] as number,
    list(found, '/boxes/offset')[i + 1] as number,
  ]
  return {
    xywh: rows(found, '/boxes/xywh').slice(from, to),
    classes: list(found, '/boxes/class').slice(from, to),
  }
}

describe('the dataset file, read by h5py', () => {
  it('has the types, shapes and chunks of the table, nothing of variable length, no filter', () => {
    const n = split.imageHashes.length
    const m = list(split, '/boxes/class').length
    const ground = split.datasets['/ground/kind']?.shape[0] ?? 0
    expect(ground).toBeGreaterThan(2)
    const table: [string, string, number[]][] = [
      ['/images', '|u1', [n, size, size, 3]],
      ['/masks', '|u1', [n, size, size]],
      ['/labels', '|u1', [n, 2]],
      ['/boxes/offset', '<i8', [n + 1]],
      ['/boxes/xywh', '<f4', [m, 4]],
      ['/boxes/class', '|u1', [m]],
      ['/origin', '<i4', [n, 4]],
      ['/kind', '|u1', [n]],
      ['/split/train', '<i4', [list(split, '/split/train').length]],
      ['/split/val', '<i4', [list(split, '/split/val').length]],
      ['/split/test', '<i4', [list(split, '/split/test').length]],
      ['/sources/path', 'string', [2]],
      ['/sources/sha256', 'string', [2]],
      ['/sources/width', '<i4', [2]],
      ['/sources/height', '<i4', [2]],
      // What was checked and what was held back when it was built.
      ['/ground/image', '<i4', [ground]],
      ['/ground/kind', '|u1', [ground]],
      ['/ground/xywh', '<f8', [ground, 4]],
    ]
    expect(n).toBeGreaterThan(100)
    expect(Object.keys(split.datasets).sort()).toEqual(table.map(([name]) => name).sort())
    for (const [name, dtype, shape] of table) {
      expect
        .soft(split.datasets[name], name)
        .toMatchObject({ dtype, shape, variable: false, compression: null })
    }
    expect(split.datasets['/images']?.chunks).toEqual([1, size, size, 3])
    expect(split.datasets['/masks']?.chunks).toEqual([1, size, size])
  })

  it('says what its numbers are: who opens it takes y for x otherwise', () => {
    const attributes = (name: string) => split.datasets[name]?.attributes
    expect(attributes('/origin')?.['columns']).toMatch(/^image, level, x, y in tile pixels/)
    expect(attributes('/kind')?.['values']).toBe('0 positive, 1 near, 2 background, 3 hard')
    expect(attributes('/boxes/xywh')?.['columns']).toMatch(/^x, y, w, h in tile pixels/)
  })

  it('has axistags as vigra and ilastik write them', () => {
    const keys = (name: string) =>
      (
        JSON.parse(split.datasets[name]?.attributes['axistags'] ?? '') as {
          axes: { key: string; typeFlags: number }[]
        }
      ).axes.map((a) => [a.key, a.typeFlags])
    expect(keys('/images')).toEqual([
      ['t', 8],
      ['y', 2],
      ['x', 2],
      ['c', 1],
    ])
    expect(keys('/masks')).toEqual([
      ['t', 8],
      ['y', 2],
      ['x', 2],
    ])
  })

  it('says in its attributes what it was made from', () => {
    const { attributes, attributeTypes } = split
    expect(attributes).toMatchObject({ schema: 'windhover-dataset/1', class_names: ['car', 'büs'], seed: 7 })
    expect(JSON.parse(attributes['spec'] as string)).toEqual(spec())
    expect(attributeTypes).toMatchObject({
      schema: 'str',
      spec: 'str',
      class_names: 'ndarray',
      mean: 'ndarray',
    })
    for (const name of ['mean', 'std'] as const)
      (attributes[name] as number[]).forEach((v, c) => expect(v).toBeCloseTo(split[name][c] as number, 6))
  })

  it('holds in every tile the pixels of the picture at its origin, black beyond it', () => {
    whole.imageHashes.forEach((hash, i) => {
      const { image, level, rect } = tileOf(whole, i)
      expect(level).toBe(0)
      expect(hash).toBe(
        sha1(crop(pictures[image] as Uint8Array, images[image] as BuildImage, rect.x, rect.y)),
      )
    })
    const three = [1, 2, 3].map((i) => tileOf(whole, i))
    const joined = three.flatMap((t) => [
      ...crop(pictures[t.image] as Uint8Array, images[t.image] as BuildImage, t.rect.x, t.rect.y),
    ])
    expect(whole.stretch).toBe(sha1(Uint8Array.from(joined)))
  })

  it('shows no part the pixels of another: they are black and ignored', async () => {
    const reader = await openDataset(path('split.h5'))
    let hidden = 0
    for (let i = 0; i < reader.length; i++) {
      const { images: pixels, masks } = reader.read([i])
      const { image, rect } = tileOf(split, i)
      const original = crop(pictures[image] as Uint8Array, images[image] as BuildImage, rect.x, rect.y)
      for (let k = 0; k < masks.length; k++) {
        const [own, there] = [pixels, original].map((p) => [...p.subarray(k * 3, k * 3 + 3)].join())
        if (own === there) continue
        expect([own, masks[k]]).toEqual(['0,0,0', 255])
        hidden++
      }
    }
    expect(hidden).toBeGreaterThan(0)
    reader.close()
  })

  it('holds in every mask the class of each pixel, 0 where it was checked, 255 elsewhere', () => {
    whole.maskHashes.forEach((hash, i) => {
      const { image, rect } = tileOf(whole, i)
      const { objects, checked, rejections, width, height } = images[image] as BuildImage
      const near = objects.shapes
        .map((shape, k) => ({ shape, box: bounds(shape), class: objects.classes[k] as number }))
        .filter(({ box }) => intersect(box, rect))
        .sort((a, b) => b.box.w * b.box.h - a.box.w * a.box.h)
      const mask = new Uint8Array(size * size)
      for (let k = 0; k < mask.length; k++) {
        const [x, y] = [rect.x + (k % size) + 0.5, rect.y + Math.floor(k / size) + 0.5]
        let value = [...checked, ...rejections].some((r) => containsPoint(r, x, y)) ? 0 : 255
        for (const o of near) if (visible(o.box, rect) < 0.5 && covers(o.shape, x, y)) value = 255
        for (const o of near) if (visible(o.box, rect) >= 0.5 && covers(o.shape, x, y)) value = o.class + 1
        mask[k] = containsPoint({ x: 0, y: 0, w: width, h: height }, x, y) ? value : 255
      }
      expect(hash, `mask of tile ${i}`).toBe(sha1(mask))
    })
  })

  it('lists every object of which a tile shows half, where it is, and no other', () => {
    for (const found of [whole, split])
      found.imageHashes.forEach((_, i) => {
        const { image, rect } = tileOf(found, i)
        const { objects } = images[image] as BuildImage
        const shown = objects.shapes
          .map((s, k) => ({ box: bounds(s), class: objects.classes[k] as number }))
          .filter(({ box }) => visible(box, rect) >= 0.5)
        const { xywh, classes } = boxesOf(found, i)
        if (found === whole) expect(classes).toEqual(shown.map((o) => o.class))
        const wanted = shown.map(({ box, class: c }) => {
          const inside = intersect(box, rect) as Rect
          return [c, inside.x - rect.x, inside.y - rect.y, inside.w, inside.h]
            .map((v) => v.toFixed(2))
            .join(' ')
        })
        xywh.forEach((box, k) =>
          expect(wanted).toContain([classes[k] as number, ...box].map((v) => v.toFixed(2)).join(' ')),
        )
        const multiHot = [0, 1].map((c) => Number(classes.includes(c)))
        expect(rows(found, '/labels')[i]).toEqual(multiHot)
      })
    expect(list(split, '/boxes/offset')[0]).toBe(0)
    expect(list(split, '/boxes/offset').at(-1)).toBe(list(split, '/boxes/class').length)
  })

  it('has kinds that are what they say', () => {
    const kinds = list(whole, '/kind')
    expect(new Set(kinds)).toEqual(new Set([0, 1, 2, 3]))
    kinds.forEach((kind, i) => {
      const { image, rect } = tileOf(whole, i)
      const { objects, rejections } = images[image] as BuildImage
      if (kind === 0) expect(boxesOf(whole, i).classes.length).toBeGreaterThan(0)
      if (kind === 2) expect(objects.shapes.some((s) => intersect(bounds(s), rect))).toBe(false)
      if (kind === 3) expect(rejections.some((r) => intersect(r, rect))).toBe(true)
    })
  })

  it('splits all tiles into sorted, separate parts', () => {
    const parts = ['train', 'val', 'test'].map((name) => list(split, `/split/${name}`))
    for (const part of parts) {
      expect(part.length).toBeGreaterThan(0)
      expect(part).toEqual([...part].sort((a, b) => a - b))
    }
    expect(parts.flat().sort((a, b) => a - b)).toEqual(split.imageHashes.map((_, i) => i))
  })

  it('names its pictures with checksum and size', () => {
    const text = (name: string) => split.values[name] as string[]
    expect(text('/sources/path')).toEqual(images.map((i) => i.path))
    expect(text('/sources/sha256')).toEqual(
      images.map((i) => createHash('sha256').update(readFileSync(i.path)).digest('hex')),
    )
    expect(list(split, '/sources/width')).toEqual([400, 333])
    expect(list(split, '/sources/height')).toEqual([300, 50])
  })

  it('says the same to our own reader', async () => {
    const reader = await openDataset(path('split.h5'))
    const all = reader.read(Array.from({ length: reader.length }, (_, i) => i))
    const bytes = size * size
    split.imageHashes.forEach((hash, i) => {
      expect(sha1(all.images.subarray(i * bytes * 3, (i + 1) * bytes * 3))).toBe(hash)
      expect(sha1(all.masks.subarray(i * bytes, (i + 1) * bytes))).toBe(split.maskHashes[i])
    })
    expect([...all.offset]).toEqual(list(split, '/boxes/offset'))
    expect([...all.classes]).toEqual(list(split, '/boxes/class'))
    expect([...all.xywh]).toEqual(rows(split, '/boxes/xywh').flat())
    reader.close()
  })
})

const readPartly = `
import h5py, json, sys
with h5py.File(sys.argv[1]) as f:
    partly, masks = f['partly/mask'][:], f['masks'][:]
    print(json.dumps([int((partly == 1).sum()), sorted(set(masks[partly > 0].tolist())), f['partly/sets'][:].tolist()]))`

it('says of ground that was checked for some classes what other programs can read', async () => {
  const left = { x: 0, y: 0, w: 250, h: 400 }
  const marked = { ...boxes(25, 500, 400, 3), checked: [left] }
  const { image } = await markedImage(path, 77, 500, 400, marked)
  await built(path('partly.h5'), [{ ...image, partly: [{ rect: { ...left, x: 250 }, classes: [1] }] }])
  const python = process.env['WINDHOVER_PYTHON'] ?? 'python3'
  const said = execFileSync(python, ['-c', readPartly, path('partly.h5')], { encoding: 'utf8' })
  expect(JSON.parse(said)).toEqual([expect.any(Number), [255], [[0, 1]]])
  expect(JSON.parse(said)[0]).toBeGreaterThan(1000)
})
