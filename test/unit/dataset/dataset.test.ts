import { copyFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../../src/base/errors'
import { buildDataset, type BuildImage } from '../../../src/dataset/build.node'
import { datasetAt } from '../../../src/hdf5/h5File.node'
import { loadH5 } from '../../../src/hdf5/h5Module.node'
import { inspectDataset } from '../../../src/dataset/inspect.node'
import { openDataset } from '../../../src/dataset/reader.node'
import { renderTilePng } from '../../../src/dataset/renderTile.node'
import { pointSizes, toScene } from '../../../src/dataset/toScene'
import type { Shape } from '../../../src/records/records'
import { sharp } from '../../../src/image/reading/sharp.node'
import { boxes, built, markedImage, spec } from '../shared/dataset.fixture'
import { context, dataJobChild, fileLimit } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'

const path = scratch()
const whole = { x: 0, y: 0, w: 500, h: 400 }
let image: BuildImage
let child: Awaited<ReturnType<typeof dataJobChild>>

beforeAll(async () => {
  image = (await markedImage(path, 1, 500, 400, { ...boxes(25, 500, 400, 3), checked: [whole] })).image
  child = await dataJobChild(path('child.mjs'))
})

describe('a dataset', () => {
  it('tells what is in it', async () => {
    const { summary, reports } = await built(path('a.h5'), [image])
    const tiles = Object.values(summary.tiles).reduce((a, b) => a + b, 0)
    expect(Object.values(summary.splits).reduce((n, s) => n + s.tiles, 0)).toBe(tiles)
    expect(Object.values(summary.splits).reduce((n, s) => n + s.objects, 0)).toBe(summary.objects)
    expect(summary.splits.train.classes.reduce((a, b) => a + b, 0)).toBe(summary.splits.train.objects)
    expect(summary).toMatchObject({
      path: path('a.h5'),
      classNames: ['car', 'büs'],
      spec: spec(),
      sources: [{ path: image.path, width: 500 }],
    })
    expect(summary.datasets).toContainEqual({ path: '/images', type: 'uint8', shape: [tiles, 64, 64, 3] })
    expect(reports.at(-1)).toMatchObject({ done: tiles, total: tiles })
    expect(await inspectDataset(path('a.h5'))).toEqual(summary)
  })

  it('gives tiles in the order asked for, twice where asked twice', async () => {
    const reader = await openDataset(path('a.h5'))
    const order = [7, 0, 9, 8, 7, reader.length - 1, 1]
    const batch = reader.read(order)
    order.forEach((tile, i) => {
      const one = reader.read([tile])
      const n = 64 * 64
      expect(batch.images.subarray(i * n * 3, (i + 1) * n * 3)).toEqual(one.images)
      expect(batch.masks.subarray(i * n, (i + 1) * n)).toEqual(one.masks)
      expect(batch.xywh.subarray(batch.offset[i]! * 4, batch.offset[i + 1]! * 4)).toEqual(one.xywh)
      expect(batch.classes.subarray(batch.offset[i], batch.offset[i + 1])).toEqual(one.classes)
    })
    expect(() => reader.read([reader.length])).toThrow(/no tile/)
    reader.close()
  })

  it('is the same for the same seed, byte for byte, and another for another', async () => {
    await built(path('b.h5'), [image])
    await built(path('c.h5'), [image], { spec: spec({ seed: 8 }) })
    const tiles = async (name: string) => {
      const reader = await openDataset(path(name))
      const found = { origin: [...reader.origin], images: reader.read([0, 5]).images }
      reader.close()
      return found
    }
    expect(await tiles('b.h5')).toEqual(await tiles('a.h5'))
    expect((await tiles('c.h5')).origin).not.toEqual((await tiles('a.h5')).origin)
  })

  it('can be cut from a smaller level, where everything is half the size', async () => {
    await built(path('level.h5'), [image], { spec: spec({ level: 1, split: [1, 0, 0] }) })
    const reader = await openDataset(path('level.h5'))
    const positive = reader.kind.indexOf(0)
    const [, level, x, y] = reader.origin.subarray(positive * 4, positive * 4 + 4)
    const { xywh } = reader.read([positive])
    expect(level).toBe(1)
    const found = image.objects.shapes.some((s) => {
      if (s.kind !== 'box') return false
      return Math.abs(s.x / 2 - (x! + xywh[0]!)) < 0.01 && Math.abs(s.y / 2 - (y! + xywh[1]!)) < 0.01
    })
    expect(found).toBe(true)
    reader.close()
  })

  it('gives points the median size of their class, or of all, or a guess', () => {
    const box = (w: number, h: number): Shape => ({ kind: 'box', x: 0, y: 0, w, h })
    const at = (shapes: Shape[], classes: number[]) => ({ ...image, objects: { shapes, classes } })
    const marked = at(
      [
        box(10, 4),
        box(20, 8),
        box(30, 90),
        { kind: 'point', x: 100, y: 50 },
        { kind: 'point', x: 100, y: 50 },
      ],
      [0, 0, 0, 0, 1],
    )
    const scene = toScene(marked, pointSizes([marked]), 0)
    expect([...scene.boxes.subarray(12, 16)]).toEqual([90, 46, 20, 8])
    expect([...scene.boxes.subarray(16, 20)]).toEqual([90, 46, 20, 8])
    const alone = at([{ kind: 'point', x: 100, y: 50 }], [0])
    expect([...toScene(alone, pointSizes([alone]), 1).boxes]).toEqual([42, 17, 16, 16])
  })

  it('shows its tiles with objects in the colour of their class and the ignored dimmed', async () => {
    const reader = await openDataset(path('a.h5'))
    const index = reader.kind.indexOf(0)
    const { images, masks, xywh, classes } = reader.read([index])
    const decode = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer()
    expect(new Uint8Array(await decode(await renderTilePng(reader, index, false)))).toEqual(images)
    const colors = ['#00ff00', '#00ff00']
    const shown = await decode(await renderTilePng(reader, index, true, colors))
    const corner = (Math.round(xywh[1]!) * 64 + Math.round(xywh[0]!)) * 3
    expect(classes.length).toBeGreaterThan(0)
    expect([...shown.subarray(corner, corner + 3)]).toEqual([0, 255, 0])
    for (let k = 0; k < masks.length; k++)
      if (masks[k] === 0 && shown[k * 3] !== 0) expect(shown[k * 3]).toBe(images[k * 3])
    reader.close()
  })
})

describe('a split that leaks', () => {
  /** A sound dataset with tile numbers of one part written over those of another. */
  async function leaking(name: string, change: (train: Int32Array, val: Int32Array) => void) {
    await built(path(name), [image])
    const h5 = await loadH5()
    const file = new h5.File(path(name), 'a')
    const numbers = (part: string) => datasetAt(h5, file, `split/${part}`, 1)
    const [train, val] = [numbers('train').value as Int32Array, numbers('val').value as Int32Array]
    change(train, val)
    numbers('train').write_slice([[0, train.length]], train)
    numbers('val').write_slice([[0, val.length]], val)
    file.close()
  }

  it('is refused: one tile in two parts, or a tile that shows what another part has seen', async () => {
    await leaking('twice.h5', (train, val) => void (val[0] = train[0] as number))
    await leaking('overlap.h5', (train, val) => {
      const [a, b] = [train[0] as number, val[0] as number]
      train[0] = b
      val[0] = a
    })
    for (const name of ['twice.h5', 'overlap.h5'])
      await expect(inspectDataset(path(name), { check: true })).rejects.toThrow(
        /the parts \w+ and \w+ share pixels of ".*field-ü1\.png" \(tiles \d+ and \d+\)/,
      )
    expect((await inspectDataset(path('a.h5'), { check: true })).classNames).toEqual(['car', 'büs'])
  })

  it('is not written: the same picture imported twice, once to learn from and once to check on', async () => {
    const twin = { ...image, id: 2, path: path('twin.png') }
    copyFileSync(image.path, twin.path)
    const third = { ...image, id: 3, path: path('third.png') }
    copyFileSync(image.path, third.path)
    const job = built(path('twins.h5'), [image, twin, third])
    await expect(job).rejects.toThrow(
      /are the same picture, one in the part \w+, one in the part \w+: remove/,
    )
    expect(existsSync(path('twins.h5'))).toBe(false)
  })
})

describe('building refuses', () => {
  const refused = (more: object, images = [image]) => built(path('never.h5'), images, more)
  it.each([
    [{ classNames: [] }, 'no-classes'],
    [{ classNames: Array.from({ length: 255 }, (_, i) => `c${i}`) }, 'too-many-classes'],
    [{ spec: spec({ tile: 16 }) }, 'bad-tile'],
    [{ spec: spec({ split: [0.5, 0.2, 0.1] }) }, 'bad-split'],
    [{ spec: spec({ split: [0, 0.5, 0.5] }) }, 'bad-split'],
    [{ spec: spec({ level: 9 }) }, 'bad-level'],
    [{ spec: spec({ shares: { positive: 0, near: 0.5, background: 0.5, hard: 0 } }) }, 'bad-shares'],
    [{ spec: spec({ tiles: 0 }) }, 'bad-budget'],
    [{ spec: spec({ visible: 0 }) }, 'bad-visible'],
    [{ spec: spec({ guard: -1 }) }, 'bad-guard'],
  ])('what makes no sense (%#)', async (more, code) => {
    await expect(refused(more)).rejects.toMatchObject({ code })
    expect(existsSync(path('never.h5'))).toBe(false)
  })

  it('a project without objects, a picture that is gone, and more than the disk holds', async () => {
    const without = { ...image, objects: { shapes: [], classes: [] } }
    await expect(refused({}, [without])).rejects.toThrow(/No objects are marked/)
    await expect(refused({}, [{ ...image, path: path('gone.png') }])).rejects.toThrow(/gone\.png/)
    expect(readdirSync(path('')).filter((name) => name.includes('partial'))).toEqual([])
  })

  it('warns when nothing is checked, and builds from what there is', async () => {
    const { summary, warnings } = await built(path('unchecked.h5'), [{ ...image, checked: [] }])
    expect(warnings.join()).toMatch(/No area is checked/)
    expect(summary.tiles).toMatchObject({ background: 0, near: 0, hard: 0 })
  })
})

describe('a build that ends early', () => {
  const job = (out: string, tile = 64) =>
    JSON.stringify({ out, spec: spec({ tile }), classNames: ['car', 'bus'], images: [image] })

  it('for lack of room leaves the old file and no other', async () => {
    const out = path('disk/d.h5')
    await built(out, [image])
    const before = readFileSync(out)
    // At the first tiles, in the middle, and while closing: the last kilobytes are written when the file is closed.
    const full = Math.ceil(before.length / 1024)
    for (const limit of [100, Math.floor(full / 2), full - 2]) {
      const lines = await child(['build', job(out)], fileLimit(limit))
      expect(lines.at(-1), `at ${limit} KiB`).toMatch(/^error disk-full There is no room for ".*d\.h5"/)
      expect(readFileSync(out).equals(before)).toBe(true)
      expect(readdirSync(path('disk'))).toEqual(['d.h5'])
    }
  })

  it('by a kill leaves the old file, and the next build clears away what it left', async () => {
    const out = path('kill/d.h5')
    await built(out, [image])
    const before = readFileSync(out)
    const kill = [
      'bash',
      '-c',
      '"$@" & pid=$!; sleep 0.1; while ! ls -A "$FOLDER" | grep -q partial; do sleep 0.01; done; sleep 0.05; kill -9 $pid; wait $pid',
      'killer',
    ]
    process.env['FOLDER'] = path('kill')
    await child(['build', job(out, 512)], kill)
    expect(readFileSync(out).equals(before)).toBe(true)
    expect((await inspectDataset(out)).spec).toEqual(spec())
    expect(readdirSync(path('kill')).some((name) => name.endsWith('.partial'))).toBe(true)
    await built(out, [image])
    expect(readdirSync(path('kill'))).toEqual(['d.h5'])
  })

  it('by the person leaves the old file and no other', async () => {
    const out = path('stop/d.h5')
    await built(out, [image])
    const before = readFileSync(out)
    const stop = new AbortController()
    const ctx = { ...context(stop.signal), progress: () => stop.abort() }
    await expect(
      buildDataset({ out, spec: spec({ seed: 9 }), classNames: ['car', 'bus'], images: [image] }, ctx),
    ).rejects.toMatchObject({ name: 'AbortError' })
    expect(readFileSync(out).equals(before)).toBe(true)
    expect(readdirSync(path('stop'))).toEqual(['d.h5'])
  })
})

describe('a file that is no sound dataset', () => {
  it('is refused in one sentence, and a good one opens afterwards', async () => {
    const good = path('a.h5')
    writeFileSync(path('text.h5'), 'not HDF5 at all')
    writeFileSync(path('empty.h5'), '')
    writeFileSync(path('cut.h5'), readFileSync(good))
    truncateSync(path('cut.h5'), Math.floor(readFileSync(good).length / 2))
    for (const [name, sentence] of [
      ['text.h5', /text\.h5" is not an HDF5 file/],
      ['empty.h5', /empty\.h5" is not an HDF5 file/],
      ['cut.h5', /cut\.h5" is damaged or cut off/],
      ['gone.h5', /no file ".*gone\.h5"/],
    ] as const) {
      await expect(openDataset(path(name))).rejects.toThrow(sentence)
      await expect(inspectDataset(path(name))).rejects.toThrow(sentence)
    }
    expect((await inspectDataset(good)).classNames).toEqual(['car', 'büs'])
  })

  it('gives an error and never wrong tiles, wherever its directories are damaged', async () => {
    const bytes = readFileSync(path('a.h5'))
    let refused = 0
    for (let round = 0; round < 60; round++) {
      const bad = Buffer.from(bytes)
      for (let k = 0; k < 4; k++) bad[(round * 97 + k * 1013) % 8192] = (round * 31 + k) & 255
      writeFileSync(path('bad.h5'), bad)
      try {
        const reader = await openDataset(path('bad.h5'))
        try {
          expect(reader.read([0]).images).toHaveLength(64 * 64 * 3)
        } finally {
          reader.close()
        }
      } catch (error) {
        expect(error).toBeInstanceOf(AppError)
        expect(String(error)).toMatch(/bad\.h5"/)
        refused++
      }
    }
    expect(refused).toBeGreaterThan(5)
    expect((await inspectDataset(path('a.h5'))).classNames).toEqual(['car', 'büs'])
  })
})
