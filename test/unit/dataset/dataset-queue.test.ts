import { build } from 'esbuild'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { augmentationPresets } from '../../../src/augment/augment'
import type { DatasetReader } from '../../../src/dataset/dataset'
import { openDataset } from '../../../src/dataset/reader.node'
import type { PreparedBatch } from '../../../src/training/prepareBatch'
import { Queue, type QueueOptions } from '../../../src/training/queue.node'
import { Sequence } from '../../../src/training/sequence'
import { boxes, built, markedImage, spec } from '../shared/dataset.fixture'
import { scratch } from '../shared/project.fixture'

const path = scratch()
const root = resolve(import.meta.dirname, '../../..')
let script: URL
let reader: DatasetReader

beforeAll(async () => {
  // It finds its packages as the app's own code does: from inside the checkout.
  const outfile = resolve(root, `node_modules/.cache/windhover-test/queueWorker-${process.pid}.mjs`)
  await build({
    entryPoints: [resolve(root, 'src/training/queueWorker.node.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
  script = pathToFileURL(outfile)
  const whole = { x: 0, y: 0, w: 300, h: 200 }
  const { image } = await markedImage(path, 1, 300, 200, { ...boxes(8, 300, 200, 3), checked: [whole] })
  await built(path('q.h5'), [image], { spec: spec({ split: [1, 0, 0], tiles: 40 }) })
  reader = await openDataset(path('q.h5'))
  return () => {
    reader.close()
    rmSync(outfile, { force: true })
  }
})

const options = (more: Partial<QueueOptions> = {}): QueueOptions => ({
  dataset: path('q.h5'),
  reader,
  seed: 3,
  augmentation: augmentationPresets.usual,
  preprocessing: 'standardise',
  targets: { kind: 'heatmap', size: reader.tile, stride: 4, classes: reader.classNames.length },
  size: 3,
  workers: 0,
  script,
  ...more,
})
const sequence = () => new Sequence(reader.split.train, { seed: 3, batch: 7 })

async function take(count: number, more: Partial<QueueOptions>): Promise<PreparedBatch[]> {
  const queue = new Queue(options(more), sequence().batches())
  const batches: PreparedBatch[] = []
  for (let i = 0; i < count; i++) batches.push((await queue.next()) as PreparedBatch)
  await queue.close()
  return batches
}
const hash = (array: Float32Array | Uint8Array | Int32Array) =>
  createHash('sha1')
    .update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    .digest('hex')
const facts = ({ plan, batch: { images, tiles, targets = {} } }: PreparedBatch) => ({
  plan,
  targets: Object.entries(targets).map(([name, { data, shape }]) => [name, hash(data), shape]),
  images: hash(images),
  masks: hash(tiles.masks),
  xywh: hash(tiles.xywh),
  classes: hash(tiles.classes),
})

describe('a dataset as a sequence', () => {
  it('practice 8: shows every tile once an epoch, in another order each time, the same for the same seed', () => {
    const one = sequence()
    const epoch = () => {
      const tiles = Array.from({ length: one.length }, (_, i) => [...one.item(i).numbers]).flat()
      one.onEpochEnd()
      return tiles
    }
    const [first, second] = [epoch(), epoch()]
    expect([...first].sort((a, b) => a - b)).toEqual([...reader.split.train])
    expect([...second].sort((a, b) => a - b)).toEqual([...reader.split.train])
    expect(second).not.toEqual(first)
    const later = new Sequence(reader.split.train, { seed: 3, batch: 7 }, 1)
    expect([...later.item(0).numbers]).toEqual(second.slice(0, later.item(0).numbers.length))
  })

  it('goes on from the middle of an epoch as if it had never stopped', () => {
    const plans = [...take20(sequence().batches())]
    expect([...take20(sequence().batches(plans[4]?.position))].slice(0, 10)).toEqual(plans.slice(4, 14))
    expect(plans.some((plan) => plan.epoch === 2)).toBe(true)
  })
})

function* take20<T>(plans: Iterator<T>): Generator<T> {
  for (let i = 0; i < 20; i++) yield plans.next().value as T
}

describe('the queue', () => {
  it('practice 17: gives the same batches in the same order, whatever the number of threads', async () => {
    const here = (await take(14, { workers: 0 })).map(facts)
    for (const workers of [1, 3]) expect((await take(14, { workers })).map(facts)).toEqual(here)
    for (const differing of ['images', 'targets'] as const)
      expect(new Set(here.map((batch) => JSON.stringify(batch[differing]))).size).toBe(14)
  })

  it('loads no engine in its threads', () => {
    const code = readFileSync(script, 'utf8')
    expect(code).toContain('h5wasm')
    // A message names the package, too.
    expect(code).not.toMatch(/(from|require\(|import\()\s*["']@tensorflow/)
  })

  it('makes the same batches in memory that is used again', async () => {
    const here = (await take(14, { workers: 0 })).map(facts)
    for (const workers of [0, 2]) {
      const queue = new Queue(options({ workers }), sequence().batches())
      const kept: Float32Array[] = []
      for (const expected of here) {
        const prepared = (await queue.next()) as PreparedBatch
        expect(facts(prepared)).toEqual(expected)
        kept.push(prepared.batch.images)
        queue.recycle(prepared)
      }
      // What lies in the same memory is the same by now.
      expect(new Set(kept.map(hash)).size).toBeLessThan(10)
      await queue.close()
    }
  })

  it('prepares ahead of who asks, and tells what reading and augmenting took', async () => {
    const queue = new Queue(options({ workers: 1, size: 4 }), sequence().batches())
    await queue.next()
    await new Promise((done) => setTimeout(done, 800))
    const started = performance.now()
    const ahead = [await queue.next(), await queue.next(), await queue.next()] as PreparedBatch[]
    const waited = (performance.now() - started) / 1000
    const cost = ahead.reduce((sum, { read, augmented }) => sum + read + augmented, 0)
    expect(cost).toBeGreaterThan(0)
    expect(waited).toBeLessThan(cost)
    await queue.close()
  })

  it('goes on with other plans when the batch becomes smaller, and ends with the last', async () => {
    const queue = new Queue(options({ workers: 2 }), sequence().batches())
    await queue.next()
    const smaller = new Sequence(reader.split.train, { seed: 3, batch: 2 })
    queue.restart([smaller.item(5), smaller.item(6)][Symbol.iterator]())
    expect((await queue.next())?.plan).toEqual(smaller.item(5))
    expect((await queue.next())?.plan).toEqual(smaller.item(6))
    expect(await queue.next()).toBeUndefined()
    await queue.close()
  })

  it('says in one sentence that the dataset is gone', async () => {
    const gone = path('gone.h5')
    expect(existsSync(gone)).toBe(false)
    const queue = new Queue(options({ workers: 1, dataset: gone }), sequence().batches())
    await expect(queue.next()).rejects.toThrow(/no file ".*gone\.h5"/)
    await queue.close()
  })
})
