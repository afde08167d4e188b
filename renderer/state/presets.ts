import { augmentationPresets } from '../../src/augment/augment'
import type { AugmentationSettings } from '../../src/augment/augmentation'
import { defaultTraining } from '../../src/training/config'
import type { ModelId } from '../../src/models/catalogue'
import type { CommandIn } from '../../src/ipc/contract'

export type TrainSettings = CommandIn<'train.start'>['settings']
export type TrainStart = NonNullable<TrainSettings['start']>

/** How long to train, in words of a person who has better things to do. */
export const presets = [
  { id: 'quick', label: 'Quick look', time: '2 min', about: 'Shows whether the idea works.' },
  { id: 'thorough', label: 'Thorough', time: '10 min', about: 'For a result to go on with.' },
  {
    id: 'converge',
    label: 'Until it stops improving',
    time: '',
    about: 'Ends 20 epochs after its best result; may take an hour.',
  },
  { id: 'own', label: 'My own limits', time: '', about: 'Ends at whichever limit comes first.' },
] as const
export type PresetId = (typeof presets)[number]['id']

const limits: Record<Exclude<PresetId, 'own'>, { epochs: number; minutes?: number; patience?: number }> = {
  quick: { epochs: 1000, minutes: 2 },
  thorough: { epochs: 1000, minutes: 10 },
  converge: { epochs: 1000, patience: 20 },
}

export interface TrainForm {
  model: ModelId
  preset: PresetId
  /** What the network starts from; null: nothing learned yet. */
  start: TrainStart | null
  batch: number
  learningRate: number
  /** How many false alarms one missed object is worth. */
  missCost: number
  engine: TrainSettings['engine']
  seed: number
  /** Of the preset `own`; 0 stands for no limit in minutes and for no early stopping. */
  epochs: number
  minutes: number
  patience: number
  restoreBest: boolean
  optimiser: NonNullable<TrainSettings['optimiser']>
  schedule: NonNullable<TrainSettings['schedule']>
  /** Reduce on plateau: validations without a better result; 0 for never. */
  plateau: number
  /** 0: as many steps as show every tile once; 0: as often as takes a tenth of the time. */
  stepsPerEpoch: number
  validationFrequency: number
  /** 0: all validation tiles, up to a thousand. */
  validationSteps: number
  augmentation: AugmentationSettings
  preprocessing: string
  /** Over the channels, before it; empty: none. */
  preprocessExpression: string
  queueSize: number
  workers: number
  tensorBoard: boolean
  /** By class name; what is not named costs `missCost` and weighs 1. */
  missCosts: Record<string, number>
  classWeights: Record<string, number>
}

export const usualForm: TrainForm = {
  model: 'heatmap',
  preset: 'quick',
  start: null,
  batch: defaultTraining.batch,
  learningRate: defaultTraining.learningRate,
  missCost: defaultTraining.falseNegativeWeight,
  engine: 'auto',
  seed: 1,
  epochs: defaultTraining.epochs,
  minutes: 0,
  patience: 0,
  restoreBest: false,
  optimiser: 'adam',
  schedule: defaultTraining.schedule,
  plateau: 0,
  stepsPerEpoch: 0,
  validationFrequency: 0,
  validationSteps: 0,
  augmentation: augmentationPresets.usual,
  preprocessing: defaultTraining.preprocessing,
  preprocessExpression: '',
  queueSize: defaultTraining.queueSize,
  workers: defaultTraining.workers,
  tensorBoard: false,
  missCosts: {},
  classWeights: {},
}

export function trainSettings(form: TrainForm): TrainSettings {
  const { model, batch, learningRate, engine, seed, optimiser, schedule, augmentation, preprocessing } = form
  const { queueSize, workers, tensorBoard, restoreBest, missCosts, classWeights } = form
  const some = <K extends string>(key: K, value: number) =>
    (value > 0 ? { [key]: value } : {}) as { [key in K]?: number }
  const own = { epochs: form.epochs, ...some('minutes', form.minutes), ...some('patience', form.patience) }
  return {
    ...(form.preset === 'own' ? own : limits[form.preset]),
    ...some('stepsPerEpoch', form.stepsPerEpoch),
    ...some('validationFrequency', form.validationFrequency),
    ...some('validationSteps', form.validationSteps),
    ...(form.plateau > 0 && { reduceOnPlateau: { factor: 0.5, patience: form.plateau } }),
    ...{ optimiser, schedule, augmentation, preprocessing, queueSize, workers, tensorBoard, restoreBest },
    ...(Object.keys(missCosts).length > 0 && { falseNegativeWeights: missCosts }),
    ...(Object.keys(classWeights).length > 0 && { classWeights }),
    ...(form.preprocessExpression.trim() && { preprocessExpression: form.preprocessExpression }),
    ...(form.start && { start: form.start }),
    model,
    batch,
    learningRate,
    engine,
    seed,
    falseNegativeWeight: form.missCost,
  }
}
