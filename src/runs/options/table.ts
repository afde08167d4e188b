import * as v from 'valibot'
import { augmentationPresets } from '../../augment/augment'
import type { AugmentationSettings } from '../../augment/augmentation'
import { evaluationCrops } from '../../augment/crops'
import { preprocessings } from '../../augment/preprocessing'
import { engineIds } from '../../engine/engine'
import { classifiers, modelIds, type ModelId, widthRange } from '../../models/catalogue'
import { keepBests, monitors, optimiserIds, schedules } from '../choices'
import { t } from '../../messages/messages'
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
    get about() {
      return t.options.theNetwork
    },
    usual: 'heatmap',
  }),
  epochs: option(whole(1, most), {
    flag: 'epochs',
    hint: 'N',
    get about() {
      return t.options.endsAfterSoManyEpochs
    },
    usual: 60,
    onResume: true,
    field: {
      get label() {
        return t.options.epochs
      },
      group: 'limits',
    },
  }),
  minutes: option(number(0.01, 100_000), {
    flag: 'minutes',
    hint: 'M',
    get about() {
      return t.options.endsAfterSoManyMinutes
    },
    onResume: true,
    field: {
      get label() {
        return t.options.timeLimit0None
      },
      group: 'limits',
      get unit() {
        return t.units.min
      },
    },
  }),
  batch: option(whole(1, 1024), {
    flag: 'batch',
    hint: 'B',
    get about() {
      return t.options.tilesAStep
    },
    usual: 16,
    field: {
      get label() {
        return t.options.batch
      },
      group: 'more',
      get unit() {
        return t.units.tiles
      },
    },
  }),
  engine: option(choice(['auto', ...engineIds]), {
    flag: 'engine',
    get about() {
      return t.options.whoComputesAutoTakesThe
    },
    usual: 'auto',
  }),
  seed: option(whole(0, 2 ** 32 - 1), {
    flag: 'seed',
    hint: '1',
    get about() {
      return t.options.theStartOfAllChance
    },
    usual: 1,
    field: {
      get label() {
        return t.options.seed
      },
      group: 'more',
    },
  }),
  from: option(text('a run, or the folder of a run or of another project'), {
    flag: 'from',
    hint: 'RUN',
    get about() {
      return t.options.startsFromTheWeightsOf
    },
    refuse: (_value, { weights }) =>
      weights === undefined ? undefined : 'and --weights are two things to start from: give one of them',
  }),
  weights: option(text('a file of weights'), {
    flag: 'weights',
    hint: 'FILE',
    get about() {
      return t.options.startsFromAFileOf
    },
  }),
  frozenShare: option(number(0, 1), {
    flag: 'frozen-share',
    hint: '0.5',
    get about() {
      return t.options.shareOfTheTrainingIn
    },
    absent: 0.5,
    models: withHead,
    field: {
      get label() {
        return t.options.onlyTheNewLayersLearn
      },
      group: 'more',
      get unit() {
        return t.units.share
      },
      step: 0.1,
    },
    refuse: (_value, _given, { starts }) =>
      starts
        ? undefined
        : 'is for a training that starts from weights: add --from or --weights, or leave it out',
  }),
  width: option(number(widthRange.least, widthRange.most), {
    flag: 'width',
    hint: '1',
    get about() {
      return t.options.factorOnTheNetworksNumber
    },
    absent: 1,
    models: ['alexnet', 'inception', 'yolo', 'yolo-tiny'],
    field: {
      get label() {
        return t.options.widthOfTheNetwork
      },
      group: 'more',
      unit: '×',
      step: 0.05,
    },
  }),
  learningRate: option(number(1e-7, 1), {
    flag: 'learning-rate',
    hint: '0.003',
    get about() {
      return t.options.peakOfTheLearningRate
    },
    usual: 3e-3,
    field: {
      get label() {
        return t.options.learningRate
      },
      group: 'more',
      step: 0.0005,
    },
  }),
  optimiser: option(choice(optimiserIds), {
    flag: 'optimiser',
    get about() {
      return t.options.theRuleByWhichGradients
    },
    absent: 'adam',
    field: {
      get label() {
        return t.options.optimiser
      },
      group: 'more',
    },
  }),
  schedule: option(choice(schedules), {
    flag: 'schedule',
    get about() {
      return t.options.howTheLearningRateGoes
    },
    usual: 'cosine',
    field: {
      get label() {
        return t.options.schedule
      },
      group: 'more',
    },
  }),
  stepsPerEpoch: option(whole(1, most), {
    flag: 'steps-per-epoch',
    hint: 'N',
    get about() {
      return t.options.stepsOfAnEpochWithout
    },
    field: {
      get label() {
        return t.options.stepsAnEpoch0Every
      },
      group: 'more',
      get unit() {
        return t.units.steps
      },
    },
  }),
  validationSteps: option(whole(1, most), {
    flag: 'validation-steps',
    hint: 'N',
    get about() {
      return t.options.batchesThatAValidationLooks
    },
    onResume: true,
    field: {
      get label() {
        return t.options.validationSteps0AllTiles
      },
      group: 'more',
      get unit() {
        return t.units.batches
      },
    },
  }),
  validationFrequency: option(whole(1, most), {
    flag: 'validation-frequency',
    hint: 'N',
    get about() {
      return t.options.epochsFromOneValidationTo
    },
    onResume: true,
    field: {
      get label() {
        return t.options.validationEvery0ATenth
      },
      group: 'more',
      get unit() {
        return t.units.epochs
      },
    },
  }),
  validationCrop: option(choice(evaluationCrops), {
    flag: 'validation-crop',
    get about() {
      return t.options.besideARandomCropWhat
    },
    absent: 'centre',
    models: classifiers,
    field: {
      get label() {
        return t.options.validationLooksAt
      },
      group: 'more',
    },
    refuse: (_value, { augmentation }) =>
      (augmentation as AugmentationSettings | undefined)?.['crop']
        ? undefined
        : 'is for tiles of which training takes a random crop: add one to --augment, or leave it out',
  }),
  classWeights: option(perClass(), {
    flag: 'class-weights',
    hint: 'car=2,…',
    get about() {
      return t.options.howMuchTheObjectsOf
    },
  }),
  falseNegativeWeight: option(number(0.1, 100), {
    flag: 'false-negative-weight',
    hint: '2',
    get about() {
      return t.options.howManyFalseAlarmsA
    },
    usual: 2,
  }),
  falseNegativeWeights: option(perClass(), {
    flag: 'false-negative-weight',
    hint: 'car=3,…',
    get about() {
      return t.options.theSameByClass
    },
  }),
  monitor: option(choice(monitors), {
    flag: 'monitor',
    get about() {
      return t.options.figureOfTheValidationBy
    },
    absent: 'f1',
    field: {
      get label() {
        return t.options.epochsAreComparedBy
      },
      group: 'more',
    },
  }),
  keepBest: option(choice(keepBests), {
    flag: 'keep-best',
    get about() {
      return t.options.whichEpochIsKeptAs
    },
    absent: 'highest',
    field: {
      get label() {
        return t.options.theBestIs
      },
      group: 'more',
    },
    refuse: (value, { monitor }) =>
      value === 'steady' && monitor === 'loss'
        ? 'steady compares F1 scores, and --monitor loss does not: give one of them'
        : undefined,
  }),
  patience: option(whole(1, most), {
    flag: 'patience',
    hint: 'N',
    get about() {
      return t.options.earlyStoppingEndsAfterSo
    },
    onResume: true,
    field: {
      get label() {
        return t.options.earlyStoppingWithoutABetter
      },
      group: 'limits',
      get unit() {
        return t.units.epochs
      },
    },
  }),
  restoreBest: option(onOff(), {
    flag: 'restore-best',
    get about() {
      return t.options.whenTheTrainingHasFinished
    },
    onResume: true,
    absent: false,
    field: {
      get label() {
        return t.options.endWithTheWeightsOf
      },
      group: 'limits',
    },
  }),
  reduceOnPlateau: option(plateau(), {
    flag: 'reduce-on-plateau',
    hint: '0.5,5',
    get about() {
      return t.options.multipliesTheLearningRateWith
    },
    field: {
      get label() {
        return t.options.halveTheRateOnA
      },
      group: 'more',
      get unit() {
        return t.units.validations
      },
    },
  }),
  augmentation: option(augmentation, {
    flag: 'augment',
    hint: 'none|usual|upright|strong|FILE.json',
    get about() {
      return t.options.howTheTilesAreVaried
    },
    usual: augmentationPresets.usual as AugmentationSettings,
    refuse: refuseAugmentation,
  }),
  preprocessing: option(choice(preprocessings.map(({ id }) => id)), {
    flag: 'preprocess',
    get about() {
      return t.options.whatTheNetworkIsGiven
    },
    usual: 'standardise',
    field: {
      get label() {
        return t.options.preprocessing
      },
      group: 'more',
    },
  }),
  preprocessExpression: option(expression, {
    flag: 'preprocess-expression',
    hint: '"r=(r-g)/(r+g+1); g=log(g+1)"|FILE.txt',
    get about() {
      return t.options.anExpressionOverTheChannels
    },
    field: {
      get label() {
        return t.options.beforeItOfEachPixel
      },
      group: 'more',
    },
  }),
  queueSize: option(whole(1, 64), {
    flag: 'queue-size',
    hint: '4',
    get about() {
      return t.options.batchesThatArePreparedAhead
    },
    usual: 4,
    onResume: true,
    field: {
      get label() {
        return t.options.batchesAheadQueueSize
      },
      group: 'more',
    },
    refuse: (_value, { workers }) =>
      workers === 0 ? 'is for threads that prepare ahead, and --workers 0 asks for none' : undefined,
  }),
  workers: option(whole(0, 16), {
    flag: 'workers',
    hint: '1',
    get about() {
      return t.options.threadsThatPrepareBatches0
    },
    usual: 1,
    onResume: true,
    field: {
      get label() {
        return t.options.threadsThatPrepareThemWorkers
      },
      group: 'more',
    },
  }),
  csvLog: option(onOff(false), {
    flag: 'no-csv-log',
    get about() {
      return t.options.leavesOutMetricsCsvA
    },
    usual: true,
    onResume: true,
    field: {
      get label() {
        return t.options.tableOfTheEpochsMetrics
      },
      group: 'more',
    },
  }),
  tensorBoard: option(onOff(), {
    flag: 'tensorboard',
    get about() {
      return t.options.writesALogForTensorboard
    },
    usual: false,
    onResume: true,
    field: {
      get label() {
        return t.options.tensorboardLogInTheRuns
      },
      group: 'more',
    },
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
