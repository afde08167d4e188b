import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import { listPictures } from '../../../src/dataset/foreign/listFiles.node'
import { loadH5 } from '../../../src/hdf5/h5Module.node'
import { openDataset } from '../../../src/dataset/reader.node'
import { ClassificationRows, type ClassificationFigures } from '../../../src/evaluation/classification'
import { defaultTraining } from '../../../src/runs/config'
import { searchImages } from '../../../src/services/searchImages.node'
import { predictTiles } from '../../../src/training/predictTiles.node'
import type { TilesJob } from '../../../src/training/tilesJob'
import { trainOn } from '../../../src/training/train.node'
import { spec, taking } from '../shared/foreign.fixture'
import { context, imported, writePicture } from '../shared/image.fixture'
import { paintedSource, quiet } from '../shared/models.fixture'
import { scratch } from '../shared/project.fixture'
import { alike, grating, python, side, type Table, writeSquares } from './tables.fixture'
import { squares } from '../shared/training.fixture'

// What a run says of a dataset's test part, of folders and of lists, read by a Python that knows nothing of us.

const path = scratch()

async function trained(name: string, dataset: string): Promise<string> {
  const config = { ...defaultTraining, model: 'alexnet', dataset, epochs: 2, batch: 8, width: 1 / 16 }
  const runDir = path(name)
  const reader = await openDataset(dataset)
  await trainOn(reader, { id: name, runDir, config, resume: false }, quiet())
  reader.close()
  return runDir
}

async function tables(job: Omit<TilesJob, 'engine'>): Promise<{ table: Table; warnings: string[] }> {
  const ctx = context()
  for (const ending of ['.csv', '.h5'])
    await predictTiles({ ...job, engine: 'auto', out: path('table') + ending }, ctx)
  return { table: python<Table>({ table: path('table') }), warnings: ctx.warnings }
}

describe('figures of a classification', () => {
  const random = new Random(3)
  it.each([
    [2, false],
    [7, false],
    [6, true],
  ])('of %i classes are those of scikit-learn', (classes, several) => {
    const rows = new ClassificationRows(
      Array.from({ length: classes }, (_, c) => `c${c}`),
      several,
    )
    const [p, y]: [number[][], number[][]] = [[], []]
    for (let row = 0; row < 400; row++) {
      // Coarse values, so that there are ties; and a few of exactly 0 and 1.
      const raw = Array.from({ length: classes }, () => Math.round(random.between(0, 8)) / 8)
      const sum = raw.reduce((a, b) => a + b, 0) || 1
      const own = Float32Array.from(several ? raw : raw.map((value) => value / sum))
      const truth = random.below(classes)
      p.push([...own])
      y.push(Array.from(own, (_, c) => (several ? random.below(2) : Number(c === truth))))
      rows.add(own, Uint8Array.from(y.at(-1) as number[]))
    }
    const found = rows.evaluate(several ? 0.4 : undefined)
    alike(found, python({ p, y, several, threshold: found.threshold }))
  })
})

describe('a run that classifies', () => {
  const classes = 7
  const names = Array.from({ length: classes }, (_, c) => (c === 0 ? 'büs, "rot"' : `class ${c}`))
  let runDir: string

  beforeAll(async () => {
    const h5 = await loadH5()
    const file = new h5.File(path('foreign.h5'), 'w')
    const random = new Random(9)
    for (const [part, n] of [
      ['train', 42],
      ['valid', 14],
      ['test', 21],
    ] as const) {
      const pixels = Uint8Array.from(
        Array.from({ length: n }, (_, i) => [...grating(i % classes, classes, random)]).flat(),
      )
      const labels = Uint8Array.from({ length: n * classes }, (_, i) =>
        Number(i % classes === Math.floor(i / classes) % classes),
      )
      file.create_dataset({ name: `${part}_img`, data: pixels, shape: [n, side, side, 3] })
      file.create_dataset({ name: `${part}_labels`, data: labels, shape: [n, classes] })
    }
    file.close()
    await taking(path)(path('foreign.h5'), {
      out: path('dataset.h5'),
      spec: spec({ tile: side }),
      classNames: names,
    })
    runDir = await trained('one', path('dataset.h5'))
  }, 240_000)

  it('practice 14: the test part is for testing', async () => {
    const ctx = context()
    const job = { runDir, engine: 'auto', from: path('dataset.h5'), match: { kind: 'centre' } } as const
    const test = await predictTiles({ ...job, split: 'test', out: path('table.h5') }, ctx)
    await predictTiles({ ...job, split: 'test', out: path('table.csv') }, ctx)
    const table = python<Table>({ table: path('table') })
    expect(test).toMatchObject({ tiles: 21, rows: 21 })
    expect(table).toMatchObject({ names, tile: Array.from({ length: 21 }, (_, i) => 56 + i), rows: 21 })
    alike(test.evaluation as ClassificationFigures, table.figures)
    // Validation at the end of the training said the same of the same tiles.
    const val = await predictTiles({ ...job, split: 'val' }, ctx)
    const best = JSON.parse(readFileSync(`${runDir}/run.json`, 'utf8')) as { best: { metric: number } }
    expect(val.evaluation?.f1).toBeCloseTo(best.best.metric, 6)
    // The other program's own file does as well, in place, and without names its classes go by number.
    const foreign = await predictTiles({ ...job, from: path('foreign.h5'), split: 'test' }, ctx)
    expect(foreign.evaluation?.confusion).toEqual(test.evaluation?.confusion)
  }, 120_000)

  it('practice 20: batch prediction from folders, lists and HDF5 into a table', async () => {
    const random = new Random(21)
    for (let i = 0; i < 9; i++) {
      const file = path(`pictures/${i < 4 ? 'a' : 'b'}/p${i}.png`)
      mkdirSync(dirname(file), { recursive: true })
      await writePicture(file, grating(i % classes, classes, random), side, side)
    }
    writeFileSync(path('pictures/b/torn.png'), 'no picture')
    writeFileSync(path('pictures/names.txt'), 'a/p0.png\nb/p5.png\n')
    const all = (await tables({ runDir, from: path('dataset.h5') })).table
    expect(all).toMatchObject({
      rows: 77,
      kinds: { probabilities: '<f4', labels: '|u1', tile: '<i4', source: '<i4' },
    })
    for (const sum of all.sums) expect(sum).toBeCloseTo(1, 5)
    // A folder whose folders are no classes of the run: without labels, and what is torn is said.
    const folder = await tables({ runDir, from: path('pictures') })
    expect(folder.table).toMatchObject({ rows: 9, labels: null })
    expect(folder.warnings.join()).toMatch(/torn\.png/)
    expect(folder.warnings.join()).toMatch(/The labels are left out of the table/)
    // The HDF5 that it learned from does not say how its pictures became squares: whole pictures are stretched, and it is said.
    const unknown = /does not say how its pictures were made square/
    expect(folder.warnings.join()).toMatch(unknown)
    const file = path('pictures/a/p0.png')
    const image = { id: 1, name: 'p0', ...(await imported(file, path('p0.tif'))) }
    const ctx = context()
    const searched = [{ image, out: path('p0.h5'), level: 0, tiles: false }]
    const [whole] = await searchImages({ runDir, engine: 'auto', images: searched }, ctx)
    expect(whole).toMatchObject({ tiles: 1 })
    expect(ctx.warnings.join()).toMatch(unknown)
    const list = await tables({ runDir, from: path('pictures/names.txt') })
    expect(list.table.source).toEqual([path('pictures/a/p0.png'), path('pictures/b/p5.png')])
    // Stopped in the middle, or failed: the table that was there stays, and nothing else is left.
    const before = readFileSync(path('table.csv'))
    const stop = new AbortController()
    const job = { runDir, engine: 'auto', from: path('dataset.h5') } as const
    const stopping = { ...context(stop.signal), progress: () => stop.abort() }
    await expect(predictTiles({ ...job, out: path('table.csv') }, stopping)).rejects.toThrow(/abort/i)
    expect(readFileSync(path('table.csv'))).toEqual(before)
    expect(readdirSync(path('')).filter((name) => name.endsWith('.partial'))).toEqual([])
    await expect(predictTiles({ ...job, out: path('table.txt') }, context())).rejects.toMatchObject({
      code: 'table-name',
    })
    expect(existsSync(path('table.txt'))).toBe(false)
  }, 120_000)
})

describe('practice 21: several labels', () => {
  it('six columns of 0 and 1 a picture are learned, judged and written back as six columns', async () => {
    const names = ['epidural', 'intraparenchymal', 'intraventricular', 'subarachnoid', 'subdural', 'any']
    const random = new Random(5)
    const lines = [`id,${names.join(',')}`]
    mkdirSync(path('scans'), { recursive: true })
    for (let i = 0; i < 40; i++) {
      const labels = names.map(() => Number(random.next() < 0.3))
      labels[5] = Number(labels.slice(0, 5).includes(1))
      await writePicture(path(`scans/ID_${i}.png`), grating(i % 6, 6, random), side, side)
      lines.push(`ID_${i},${labels.join(',')}`)
    }
    writeFileSync(path('scans/train.csv'), `${lines.join('\n')}\n`)
    await taking(path)(path('scans/train.csv'), { out: path('scans.h5'), spec: spec({ tile: side }) })
    const runDir = await trained('several', path('scans.h5'))
    const { table } = await tables({ runDir, from: path('scans/train.csv') })
    expect(table.names).toEqual(names)
    expect(table.labels?.map((row, i) => `ID_${i},${row.join(',')}`)).toEqual(lines.slice(1))
    const job = { runDir, engine: 'auto', from: path('scans.h5'), match: { kind: 'centre' } } as const
    // The same pictures as a list that is trained from in place.
    const inPlace = path('scans.list.json')
    await listPictures({ out: inPlace, from: path('scans/train.csv'), spec: spec({ tile: side }) }, context())
    const listed = await predictTiles({ ...job, from: inPlace }, context())
    const copied = await predictTiles(job, context())
    expect(listed).toMatchObject({ tiles: 40 })
    expect(listed.evaluation?.logLoss).toBeCloseTo(copied.evaluation?.logLoss as number, 6)
    const judged = await predictTiles({ ...job, out: path('table.h5') }, context())
    await predictTiles({ ...job, out: path('table.csv') }, context())
    alike(judged.evaluation as ClassificationFigures, python<Table>({ table: path('table') }).figures)
  }, 240_000)
})

describe('a run that finds objects', () => {
  it('is judged tile by tile as its validation was, with a row a detection', async () => {
    const reader = squares({ tiles: 24, val: 8 })
    const config = { ...defaultTraining, dataset: '', epochs: 12, batch: 8 }
    const runDir = path('heat')
    await trainOn(reader, { id: 'heat', runDir, config, resume: false }, quiet())
    await writeSquares(path('squares.h5'), reader)
    const job = { runDir, engine: 'auto', from: path('squares.h5'), match: { kind: 'centre' } } as const
    const val = await predictTiles({ ...job, split: 'val', out: path('found.csv') }, context())
    const { best } = JSON.parse(readFileSync(`${runDir}/run.json`, 'utf8')) as { best: { metric: number } }
    expect(val.evaluation?.f1).toBeCloseTo(best.metric, 6)
    const rows = readFileSync(path('found.csv'), 'utf8').trim().split('\n')
    expect(rows[0]).toBe('tile,source,level,x,y,class,score,box_x,box_y,box_width,box_height')
    // Another program's masks, in place: the same objects on the same tiles.
    const h5 = await loadH5()
    const file = new h5.File(path('masks.h5'), 'w')
    const { images, masks } = reader.read(reader.split.val)
    const n = reader.split.val.length
    file.create_dataset({ name: 'images', data: images, shape: [n, side, side, 3] })
    file.create_dataset({ name: 'masks', data: masks, shape: [n, side, side] })
    file.close()
    const masked = await predictTiles({ ...job, from: path('masks.h5') }, context())
    expect(masked.evaluation).toMatchObject({ objects: 8, truePositives: val.evaluation?.truePositives })
    expect(rows.length - 1).toBe((val.evaluation?.truePositives ?? 0) + (val.evaluation?.falsePositives ?? 0))
  }, 240_000)

  it('searches pictures in files whole, in their own size, with a row a detection in their pixels', async () => {
    const runDir = path('heat')
    const painted = { wide: [300, 170], small: [70, 40] } as const
    const objects = {
      wide: [
        { x: 20, y: 30, w: 12, h: 12 },
        { x: 250, y: 120, w: 12, h: 12 },
      ],
      small: [{ x: 40, y: 10, w: 12, h: 12 }],
    }
    mkdirSync(path('found'), { recursive: true })
    for (const name of ['wide', 'small'] as const) {
      const [width, height] = painted[name]
      const source = paintedSource(width, height, objects[name])
      const pixels = await source.read({ x: 0, y: 0, w: width, h: height }, 0)
      await writePicture(path(`found/${name}.png`), pixels, width, height)
    }
    writeFileSync(path('found/torn.png'), 'no picture')
    const ctx = context()
    const job = { runDir, engine: 'auto', from: path('found'), out: path('found.csv') } as const
    const { tiles, rows } = await predictTiles(job, ctx)
    expect(tiles).toBe(2)
    expect(ctx.warnings.join()).toMatch(/Left out: .*torn\.png/)
    const lines = readFileSync(path('found.csv'), 'utf8').trim().split('\n').slice(1)
    expect(lines).toHaveLength(rows)
    const found = lines.map((line) => line.split(','))
    for (const name of ['wide', 'small'] as const)
      for (const object of objects[name]) {
        const near = found.filter(([, file = '', ...cells]) => {
          const [x = 0, y = 0, w = 0, h = 0] = cells.slice(-4).map(Number)
          const inside = Math.hypot(x + w / 2 - object.x - 6, y + h / 2 - object.y - 6) < 6
          return file.endsWith(`${name}.png`) && inside
        })
        expect(near, `${name} ${object.x}`).toHaveLength(1)
      }
    await expect(predictTiles({ ...job, resize: 'pad' }, context())).rejects.toMatchObject({ code: 'usage' })
    await expect(predictTiles({ ...job, match: { kind: 'centre' } }, context())).rejects.toMatchObject({
      code: 'wrong-labels',
    })
  }, 60_000)
})
