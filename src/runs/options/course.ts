import { augmentationPresets } from '../../augment/augment'
import type { AugmentationSettings } from '../../augment/augmentation'
import { evaluationCrops } from '../../augment/crops'
import { preprocessings } from '../../augment/preprocessing'
import { t } from '../../messages/messages'
import { classifiers } from '../../models/catalogue'
import { keepBests, monitors } from '../choices'
import { byGradient } from './learning'
import { augmentation, expression, refuseAugmentation } from './augmentation'
import { choice, number, onOff, option, perClass, plateau, whole } from './option'

const most = 1_000_000

/** What an epoch shows, how it is judged, and what is written about it. */
export const courseOptions = {
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
        : t.optionRules.isForTilesOfWhich,
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
    default: 2,
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
      value === 'steady' && monitor === 'loss' ? t.optionRules.steadyComparesF1ScoresAnd : undefined,
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
    models: byGradient,
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
    default: augmentationPresets.usual as AugmentationSettings,
    refuse: refuseAugmentation,
  }),
  preprocessing: option(choice(preprocessings.map(({ id }) => id)), {
    flag: 'preprocess',
    get about() {
      return t.options.whatTheNetworkIsGiven
    },
    default: 'standardise',
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
    default: 4,
    onResume: true,
    field: {
      get label() {
        return t.options.batchesAheadQueueSize
      },
      group: 'more',
    },
    refuse: (_value, { workers }) => (workers === 0 ? t.optionRules.isForThreadsThatPrepare : undefined),
  }),
  workers: option(whole(0, 16), {
    flag: 'workers',
    hint: '1',
    get about() {
      return t.options.threadsThatPrepareBatches0
    },
    default: 1,
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
    default: true,
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
    default: false,
    onResume: true,
    field: {
      get label() {
        return t.options.tensorboardLogInTheRuns
      },
      group: 'more',
    },
  }),
} as const
