import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatasetReader } from '../../../src/dataset/dataset'
import { openDataset } from '../../../src/dataset/reader.node'
import { selectEngine } from '../../../src/engine/engines.node'
import { defaultTraining } from '../../../src/runs/config'
import { loadClassifier } from '../../../src/training/loadClassifier.node'
import { buildTrained, readTrained } from '../../../src/training/loadNetwork.node'
import { prepareBatch } from '../../../src/training/prepareBatch'
import type { TrainReport } from '../../../src/runs/config'
import { trainOn } from '../../../src/training/train.node'
import { spec, taking } from '../shared/foreign.fixture'
import { writePicture } from '../shared/image.fixture'
import { quiet, stripes } from '../shared/models.fixture'
import { scratch } from '../shared/project.fixture'

// Practice 9: means of R, G, B over the training part, stored with the data, subtracted in training, validation and prediction.
// Practice 10: training looks at a random 227 × 227 of 256 × 256; validation and prediction at four corners and the centre, each
// mirrored, and average the ten probabilities. A network is asked by hand for what training, validation and prediction must say.

const path = scratch()
const means = [131, 87, 42] as const

/** One tile in whose pixels stands where they lie. */
function placed(tile: number): DatasetReader {
  const reader = stripes({ tiles: 1, tile, val: 0 })
  const images = Uint8Array.from({ length: tile * tile * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % tile, Math.floor(i / 3 / tile)]
    return [x, y, 7][i % 3] as number
  })
  const batch = { ...reader.read([0]), images }
  return { ...reader, mean: means, read: () => batch }
}

describe('practice 10: training sees a random 227 of 256, practice 9: less the means', () => {
  it('at every place as often, and whole pixels of it', () => {
    const reader = placed(256)
    const corners: [number, number][] = []
    for (let epoch = 0; epoch < 300; epoch++) {
      const { batch } = prepareBatch(
        reader,
        { seed: 1, augmentation: { crop: { size: 227 } }, preprocessing: 'centre' },
        { numbers: Int32Array.of(0), epoch, position: 0 },
      )
      expect(batch.images.length).toBe(227 * 227 * 3)
      const [x, y] = [batch.images[0]! + means[0], batch.images[1]! + means[1]]
      corners.push([x, y])
      for (const at of [0, 1, 226, 227, 227 * 113 + 50, 227 * 227 - 1]) {
        const pixel = [...batch.images.subarray(at * 3, at * 3 + 3)]
        const wanted = [x + (at % 227) - means[0], y + Math.floor(at / 227) - means[1], 7 - means[2]]
        expect(pixel).toEqual(wanted)
      }
    }
    for (const axis of [0, 1]) {
      const places = corners.map((corner) => corner[axis] as number)
      expect(Math.min(...places)).toBe(0)
      expect(Math.max(...places)).toBe(29)
      expect(new Set(places).size).toBe(30)
      const mean = places.reduce((a, b) => a + b, 0) / places.length
      expect(Math.abs(mean - 14.5)).toBeLessThan(2)
    }
  })
})

describe('practice 9: mean subtraction', () => {
  it('takes the means of R, G and B over the training part alone, stored with the data', async () => {
    const colors = { train: [100, 40, 10], valid: [200, 210, 220], test: [0, 255, 0] } as const
    for (const [part, color] of Object.entries(colors))
      for (const [i, name] of ['a', 'b', 'a', 'b', 'a', 'b'].entries()) {
        mkdirSync(path(`parts/${part}/${name}`), { recursive: true })
        const pixels = Uint8Array.from(
          { length: 32 * 32 * 3 },
          (_, at) => (color[at % 3] as number) + 9 * (i % 3),
        )
        pixels.set([i, part.length, 1])
        await writePicture(path(`parts/${part}/${name}/${i}.png`), pixels, 32, 32)
      }
    const { mean } = await taking(path)(path('parts'), { spec: spec({ tile: 32 }) })
    expect(mean.map(Math.round)).toEqual([109, 49, 19])
    const reader = await openDataset(path('out.h5'))
    expect(reader.mean).toEqual(mean)
    reader.close()
  })
})

describe('practices 9 and 10 in validation and prediction', () => {
  const [tile, side] = [80, 64]
  const reader: DatasetReader = { ...stripes({ tiles: 24, tile, val: 8 }), mean: means }
  const { images, labels, count } = reader.read(reader.split.val)
  let net: LayersModel
  let runDir: string
  let reports: TrainReport[]
  let classified: Float32Array

  beforeAll(async () => {
    await selectEngine('auto')
    const config = {
      ...defaultTraining,
      ...{ model: 'alexnet', dataset: '', epochs: 1, batch: 8, learningRate: 1e-3, width: 1 / 16 },
      falseNegativeWeight: 1,
      ...{
        augmentation: { crop: { size: side } },
        preprocessing: 'centre',
        validationCrop: 'ten-crop' as const,
      },
    }
    runDir = path('run')
    await trainOn(reader, { id: 'run', runDir, config, resume: false }, quiet())
    reports = readFileSync(join(runDir, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as TrainReport)
    net = buildTrained(readTrained(runDir))
    const classifier = await loadClassifier(runDir, 'auto')
    classified = await classifier.classify(images, count)
    classifier.close()
  }, 60_000)

  type Look = readonly [x: number, y: number, mirrored: boolean]
  const far = tile - side
  const five = [
    [0, 0],
    [far, 0],
    [0, far],
    [far, far],
    [far / 2, far / 2],
  ] as const
  const ten = five.flatMap(([x, y]): Look[] => [
    [x, y, false],
    [x, y, true],
  ])
  const centre: readonly Look[] = [[far / 2, far / 2, false]]

  /** What the network says of the validation tiles less `mean`, view by view, and what it loses. */
  const byHand = (looks: readonly Look[], mean: readonly number[]) =>
    tf.tidy(() => {
      const pixels = tf.tensor4d(Float32Array.from(images), [count, tile, tile, 3])
      const centred = tf.sub(pixels, tf.tensor1d([...mean])) as tf.Tensor4D
      const truth = tf.tensor2d(Float32Array.from(labels), [count, 2])
      const penalty = net.calculateLosses().reduce((sum, each) => sum + (each.dataSync()[0] as number), 0)
      const said = new Float32Array(count * 2)
      let loss = 0
      for (const [x, y, mirrored] of looks) {
        const part = tf.slice(centred, [0, y, x, 0], [count, side, side, 3])
        const output = net.apply(mirrored ? tf.reverse(part, 2) : part, { training: false }) as tf.Tensor2D
        tf.softmax(output)
          .dataSync()
          .forEach((p, i) => (said[i]! += p / looks.length))
        const entropy = tf.neg(tf.mean(tf.sum(tf.mul(truth, tf.logSoftmax(output)), 1)))
        loss += ((entropy.dataSync()[0] as number) + penalty) / looks.length
      }
      return { said, loss }
    })
  const valLoss = () => reports.find((each) => each.kind === 'epoch')?.valLoss ?? NaN
  const differs = (a: Float32Array, b: Float32Array) => Math.max(...a.map((v, i) => Math.abs(v - b[i]!)))

  it('practice 9: validation and prediction subtract the means', () => {
    const right = byHand(ten, means)
    expect(valLoss()).toBeCloseTo(right.loss, 4)
    expect(differs(classified, right.said)).toBeLessThan(1e-5)
    const without = byHand(ten, [0, 0, 0])
    expect(Math.abs(without.loss - right.loss)).toBeGreaterThan(1e-3)
    expect(differs(without.said, right.said)).toBeGreaterThan(1e-3)
  })

  it('practice 10: validation and prediction average ten crops', () => {
    const right = byHand(ten, means)
    expect(valLoss()).toBeCloseTo(right.loss, 4)
    expect(differs(classified, right.said)).toBeLessThan(1e-5)
    for (const looks of [centre, ten.filter(([, , mirrored]) => !mirrored), ten.slice(0, 8)]) {
      const other = byHand(looks, means)
      expect(Math.abs(other.loss - right.loss)).toBeGreaterThan(2e-4)
      expect(differs(other.said, right.said)).toBeGreaterThan(2e-5)
    }
  })
})
