import type { ModelDefinition } from '../models/model'
import type { TrainConfig } from '../runs/config'
import { FittedTrainer } from './fitted/fittedTrainer'
import type { Network } from './network'
import { Trainer } from './trainer'

/** Who makes the steps of a training: by the gradient, or by fitting where the model says so. */
export function trainerFor(
  definition: ModelDefinition,
  { model, task, options }: Pick<Network, 'model' | 'task' | 'options'>,
  { seed, falseNegativeWeight: missCost, optimiser }: TrainConfig,
): Trainer {
  const { fitted, encoder } = definition
  if (!fitted || !encoder) return new Trainer(model, task, 'auto', optimiser)
  return new FittedTrainer(model, task, { classes: options.classes, seed, missCost, encoder })
}
