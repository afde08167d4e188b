import * as v from 'valibot'
import { augmentationPresets } from '../../augment/augment'
import type { AugmentationSettings } from '../../augment/augmentation'
import { evaluationCrops } from '../../augment/crops'
import { preprocessings } from '../../augment/preprocessing'
import { engineIds } from '../../engine/engine'
import { classifiers, modelIds, type ModelId, widthRange } from '../../models/catalogue'
import { keepBests, monitors, optimiserIds, schedules } from '../choices'
import { augmentation, expression, refuseAugmentation } from './augmentation'
import { choice, number, onOff, perClass, plateau, text, whole, type Option, type Value } from './option'

const most = 1_000_000

/** Their layers have a head that is made anew, so that the others may wait for it. */
const withHead: readonly ModelId[] = ['inception', 'yolo', 'yolo-tiny']

const option = <T, const D extends Omit<Option<T>, 'value'>>(value: Value<T>, details: D) => ({
  value,
  ...details,
})

/**
 * Every option of a training, by its key in the run's configuration. A new one is a line here: the configuration's type,
 * the command line with its help, the window's form and the check of its messages follow.
 */
export const trainOptions = {
  model: option(choice(modelIds), {
    flag: 'model',
    about: 'The network.',
    usual: 'heatmap',
  }),
  epochs: option(whole(1, most), {
    flag: 'epochs',
    hint: 'N',
    about: 'Ends after so many epochs; 60, or no limit beside --minutes.',
    usual: 60,
    onResume: true,
    field: { label: 'Epochs', group: 'limits' },
  }),
  minutes: option(number(0.01, 100_000), {
    flag: 'minutes',
    hint: 'M',
    about: 'Ends after so many minutes of training, the last validation included.',
    onResume: true,
    field: { label: 'Time limit (0: none)', group: 'limits', unit: 'min' },
  }),
  batch: option(whole(1, 1024), {
    flag: 'batch',
    hint: 'B',
    about: 'Tiles a step.',
    usual: 16,
    field: { label: 'Batch', group: 'more', unit: 'tiles' },
  }),
  engine: option(choice(['auto', ...engineIds]), {
    flag: 'engine',
    about: 'Who computes; auto takes the best that is available.',
    usual: 'auto',
  }),
  seed: option(whole(0, 2 ** 32 - 1), {
    flag: 'seed',
    hint: '1',
    about: 'The start of all chance: first weights, order of the tiles, augmentation.',
    usual: 1,
    field: { label: 'Seed', group: 'more' },
  }),
  from: option(text('a run, or the folder of a run or of another project'), {
    flag: 'from',
    hint: 'RUN',
    about: 'Starts from the weights of a run: its id, its folder, or the folder of another project.',
    refuse: (_value, { weights }) =>
      weights === undefined ? undefined : 'and --weights are two things to start from: give one of them',
  }),
  weights: option(text('a file of weights'), {
    flag: 'weights',
    hint: 'FILE',
    about: 'Starts from a file of weights: Keras .h5, or Darknet .weights for YOLO.',
  }),
  frozenShare: option(number(0, 1), {
    flag: 'frozen-share',
    hint: '0.5',
    about:
      'Share of the training in which only the new layers learn, where the others start from given weights.',
    absent: 0.5,
    models: withHead,
    field: { label: 'Only the new layers learn for', group: 'more', unit: 'share', step: 0.1 },
    refuse: (_value, _given, { starts }) =>
      starts
        ? undefined
        : 'is for a training that starts from weights: add --from or --weights, or leave it out',
  }),
  width: option(number(widthRange.least, widthRange.most), {
    flag: 'width',
    hint: '1',
    about: "Factor on the network's number of filters: 0.25 is small and quick, 1 as published.",
    absent: 1,
    models: ['alexnet', 'inception', 'yolo', 'yolo-tiny'],
    field: { label: 'Width of the network', group: 'more', unit: '×', step: 0.05 },
  }),
  learningRate: option(number(1e-7, 1), {
    flag: 'learning-rate',
    hint: '0.003',
    about: 'Peak of the learning rate; each model has its own where nothing is said.',
    usual: 3e-3,
    field: { label: 'Learning rate', group: 'more', step: 0.0005 },
  }),
  optimiser: option(choice(optimiserIds), {
    flag: 'optimiser',
    about: 'The rule by which gradients change the weights.',
    absent: 'adam',
    field: { label: 'Optimiser', group: 'more' },
  }),
  schedule: option(choice(schedules), {
    flag: 'schedule',
    about: 'How the learning rate goes from its peak to the end.',
    usual: 'cosine',
    field: { label: 'Schedule', group: 'more' },
  }),
  stepsPerEpoch: option(whole(1, most), {
    flag: 'steps-per-epoch',
    hint: 'N',
    about: 'Steps of an epoch; without it as many as show every tile once.',
    field: { label: 'Steps an epoch (0: every tile once)', group: 'more', unit: 'steps' },
  }),
  validationSteps: option(whole(1, most), {
    flag: 'validation-steps',
    hint: 'N',
    about: 'Batches that a validation looks at; without it all tiles of the part, at most 1000.',
    onResume: true,
    field: { label: 'Validation steps (0: all tiles)', group: 'more', unit: 'batches' },
  }),
  validationFrequency: option(whole(1, most), {
    flag: 'validation-frequency',
    hint: 'N',
    about: 'Epochs from one validation to the next; without it as often as takes a tenth of the time.',
    onResume: true,
    field: { label: 'Validation every (0: a tenth of the time)', group: 'more', unit: 'epochs' },
  }),
  validationCrop: option(choice(evaluationCrops), {
    flag: 'validation-crop',
    about:
      'Beside a random crop: what validation looks at, the middle, or ten crops whose answers are averaged.',
    absent: 'centre',
    models: classifiers,
    field: { label: 'Validation looks at', group: 'more' },
    refuse: (_value, { augmentation }) =>
      (augmentation as AugmentationSettings | undefined)?.['crop']
        ? undefined
        : 'is for tiles of which training takes a random crop: add one to --augment, or leave it out',
  }),
  classWeights: option(perClass(), {
    flag: 'class-weights',
    hint: 'car=2,…',
    about: 'How much the objects of a class count, found or missed; 1 for those not named.',
  }),
  falseNegativeWeight: option(number(0.1, 100), {
    flag: 'false-negative-weight',
    hint: '2',
    about: 'How many false alarms a missed object costs.',
    usual: 2,
  }),
  falseNegativeWeights: option(perClass(), {
    flag: 'false-negative-weight',
    hint: 'car=3,…',
    about: 'The same by class.',
  }),
  monitor: option(choice(monitors), {
    flag: 'monitor',
    about: 'Figure of the validation by which epochs are compared; the loss is better when it is less.',
    absent: 'f1',
    field: { label: 'Epochs are compared by', group: 'more' },
  }),
  keepBest: option(choice(keepBests), {
    flag: 'keep-best',
    about:
      'Which epoch is kept as the best: the highest, or the latest that is as good within one standard error.',
    absent: 'highest',
    field: { label: 'The best is', group: 'more' },
    refuse: (value, { monitor }) =>
      value === 'steady' && monitor === 'loss'
        ? 'steady compares F1 scores, and --monitor loss does not: give one of them'
        : undefined,
  }),
  patience: option(whole(1, most), {
    flag: 'patience',
    hint: 'N',
    about: 'Early stopping: ends after so many validated epochs without a better one.',
    onResume: true,
    field: {
      label: 'Early stopping without a better result for (0: never)',
      group: 'limits',
      unit: 'epochs',
    },
  }),
  restoreBest: option(onOff(), {
    flag: 'restore-best',
    about: 'When the training has finished, its weights are those of the best epoch, not of the last.',
    onResume: true,
    absent: false,
    field: { label: 'End with the weights of the best epoch', group: 'limits' },
  }),
  reduceOnPlateau: option(plateau(), {
    flag: 'reduce-on-plateau',
    hint: '0.5,5',
    about: 'Multiplies the learning rate with the factor after so many validations without a better result.',
    field: { label: 'Halve the rate on a plateau of (0: never)', group: 'more', unit: 'validations' },
  }),
  augmentation: option(augmentation, {
    flag: 'augment',
    hint: 'none|usual|upright|strong|FILE.json',
    about: 'How the tiles are varied, anew each time they are shown.',
    usual: augmentationPresets.usual as AugmentationSettings,
    refuse: refuseAugmentation,
  }),
  preprocessing: option(choice(preprocessings.map(({ id }) => id)), {
    flag: 'preprocess',
    about: 'What the network is given for a pixel; each model has its own where nothing is said.',
    usual: 'standardise',
    field: { label: 'Preprocessing', group: 'more' },
  }),
  preprocessExpression: option(expression, {
    flag: 'preprocess-expression',
    hint: '"r=(r-g)/(r+g+1); g=log(g+1)"|FILE.txt',
    about: 'An expression over the channels of each pixel, before the preprocessing.',
    field: { label: 'Before it, of each pixel', group: 'more' },
  }),
  queueSize: option(whole(1, 64), {
    flag: 'queue-size',
    hint: '4',
    about: 'Batches that are prepared ahead.',
    usual: 4,
    onResume: true,
    field: { label: 'Batches ahead (queue size)', group: 'more' },
    refuse: (_value, { workers }) =>
      workers === 0 ? 'is for threads that prepare ahead, and --workers 0 asks for none' : undefined,
  }),
  workers: option(whole(0, 16), {
    flag: 'workers',
    hint: '1',
    about: 'Threads that prepare batches; 0 prepares each when it is needed.',
    usual: 1,
    onResume: true,
    field: { label: 'Threads that prepare them (workers)', group: 'more' },
  }),
  csvLog: option(onOff(false), {
    flag: 'no-csv-log',
    about: "Leaves out metrics.csv, a line an epoch, in the run's folder.",
    usual: true,
    onResume: true,
    field: { label: "Table of the epochs (metrics.csv) in the run's folder", group: 'more' },
  }),
  tensorBoard: option(onOff(), {
    flag: 'tensorboard',
    about: "Writes a log for TensorBoard into the run's folder.",
    usual: false,
    onResume: true,
    field: { label: "TensorBoard log in the run's folder", group: 'more' },
  }),
} as const

type Table = typeof trainOptions
export type TrainOptionKey = keyof Table
type ValueOf<K extends TrainOptionKey> = Table[K]['value'] extends Value<infer T> ? T : never
/** Those that every configuration has. */
type Given = {
  [K in TrainOptionKey]: Table[K] extends { readonly usual: unknown } ? K : never
}[TrainOptionKey]

export type TrainOptionValues = { readonly [K in Given]: ValueOf<K> } & {
  readonly [K in Exclude<TrainOptionKey, Given>]?: ValueOf<K> | undefined
}

export const trainOptionKeys = Object.keys(trainOptions) as TrainOptionKey[]
export const trainOption = (key: TrainOptionKey): Option => trainOptions[key]

/** What a new run gets where nobody says otherwise. */
export const usualTraining = Object.fromEntries(
  trainOptionKeys.flatMap((key) => {
    const { usual } = trainOption(key)
    return usual === undefined ? [] : [[key, usual]]
  }),
) as TrainOptionValues

type Schemas = { [K in TrainOptionKey]: v.OptionalSchema<v.GenericSchema<unknown, ValueOf<K>>, undefined> }

/** What a message may set of a training: each option or none. */
export const trainSchemas = Object.fromEntries(
  trainOptionKeys.map((key) => [key, v.optional(trainOption(key).value.schema)]),
) as Schemas
