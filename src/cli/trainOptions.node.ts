import { existsSync, readFileSync } from 'node:fs'
import { augmentationPresets } from '../augment/augment'
import { evaluationCrops } from '../augment/crops'
import type { AugmentationSettings } from '../augment/augmentation'
import { faultOf } from '../augment/expression'
import { preprocessings } from '../augment/preprocessing'
import { optimiserIds } from '../training/adam'
import { keepBests, monitors, schedules, type TrainConfig } from '../training/config'
import { choiceOption, numberOption, numbers, type Options, textOption, UsageError } from './command.node'

/** What may be set of a training beside the usual; all have a default. */
export const trainOptions = {
  'learning-rate': { type: 'string' },
  optimiser: { type: 'string' },
  schedule: { type: 'string' },
  'steps-per-epoch': { type: 'string' },
  'validation-steps': { type: 'string' },
  'validation-frequency': { type: 'string' },
  'validation-crop': { type: 'string' },
  'class-weights': { type: 'string' },
  'false-negative-weight': { type: 'string' },
  monitor: { type: 'string' },
  'keep-best': { type: 'string' },
  patience: { type: 'string' },
  'restore-best': { type: 'boolean' },
  'reduce-on-plateau': { type: 'string' },
  augment: { type: 'string' },
  preprocess: { type: 'string' },
  'preprocess-expression': { type: 'string' },
  'queue-size': { type: 'string' },
  workers: { type: 'string' },
  tensorboard: { type: 'boolean' },
} as const

export const trainUsage =
  '[--learning-rate 0.003] [--optimiser adam|rmsprop|sgd] [--schedule cosine|constant|step|exponential] [--steps-per-epoch N] [--validation-steps N] [--validation-frequency N] [--validation-crop centre|ten-crop] [--class-weights car=2,…] [--false-negative-weight 2|car=3,…] [--monitor f1|loss] [--keep-best highest|steady] [--patience N] [--restore-best] [--reduce-on-plateau 0.5,5] [--augment none|usual|upright|strong|FILE.json] [--preprocess standardise|centre|unit|symmetric|opticalDensity|none] [--preprocess-expression "r=(r-g)/(r+g+1); g=log(g+1)"|FILE.txt] [--queue-size 4] [--workers 1] [--tensorboard]'

export function readTrainOptions(options: Options): Partial<TrainConfig> {
  const whole = (name: string, most?: number) =>
    numberOption(options, name, { min: 1, integer: true, ...(most && { max: most }) })
  const missed = textOption(options, 'false-negative-weight')
  const plateau = textOption(options, 'reduce-on-plateau')
  return {
    learningRate: numberOption(options, 'learning-rate', { min: 1e-7, max: 1 }),
    optimiser: choiceOption(options, 'optimiser', optimiserIds),
    schedule: choiceOption(options, 'schedule', schedules),
    stepsPerEpoch: whole('steps-per-epoch'),
    validationSteps: whole('validation-steps'),
    validationFrequency: whole('validation-frequency'),
    validationCrop: choiceOption(options, 'validation-crop', evaluationCrops),
    classWeights: weights(options, 'class-weights'),
    ...(missed?.includes('=')
      ? { falseNegativeWeights: weights(options, 'false-negative-weight') }
      : { falseNegativeWeight: numberOption(options, 'false-negative-weight', { min: 0.1, max: 100 }) }),
    monitor: choiceOption(options, 'monitor', monitors),
    keepBest: choiceOption(options, 'keep-best', keepBests),
    patience: whole('patience'),
    restoreBest: options['restore-best'] === true ? true : undefined,
    reduceOnPlateau: plateau === undefined ? undefined : readPlateau(plateau),
    augmentation: augmentation(options),
    preprocessing: choiceOption(
      options,
      'preprocess',
      preprocessings.map(({ id }) => id),
    ),
    preprocessExpression: expression(options),
    queueSize: whole('queue-size', 64),
    workers: numberOption(options, 'workers', { min: 0, max: 16, integer: true }),
    tensorBoard: options['tensorboard'] === true ? true : undefined,
  } as Partial<TrainConfig>
}

function readPlateau(text: string): { factor: number; patience: number } {
  const [factor, patience] = numbers(text, 'reduce-on-plateau', 2) as [number, number]
  if (factor > 0 && factor < 1 && Number.isInteger(patience) && patience > 0) return { factor, patience }
  throw new UsageError(
    `--reduce-on-plateau takes a factor between 0 and 1 and a number of validations, such as 0.5,5, not "${text}".`,
  )
}

/** As it stands, or the text of a file. */
function expression(options: Options): string | undefined {
  const given = textOption(options, 'preprocess-expression')
  if (given === undefined) return undefined
  const text = existsSync(given) ? readFileSync(given, 'utf8') : given
  const fault = faultOf(text)
  if (fault) throw new UsageError(fault)
  return text
}

/** `car=2,truck=0.5` */
function weights(options: Options, name: string): Record<string, number> | undefined {
  const given = textOption(options, name)
  if (given === undefined) return undefined
  const pairs = given.split(',').map((pair) => {
    const at = pair.lastIndexOf('=')
    const [key, value] = [pair.slice(0, at).trim(), Number(pair.slice(at + 1))]
    if (at > 0 && key && value > 0 && value <= 1000) return [key, value] as const
    throw new UsageError(`--${name} takes class=number with commas between them, not "${pair}".`)
  })
  return Object.fromEntries(pairs)
}

function augmentation(options: Options): AugmentationSettings | undefined {
  const given = textOption(options, 'augment')
  if (given === undefined) return undefined
  if (given in augmentationPresets) return augmentationPresets[given as keyof typeof augmentationPresets]
  const names = Object.keys(augmentationPresets).join(', ')
  if (!existsSync(given))
    throw new UsageError(`--augment takes ${names} or a JSON file, and there is no file "${given}".`)
  try {
    return JSON.parse(readFileSync(given, 'utf8')) as AugmentationSettings
  } catch {
    throw new UsageError(
      `${given} is not JSON; --augment wants something like {"rotation": {"degrees": 20}, "flip": {}}.`,
    )
  }
}
