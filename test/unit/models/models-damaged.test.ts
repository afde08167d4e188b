import '@tensorflow/tfjs-backend-cpu'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeH5File } from '../../../src/hdf5/h5File.node'
import { findModel } from '../../../src/models/models'
import { assignDarknetWeights } from '../../../src/models/weights/darknet.node'
import { readKerasWeights } from '../../../src/models/weights/kerasH5.node'
import { saveCheckpoint } from '../../../src/training/checkpoint.node'
import { buildTrained, readTrained } from '../../../src/training/loadNetwork.node'
import { FlatWeights } from '../../../src/training/weights'
import { randomWeights, tinyLayers } from '../shared/darknet.fixture'
import { scratch } from '../shared/project.fixture'

// Weights that somebody sent, or a disk spoilt.

const at = scratch()
beforeAll(() => tf.setBackend('cpu'))

describe('weights that are no numbers are refused with the name of their file', () => {
  it.each([NaN, Infinity])('Keras: %s', async (wrong) => {
    const path = at(`keras-${wrong}.h5`)
    await writeH5File(
      path,
      async (file) => {
        file.create_attribute('layer_names', ['conv'])
        file.create_group('conv').create_attribute('weight_names', ['conv/kernel:0'])
        file.create_group('conv/conv')
        const data = Float32Array.of(1, 2, wrong, 4)
        file.create_dataset({ name: 'conv/conv/kernel:0', data, shape: [1, 1, 2, 2] })
      },
      () => {},
    )
    await expect(readKerasWeights(path)).rejects.toThrow(
      /^".*keras-(NaN|Infinity)\.h5" is damaged or cut off \(a weight of \/conv\/conv\/kernel:0 is no number\)/,
    )
  })

  it.each([NaN, -Infinity])('Darknet: %s', async (wrong) => {
    const values = randomWeights(tinyLayers(2, 1 / 16), 1)
    values[17] = wrong
    const header = Buffer.alloc(20)
    header.writeInt32LE(2, 4)
    const path = at('yolo.weights')
    writeFileSync(path, Buffer.concat([header, Buffer.from(values.buffer)]))
    const model = findModel('yolo-tiny').build({ classes: 2, seed: 1, width: 1 / 16 })
    await expect(assignDarknetWeights(model, path)).rejects.toThrow(
      /^".*yolo\.weights" is damaged \(weight 17 is (NaN|-Infinity) and no number\)/,
    )
    model.dispose()
  })
})

describe('a checkpoint that asks for a larger network than its weights fill', () => {
  it.each([
    ['alexnet', { classes: 2, seed: 1, tile: 64, width: 0.05 }],
    ['yolo-tiny', { classes: 2, seed: 1, width: 1 / 16 }],
    ['segment', { classes: 2, seed: 1, width: 0.25 }],
  ] as const)('%s is refused before it takes the memory', (id, options) => {
    const runDir = at(id)
    const model = findModel(id).build(options)
    const weights = new FlatWeights(model)
    const folder = join(runDir, 'checkpoints', 'best')
    const state = {
      ...{ model: id, options, classNames: ['a', 'b'], tile: 64, mean: [1, 2, 3], std: [1, 1, 1] },
      ...{
        spec: weights.spec,
        adamSteps: 1,
        epoch: 1,
        position: 0,
        steps: 1,
        seconds: 1,
        tiles: 1,
        batch: 1,
      },
      ...{ threshold: 0.4, rateFactor: 1, lossSum: 0, best: undefined, callbacks: {} },
    }
    saveCheckpoint(folder, state, { average: weights.read() })
    model.dispose()
    buildTrained(readTrained(runDir)).dispose()
    // Its folder may be far away: what has not changed is not read again; below, what has changed is.
    expect(readTrained(runDir)).toBe(readTrained(runDir))

    const path = join(folder, 'checkpoint.json')
    const stored = JSON.parse(readFileSync(path, 'utf8')) as object
    const { numTensors } = tf.memory()
    const before = process.memoryUsage().rss
    for (const change of [{ width: 4 }, { classes: 60_000 }, { width: 4, tile: 8192, classes: 60_000 }]) {
      writeFileSync(path, JSON.stringify({ ...stored, options: { ...options, ...change } }))
      expect(() => buildTrained(readTrained(runDir))).toThrow(
        new RegExp(
          `^The checkpoint of a "${id}" is damaged \\(its options ask for more than the \\d+ weights`,
        ),
      )
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6)
    expect(tf.memory().numTensors - numTensors).toBeLessThan(500)
    writeFileSync(path, JSON.stringify({ ...stored, options: { ...options, width: 16 } }))
    expect(() => readTrained(runDir)).toThrow(/options\.width is not as it must be/)
  })
})
