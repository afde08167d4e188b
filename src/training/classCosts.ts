import { AppError } from '../base/errors'
import type { ClassCost } from '../heads/classCost'
import { says } from '../messages/says/says'
import type { TrainConfig } from '../runs/config'

/**
 * The cost of each class, in class order. `background`: the class that others get lost in, where each tile has exactly
 * one; to miss it is the false alarm of another class, which costs 1 unless it is named. Fails with `unknown-class` for a
 * name that the dataset does not have.
 */
export function classCosts(
  classNames: readonly string[],
  config: Pick<TrainConfig, 'falseNegativeWeight' | 'falseNegativeWeights' | 'classWeights'>,
  background?: number,
): ClassCost[] {
  const { falseNegativeWeight, falseNegativeWeights = {}, classWeights = {} } = config
  for (const name of Object.keys({ ...falseNegativeWeights, ...classWeights })) {
    if (classNames.includes(name)) continue
    throw new AppError('unknown-class', says.training.aWeightIsGivenFor(name, classNames.join(', ')))
  }
  return classNames.map((name, c) => ({
    missed: falseNegativeWeights[name] ?? (c === background ? 1 : falseNegativeWeight),
    weight: classWeights[name] ?? 1,
  }))
}
