import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import { selectEngine } from '../../../src/engine/engines.node'
import { findModel } from '../../../src/models/models'
import { assignDarknetWeights } from '../../../src/models/weights/darknet.node'
import { predictImage } from '../../../src/prediction/predict.node'
import { detectionRect } from '../../../src/found/detections'
import { openPrediction } from '../../../src/prediction/predictionFile.node'
import { defaultTraining } from '../../../src/runs/config'
import { loadDetector } from '../../../src/training/loadDetector.node'
import { FlatWeights } from '../../../src/training/weights'
import { trainOn } from '../../../src/training/train.node'
import { darknet, randomWeights, tinyLayers, yoloLayers } from '../shared/darknet.fixture'
import { paintedSource, quiet } from '../shared/models.fixture'
import { squares } from '../shared/training.fixture'

const folder = mkdtempSync(join(tmpdir(), 'windhover-yolo-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeAll(async () => void (await selectEngine('auto')))

function writeWeights(name: string, values: Float32Array): string {
  const header = Buffer.alloc(20)
  header.writeInt32LE(0, 0)
  header.writeInt32LE(2, 4)
  const path = join(folder, name)
  writeFileSync(path, Buffer.concat([header, Buffer.from(values.buffer)]))
  return path
}

describe('YOLOv3', () => {
  it('practice 22: has as many weights as published at 80 classes', () => {
    for (const [id, count, statistics] of [
      ['yolo', 61_949_149, 52_608],
      ['yolo-tiny', 8_852_366, 6_368],
    ] as const) {
      const model = findModel(id).build({ classes: 80, seed: 1 })
      expect(model.countParams()).toBe(count + statistics)
      expect(new FlatWeights(model).trainable).toBe(count)
      model.dispose()
    }
  }, 60_000)

  it.each([
    ['yolo', yoloLayers],
    ['yolo-tiny', tinyLayers],
  ] as const)("%s computes from Darknet's weights what its configuration says", async (id, layersOf) => {
    const [classes, width, side] = [2, 1 / 16, 64]
    const layers = layersOf(classes, width)
    const values = randomWeights(layers, 8)
    const path = writeWeights(`${id}.weights`, values)
    const model = findModel(id).build({ classes, seed: 1, width })
    const convolutions = layers.filter(({ type }) => type === 'conv').length
    expect(await assignDarknetWeights(model, path)).toBe(convolutions)

    const random = new Random(9)
    const image = Float32Array.from({ length: side * side * 3 }, () => random.next())
    const wanted = darknet(layers, values, image, side)
    const found = tf.tidy(
      () => (model.predict(tf.tensor4d(image, [1, side, side, 3])) as tf.Tensor).dataSync() as Float32Array,
    )
    expect(found.length).toBe(wanted.length)
    const size = Math.max(...wanted.map(Math.abs))
    expect(size).toBeGreaterThan(0.1)
    found.forEach((v, i) => expect(Math.abs(v - wanted[i]!) / Math.max(1, size)).toBeLessThan(1e-4))
    model.dispose()
  })

  it('takes a file for other classes but its last layers, a backbone alone, and nothing that is cut or foreign', async () => {
    const width = 1 / 16
    const model = findModel('yolo-tiny').build({ classes: 2, seed: 1, width })
    const head = model.getLayer('head9').getWeights()[0]!.dataSync().slice()
    const other = tinyLayers(7, width)
    expect(await assignDarknetWeights(model, writeWeights('other.weights', randomWeights(other, 1)))).toBe(11)
    expect(model.getLayer('head9').getWeights()[0]!.dataSync()).toEqual(head)
    const backbone = other.slice(0, other.findIndex(({ type }) => type === 'yolo') - 3)
    const alone = writeWeights('backbone.weights', randomWeights(backbone, 1))
    expect(await assignDarknetWeights(model, alone)).toBe(
      backbone.filter(({ type }) => type === 'conv').length,
    )
    const cut = assignDarknetWeights(model, writeWeights('cut.weights', randomWeights(backbone, 1).slice(5)))
    await expect(cut).rejects.toThrow(/ends inside layer "conv\d+" \(\d/)
    const long = assignDarknetWeights(
      model,
      writeWeights('long.weights', new Float32Array(randomWeights(other, 1).length + 12345)),
    )
    await expect(long).rejects.toMatchObject({ code: 'weights-mismatch' })
    const text = join(folder, 'text.weights')
    writeFileSync(text, 'these are no weights at all, but text')
    await expect(assignDarknetWeights(model, text)).rejects.toMatchObject({ code: 'weights-damaged' })
    model.dispose()
  })
})

describe('training YOLO', () => {
  it('learns squares and finds them in a larger picture', async () => {
    const reader = squares({ tiles: 40, tile: 64, val: 8 })
    const config = {
      ...defaultTraining,
      ...{ model: 'yolo-tiny', dataset: '', epochs: 120, batch: 8, learningRate: 5e-3, width: 1 / 4 },
    }
    const runDir = join(folder, 'run')
    const run = await trainOn(reader, { id: 'run', runDir, config, resume: false }, quiet())
    expect(run.best?.metric).toBeGreaterThan(0.6)
    const detector = await loadDetector(runDir, 'auto')
    const objects = [40, 160, 290, 400].map((x, i) => ({ x, y: 30 + 25 * i, w: 13, h: 13 }))
    const out = join(folder, 'found.h5')
    await predictImage(
      { image: 1, source: paintedSource(480, 160, objects), detector, level: 0, out },
      quiet(),
    )
    detector.dispose()
    const file = await openPrediction(out)
    const found = file.detections()
    const sure = [...found.score].filter((score) => score >= file.info.threshold).length
    file.close()
    const hits = objects.filter((o) =>
      Array.from({ length: sure }, (_, i) => detectionRect(found, i)).some(
        (d) => Math.abs(d.x + d.w / 2 - o.x - 6.5) < 8 && Math.abs(d.y + d.h / 2 - o.y - 6.5) < 8,
      ),
    )
    expect(hits.length).toBeGreaterThanOrEqual(3)
    expect(sure).toBeLessThanOrEqual(10)
  }, 240_000)
})
