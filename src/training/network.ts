import type { LayersModel } from '@tensorflow/tfjs-layers'
import { AppError } from '../base/errors'
import type { DatasetReader } from '../dataset/dataset'
import type { ModelDefinition, ModelOptions } from '../models/model'
import type { TrainConfig } from './config'
import { classPrices } from './prices'
import type { Task } from './tasks/task'
import { taskOf } from './tasks/tasks'

export interface Network {
  readonly options: ModelOptions
  readonly model: LayersModel
  readonly task: Task
}

/** The network for a dataset, with what it is to learn. Fails with `wrong-labels` where the dataset lacks what it learns from. */
export function prepareNetwork(
  definition: ModelDefinition,
  reader: DatasetReader,
  config: TrainConfig,
): Network {
  const { classNames, tile } = reader
  if (definition.task !== 'classify' && reader.task === 'classify') {
    throw new AppError(
      'wrong-labels',
      `The dataset ${config.dataset} has a class for each tile and no objects: train "alexnet" or "inception" on it instead of "${definition.id}".`,
    )
  }
  const options = {
    ...{ classes: classNames.length, seed: config.seed, tile, width: config.width },
    ...(definition.task === 'classify' ? { several: reader.several } : {}),
  }
  const prices = classPrices(classNames, config)
  const setting = { size: tile, options, classNames, missCost: config.falseNegativeWeight, prices }
  return { options, model: definition.build(options), task: taskOf(definition, setting) }
}
