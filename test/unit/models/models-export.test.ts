import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import { selectEngine } from '../../../src/engine/engines.node'
import type { ModelOptions } from '../../../src/models/model'
import { findModel } from '../../../src/models/models'
import { probabilities } from '../../../src/heads/classes/read'
import { saveCheckpoint } from '../../../src/training/checkpoint.node'
import { exportModel } from '../../../src/training/exportModel.node'
import { freshState } from '../../../src/training/loopState'
import { defaultTraining } from '../../../src/runs/config'
import { FlatWeights } from '../../../src/training/weights'
import { floatsOf, furthest, keras } from '../shared/keras.fixture'

const folder = mkdtempSync(join(tmpdir(), 'windhover-export-'))
const pythons = join(folder, 'python')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const nets: readonly [string, Partial<ModelOptions>][] = [
  ['heatmap', { tile: 64 }],
  ['segment', { tile: 64, width: 1 / 2 }],
  ['alexnet', { tile: 63, width: 1 / 16 }],
  ['inception', { tile: 75, width: 1 / 8, several: true }],
  ['yolo', { tile: 64, width: 1 / 16 }],
  ['yolo-tiny', { tile: 64, width: 1 / 8 }],
]

/** Input and what the trained network says of it, with our own layers. */
const expected = new Map<string, { input: Float32Array; shape: number[]; output: Float32Array }>()

/** A run with weights and statistics as a training leaves them. */
function makeRun(id: string, more: Partial<ModelOptions>): string {
  const options = { classes: 2, seed: 3, anchors: [[9, 9]] as const, ...more } as ModelOptions & {
    tile: number
  }
  const model = findModel(id).build(options)
  const weights = new FlatWeights(model)
  const random = new Random(5)
  const average = weights.read()
  for (let i = 0; i < average.length; i++) average[i] = average[i]! * (0.9 + 0.2 * random.next())
  for (let i = weights.trainable; i < average.length; i++) average[i] = average[i]! + 0.2 * random.next()
  weights.write(average)
  const runDir = join(folder, id)
  const state = {
    ...freshState({ ...defaultTraining, dataset: '' }),
    ...{ model: id, options, classNames: ['a', 'b'], tile: options.tile, adamSteps: 0 },
    ...{ mean: [1, 2, 3], std: [4, 5, 6], spec: weights.spec },
  }
  saveCheckpoint(join(runDir, 'checkpoints/best'), state, { average })
  const shape = [2, options.tile, options.tile, 3]
  const input = Float32Array.from({ length: 2 * options.tile ** 2 * 3 }, () => 2 * random.next() - 1)
  const output = tf.tidy(
    () => (model.apply(tf.tensor(input, shape), { training: false }) as tf.Tensor).dataSync() as Float32Array,
  )
  const classify = findModel(id).task === 'classify'
  const wanted = classify ? probabilities(output, 2, options.several ?? false) : output.slice()
  expected.set(id, { input, shape, output: wanted })
  model.dispose()
  return runDir
}

beforeAll(async () => {
  await selectEngine('auto')
  mkdirSync(pythons)
  for (const [id, more] of nets) {
    const runDir = makeRun(id, more)
    const { file } = await exportModel(id, runDir, 'tfjs', join(folder, `${id}.tfjs`))
    await exportModel(id, runDir, 'keras', join(pythons, `${id}.h5`))
    const { modelTopology: topology } = JSON.parse(readFileSync(file, 'utf8')) as { modelTopology: object }
    const { input, shape } = expected.get(id)!
    writeFileSync(join(pythons, `${id}.json`), JSON.stringify({ topology, input: shape }))
    writeFileSync(join(pythons, `${id}.in`), input)
  }
  keras('read', pythons)
}, 300_000)

describe.each(nets.map(([id]) => id))('%s', (id) => {
  it('is loaded by plain TensorFlow.js', async () => {
    const at = join(folder, `${id}.tfjs`)
    const text = readFileSync(join(at, 'model.json'), 'utf8')
    expect(text).not.toContain('Windhover')
    const { weightsManifest, ...rest } = JSON.parse(text) as Omit<tf.io.ModelJSON, 'weightsManifest'> & {
      weightsManifest: [{ weights: tf.io.WeightsManifestEntry[] }]
    }
    expect(rest.userDefinedMetadata).toMatchObject({ model: id, classNames: ['a', 'b'], mean: [1, 2, 3] })
    const weightData = new Uint8Array(readFileSync(join(at, 'weights.bin'))).buffer
    const artifacts = { ...rest, weightSpecs: weightsManifest[0].weights, weightData } as tf.io.ModelArtifacts
    const model: LayersModel = await loadLayersModel({ load: async () => artifacts })
    const { input, shape, output } = expected.get(id)!
    const found = tf.tidy(
      () => (model.predict(tf.tensor(input, shape)) as tf.Tensor).dataSync() as Float32Array,
    )
    expect(furthest(found, output)).toBeLessThan(1e-4)
    model.dispose()
  })

  it('is loaded by Keras, whole and by name', () => {
    expect(furthest(floatsOf(join(pythons, `${id}.out`)), expected.get(id)!.output)).toBeLessThan(1e-4)
  })
})
