import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noAugmentation } from '../../../src/augment/augment'
import { Random } from '../../../src/base/random'
import type { DatasetReader } from '../../../src/dataset/dataset'
import { selectEngine } from '../../../src/engine/engines.node'
import { areaUnderRoc } from '../../../src/evaluation/scores'
import { findModel } from '../../../src/models/models'
import { classifyImage } from '../../../src/prediction/classifyImage.node'
import { openPrediction } from '../../../src/prediction/predictionFile.node'
import { planTileGrid } from '../../../src/prediction/tileGrid'
import { usualSettings } from '../../../src/models/catalogue'
import { defaultTraining, type TrainConfig } from '../../../src/runs/config'
import { loadClassifier } from '../../../src/training/loadClassifier.node'
import { prepareNetwork } from '../../../src/training/network'
import { classifyTask, classLoss } from '../../../src/heads/classes/task'
import { Trainer } from '../../../src/training/trainer'
import { makeBatch } from '../../../src/training/batches'
import { trainOn } from '../../../src/training/train.node'
import { imported, writePicture } from '../shared/image.fixture'
import { quiet, stripes, stripedSource } from '../shared/models.fixture'

const free = [0, 1].map(() => ({ missed: 1, weight: 1 }))

describe('AlexNet', () => {
  beforeAll(async () => void (await selectEngine('auto')))

  it('practice 12: has the layers and as many weights as its source, at 227 pixels', () => {
    const model = findModel('alexnet').build({ classes: 10, seed: 1, tile: 227 })
    // Kernels and biases by hand; four numbers a channel for each batch normalisation.
    const convolutions = [
      [11 * 11 * 3, 96],
      [5 * 5 * 96, 256],
      [3 * 3 * 256, 384],
      [3 * 3 * 384, 384],
      [3 * 3 * 384, 256],
      [6 * 6 * 256, 4096],
      [4096, 4096],
    ] as const
    const wanted = convolutions.reduce((sum, [inputs, n]) => sum + (inputs + 1) * n + 4 * n, 0) + 4097 * 10
    expect(model.countParams()).toBe(wanted)
    const pools = model.layers.filter((layer) => layer.name.startsWith('pool'))
    expect(pools.map((layer) => (layer.outputShape as number[])[1])).toEqual([28, 13, 6])
    const drops = model.layers.filter((layer) => layer.name.startsWith('dropout'))
    expect(drops.map((layer) => layer.getConfig()['rate'])).toEqual([0.25, 0.25, 0.25, 0.5, 0.5])
    model.dispose()
  }, 60_000)

  it('punishes every kernel with 2e-4 of its squares', () => {
    const model = findModel('alexnet').build({ classes: 2, seed: 1, tile: 63, width: 1 / 32 })
    const penalties = model.calculateLosses().map((loss) => loss.dataSync()[0] as number)
    const kernels = model.trainableWeights.filter(({ originalName }) => originalName.endsWith('kernel'))
    const squares = kernels.map((kernel) => tf.sum(tf.square(kernel.read())).dataSync()[0] as number)
    expect(penalties.length).toBe(8)
    penalties.forEach((value, i) => expect(value).toBeCloseTo(2e-4 * squares[i]!, 6))
    const first = kernels[0]!.read() as tf.Variable
    const { grads } = tf.variableGrads(() => model.calculateLosses()[0]!, [first])
    const slope = grads[first.name]!.dataSync()
    first.dataSync().forEach((w, i) => expect(slope[i]).toBeCloseTo(4e-4 * w, 7))
    model.dispose()
  })

  it('practice 12: loses weight by that alone, not by the optimiser besides', () => {
    const model = findModel('alexnet').build({ classes: 2, seed: 1, tile: 63, width: 1 / 16 })
    const trainer = new Trainer(model, classifyTask(63, ['a', 'b'], false, free), 'eager')
    const reader = stripes({ tiles: 4, tile: 63, val: 0 })
    const batch = makeBatch(reader, reader.split.train, noAugmentation, new Random(1))
    const before = trainer.arrays['values']?.slice() as Float32Array
    trainer.step(batch, 0.01)
    const after = trainer.arrays['values'] as Float32Array
    const falls: number[] = []
    let at = 0
    for (const { name, shape } of trainer.weights.spec) {
      const size = shape.reduce((a, b) => a * b, 1)
      // The first step of Adam is by the rate; a gain of 1 that decayed besides would fall by 1e-6 more.
      for (let i = at; name.endsWith('/gamma') && i < at + size; i++) falls.push(before[i]! - after[i]!)
      at += size
    }
    expect(falls.filter((by) => by > 0.0099).length).toBeGreaterThan(50)
    expect(Math.max(...falls)).toBeLessThan(0.01 + 4e-7)
    trainer.dispose()
  })
})

describe('classes of a tile', () => {
  it('are learned by cross-entropy, one or several', async () => {
    await tf.setBackend('cpu')
    const logits = tf.tensor2d([2, -1, 0.5, 0, 1, -2], [2, 3])
    const labels = tf.tensor2d([0, 1, 0, 1, 0, 0], [2, 3])
    const prices = [2, 1, 0.5].map((weight) => ({ missed: 5, weight }))
    const p = tf.softmax(logits).arraySync() as number[][]
    const one = classLoss(logits, labels, false, prices).dataSync()[0]
    // Keras' class_weight: a tile counts as its class does.
    expect(one).toBeCloseTo((-5 * (Math.log(p[0]![1]!) + 2 * Math.log(p[1]![0]!))) / 2, 4)
    const values = [...logits.dataSync()]
    const truth = [...labels.dataSync()]
    const several = values.map((v, i) => {
      const q = 1 / (1 + Math.exp(-v))
      return prices[i % 3]!.weight * (truth[i] ? -5 * Math.log(q) : -Math.log(1 - q))
    })
    const mean = several.reduce((a, b) => a + b, 0) / 6
    expect(classLoss(logits, labels, true, prices).dataSync()[0]).toBeCloseTo(mean, 4)
  })

  it('practice 3: a missed farmhouse costs more than a false alarm, also with one class a tile', async () => {
    await tf.setBackend('cpu')
    const landscape = (houses: number, land: number): DatasetReader => {
      const rows = Array.from({ length: houses + land }, (_, i) => (i < houses ? [1, 0] : [0, 1]))
      const labels = Uint8Array.from(rows.flat())
      const all = Int32Array.from({ length: houses + land }, (_, i) => i)
      const reader = stripes({ tiles: houses + land, tile: 64, val: 1 })
      return {
        ...reader,
        classNames: ['house', 'land'],
        split: { train: all, val: all, test: new Int32Array(0) },
        labels: (wanted) => ({
          ...reader.labels(wanted),
          labels: Uint8Array.from(Array.from(wanted).flatMap((n) => [...labels.subarray(n * 2, n * 2 + 2)])),
        }),
      }
    }
    const lossesOf = (reader: DatasetReader, change: Partial<TrainConfig>) => {
      const config = {
        ...defaultTraining,
        dataset: '',
        ...usualSettings('alexnet'),
        width: 1 / 16,
        ...change,
      }
      const { task, model, notes } = prepareNetwork(findModel('alexnet'), reader, config)
      model.dispose()
      const of = (label: number[]) =>
        task.loss(tf.tensor2d([0.5, -0.5], [1, 2]), { labels: tf.tensor2d(label, [1, 2]) }).dataSync()[0]!
      return { house: of([1, 0]), land: of([0, 1]), notes }
    }
    const plain = lossesOf(landscape(1, 9), {})
    const priced = lossesOf(landscape(1, 9), { falseNegativeWeight: 5 })
    expect(priced.house).toBeCloseTo(5 * plain.house, 5)
    expect(priced.land).toBeCloseTo(plain.land, 5)
    expect(priced.notes[0]).toMatch(/"land", the commonest, counts 5 ×/)
    const byName = lossesOf(landscape(1, 9), { falseNegativeWeights: { house: 3 } })
    expect([byName.house, byName.land]).toEqual(
      [3 * plain.house, plain.land].map((v) => expect.closeTo(v, 5)),
    )
    expect(lossesOf(landscape(5, 5), { falseNegativeWeight: 5 }).notes[0]).toMatch(/changes nothing/)
  })

  it('are ranked by the area under the curve', () => {
    const ranking = (hit: number[], score: number[]) => ({
      score: Float32Array.from(score),
      hit: Uint8Array.from(hit),
      objects: hit.filter(Boolean).length,
    })
    expect(areaUnderRoc(ranking([1, 1, 0, 0], [0.9, 0.8, 0.3, 0.1]))).toBe(1)
    expect(areaUnderRoc(ranking([0, 1, 0, 1], [0.9, 0.8, 0.3, 0.1]))).toBe(0.25)
    expect(areaUnderRoc(ranking([0, 1], [0.5, 0.5]))).toBe(0.5)
    expect(areaUnderRoc(ranking([1, 1], [0.5, 0.4]))).toBeUndefined()
  })

  it('are asked of tiles inside the picture; a picture of one tile is one answer', () => {
    expect(planTileGrid(64, 64, 64).tiles).toEqual([{ x: 0, y: 0, w: 64, h: 64 }])
    expect(planTileGrid(40, 20, 64).columns).toEqual([{ start: 0, from: 0, to: 40 }])
    for (const [width, height] of [
      [65, 97],
      [200, 64],
      [331, 129],
    ] as const) {
      const { tiles, columns, rows } = planTileGrid(width, height, 64)
      expect(tiles.length).toBe(columns.length * rows.length)
      for (const { x, y, w, h } of tiles) {
        expect(x >= 0 && y >= 0 && x + w <= width && y + h <= height).toBe(true)
      }
      // Each pixel has one nearest tile, which sees it.
      for (const [spans, length] of [
        [columns, width],
        [rows, height],
      ] as const) {
        expect(spans[0]?.from).toBe(0)
        expect(spans.at(-1)?.to).toBe(length)
        spans.forEach(({ start, from, to }, i) => {
          expect(from).toBe(i === 0 ? 0 : spans[i - 1]?.to)
          expect(from >= start && to <= start + 64 && to > from).toBe(true)
        })
      }
    }
  })
})

describe('training a classifier', () => {
  const folder = mkdtempSync(join(tmpdir(), 'windhover-classify-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const learn = async (reader: DatasetReader, name: string) => {
    const config = {
      ...defaultTraining,
      ...{ model: 'alexnet', dataset: '', epochs: 16, batch: 8, ...usualSettings('alexnet') },
      ...{ learningRate: 1e-3, width: 1 / 8 },
    }
    const runDir = join(folder, name)
    const reports: Record<string, unknown>[] = []
    const context = { ...quiet(), report: (r: object) => void reports.push(r as Record<string, unknown>) }
    const run = await trainOn(reader, { id: name, runDir, config, resume: false }, context)
    return { runDir, run, reports }
  }

  it('tells stripes apart, and says where in a picture which lie', async () => {
    const { runDir, run, reports } = await learn(stripes({ tiles: 48, tile: 64, val: 12 }), 'one')
    expect(run.best?.metric).toBeGreaterThan(0.9)
    const last = reports.filter((r) => r['figures']).at(-1)?.['figures'] as Record<string, number>
    expect(last['accuracy']).toBeGreaterThan(0.9)
    expect(last['AUC']).toBeGreaterThan(0.9)

    // Fine stripes to the left, broad ones to the right; the size is no multiple of anything.
    const [width, height, border] = [650, 201, 320]
    const pixels = await stripedSource(width, height, border).read({ x: 0, y: 0, w: width, h: height }, 0)
    const file = join(folder, 'stripes.png')
    await writePicture(file, pixels, width, height)
    const image = { id: 1, ...(await imported(file, join(folder, 'stripes.tif'))) }
    const classifier = await loadClassifier(runDir, 'auto')
    const out = join(folder, 'stripes.h5')
    const levelOf = () => Promise.resolve(0)
    const { classes = [] } = await classifyImage({ image, classifier, levelOf, out }, quiet())
    classifier.close()
    expect(classes.map(({ name }) => name)).toEqual(['fine', 'broad'])
    const share = classes.map(({ probability }) => probability)
    expect(share[0]! + share[1]!).toBeCloseTo(1, 3)
    expect(Math.abs(share[0]! - 0.5)).toBeLessThan(0.2)
    const prediction = await openPrediction(out)
    const found = prediction.detections()
    expect(prediction.info).toMatchObject({ classes, heat: { stride: 32 } })
    prediction.close()
    const wrong = [...found.score].filter((score, i) => {
      const middle = found.xywh[i * 4]! + found.xywh[i * 4 + 2]! / 2
      if (score < 0.5 || Math.abs(middle - border) < 48) return false
      return found.class[i] !== (middle < border ? 0 : 1)
    })
    expect(wrong.length).toBeLessThan(8)
  }, 60_000)

  it('looks at ten crops of the tile, in validation and afterwards', async () => {
    const reader = stripes({ tiles: 24, tile: 80, val: 8 })
    const config = {
      ...defaultTraining,
      ...{ model: 'alexnet', dataset: '', epochs: 2, batch: 8, learningRate: 1e-3, width: 1 / 16 },
      ...{ augmentation: { crop: { size: 64 } }, validationCrop: 'ten-crop' as const },
    }
    const runDir = join(folder, 'ten')
    await trainOn(reader, { id: 'ten', runDir, config, resume: false }, quiet())
    const { images, count } = reader.read(reader.split.val)
    const ten = await loadClassifier(runDir, 'auto')
    const centre = await loadClassifier(runDir, 'auto', 'none')
    expect([ten.tile, centre.tile]).toEqual([80, 80])
    const found = await ten.classify(images, count)
    // By hand: the network's own 64 pixels of each place, as they are and mirrored.
    const crop = (x0: number, y0: number, mirror: boolean) => {
      const out = new Uint8Array(images.length)
      for (let i = 0; i < count; i++)
        for (let y = 0; y < 64; y++)
          for (let x = 0; x < 64; x++)
            for (let c = 0; c < 3; c++)
              out[((i * 80 + y + 8) * 80 + x + 8) * 3 + c] =
                images[((i * 80 + y + y0) * 80 + x0 + (mirror ? 63 - x : x)) * 3 + c]!
      return out
    }
    const mean = new Float32Array(count * 2)
    for (const [x, y] of [
      [0, 0],
      [16, 0],
      [0, 16],
      [16, 16],
      [8, 8],
    ] as const)
      for (const mirror of [false, true])
        (await centre.classify(crop(x, y, mirror), count)).forEach((p, i) => (mean[i]! += p / 10))
    found.forEach((p, i) => expect(p).toBeCloseTo(mean[i]!, 5))
    ten.close()
    centre.close()
  }, 60_000)

  it('learns several classes a tile, and refuses what needs objects', async () => {
    const { run } = await learn(stripes({ tiles: 48, tile: 64, val: 12, several: true }), 'several')
    expect(run.best?.metric).toBeGreaterThan(0.8)
    const config = { ...defaultTraining, model: 'heatmap', dataset: 'tiles.h5' }
    const job = { id: 'no', runDir: join(folder, 'no'), config, resume: false }
    await expect(trainOn(stripes({ tiles: 8, tile: 64, val: 2 }), job, quiet())).rejects.toMatchObject({
      code: 'wrong-labels',
    })
    const small = { ...job, config: { ...config, model: 'inception' } }
    await expect(trainOn(stripes({ tiles: 8, tile: 64, val: 2 }), small, quiet())).rejects.toThrow(
      /Tiles of 64 pixels are too small for the model "inception"; .* at least 75/,
    )
  }, 60_000)
})
