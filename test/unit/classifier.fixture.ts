import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EvaluationCrop } from '../../src/augment/crops'
import { Random } from '../../src/base/random'
import type { ResizeRule } from '../../src/dataset/dataset'
import type { ModelOptions } from '../../src/models/model'
import { findModel } from '../../src/models/models'
import { readKerasWeights } from '../../src/models/weights/kerasH5.node'
import { assignLayers } from '../../src/models/weights/layerWeights'
import { saveCheckpoint } from '../../src/training/checkpoint.node'
import { defaultTraining } from '../../src/training/config'
import { freshState } from '../../src/training/loopState'
import { FlatWeights } from '../../src/training/weights'

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
  const average = weights.read()
  const random = new Random(9)
  // Statistics as after a training, on which a deep network's answers differ from picture to picture.
  for (let i = weights.trainable; !about.weights && i < average.length; i++)
    average[i] = average[i]! * (0.15 + 0.3 * random.next()) + 0.02 * random.next()
  let at = 0
  for (const { name, shape } of weights.spec) {
    const size = shape.reduce((a, b) => a * b, 1)
    if (!about.weights && name === 'head/kernel')
      for (let i = at; i < at + size; i++) average[i] = average[i]! * 8
    at += size
  }
  weights.write(average)
  const state = {
    ...freshState({ ...defaultTraining, dataset: '' }),
    ...{ model: id, options, classNames, tile: side, adamSteps: 0, threshold: 0.5, level: 0 },
    ...{ mean, std, spec: weights.spec, input: { tile, resize, crop } },
  }
  saveCheckpoint(join(runDir, 'checkpoints/best'), state, { average })
  const run = {
    ...{ startedAt: new Date(0).toISOString(), status: 'finished', classNames, engine: '', level: 0 },
    ...{ config: { model: id, dataset: '' }, epochs: 1, steps: 1, tilesPerSecond: 1 },
    best: { epoch: 1, metric: 1, name: 'F1', threshold: 0.5 },
  }
  writeFileSync(join(runDir, 'run.json'), JSON.stringify(run))
  model.dispose()
  return runDir
}
