import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { EvaluationCrop } from '../../../src/augment/crops'
import { Random } from '../../../src/base/random'
import type { ResizeRule } from '../../../src/tiles/tiles'
import type { ModelOptions } from '../../../src/models/model'
import { findModel } from '../../../src/models/models'
import { readKerasWeights } from '../../../src/models/weights/kerasH5.node'
import { assignLayers } from '../../../src/models/weights/layerWeights'
import { saveCheckpoint } from '../../../src/training/checkpoint.node'
import { defaultTraining } from '../../../src/runs/config'
import { freshState } from '../../../src/training/loopState'
import { FlatWeights } from '../../../src/training/weights'

export interface RunAbout {
  readonly model: string
  readonly side: number
  readonly tile: number
  readonly classNames: readonly string[]
  readonly mean: readonly number[]
  readonly std: readonly number[]
  readonly width?: number
  readonly resize?: ResizeRule | undefined
  readonly crop?: EvaluationCrop
  readonly several?: boolean
  readonly seed?: number
  /** Keras' own; absent: those that a training begins with. */
  readonly weights?: string
}

/** A run of a classifier with given weights, as a training leaves it. */
export async function classifierRun(runDir: string, about: RunAbout): Promise<string> {
  const { model: id, side, tile, classNames, mean, std, resize, crop, width, several = false } = about
  const options: ModelOptions = {
    classes: classNames.length,
    seed: about.seed ?? 3,
    tile: side,
    width,
    several,
  }
  const model = findModel(id).build(options)
  if (about.weights) assignLayers(model, await readKerasWeights(about.weights), about.weights)
  const weights = new FlatWeights(model)
  if (!about.weights) spread(model, weights, about)
  const state = {
    ...freshState({ ...defaultTraining, dataset: '' }),
    ...{ model: id, options, classNames, tile: side, adamSteps: 0, threshold: 0.5, level: 0 },
    ...{ mean, std, spec: weights.spec, input: { tile, resize, crop } },
  }
  saveCheckpoint(join(runDir, 'checkpoints/best'), state, { average: weights.read() })
  const run = {
    ...{ startedAt: new Date(0).toISOString(), status: 'finished', classNames, engine: '', level: 0 },
    ...{ config: { model: id, dataset: '' }, epochs: 1, steps: 1, tilesPerSecond: 1 },
    best: { epoch: 1, metric: 1, name: 'F1', threshold: 0.5 },
  }
  writeFileSync(join(runDir, 'run.json'), JSON.stringify(run))
  model.dispose()
  return runDir
}

/** Statistics as after a training, and a last layer whose answers differ from picture to picture. */
function spread(model: LayersModel, weights: FlatWeights, { side, mean, std }: RunAbout): void {
  const random = new Random(9)
  const values = weights.read()
  for (let i = weights.trainable; i < values.length; i++)
    values[i] = values[i]! * (0.15 + 0.3 * random.next()) + 0.02 * random.next()
  weights.write(values)
  const head = model.layers.find(({ name }) => name === 'head')
  if (!head) throw new Error('a classifier without a head')
  tf.tidy(() => {
    const count = 8
    const [phase, period] = [0, 1].map(() => Array.from({ length: count }, () => 2 + 30 * random.next()))
    const pictures = Float32Array.from({ length: count * side * side * 3 }, (_, at) => {
      const [i, x] = [Math.floor(at / (side * side * 3)), Math.floor(at / 3) % side]
      const value = 128 + 100 * Math.sin(x / period![i]! + phase![i]! * ((at % 3) + 1))
      return (value - mean[at % 3]!) / std[at % 3]!
    })
    const input = tf.tensor4d(pictures, [count, side, side, 3])
    const { mean: middle, variance } = tf.moments(model.apply(input, { training: false }) as tf.Tensor, 0)
    const gain = tf.div(1.5, tf.sqrt(variance))
    const [kernel, bias] = head.getWeights() as [tf.Tensor, tf.Tensor]
    head.setWeights([tf.mul(kernel, gain), tf.mul(tf.sub(bias, middle), gain)])
  })
}
