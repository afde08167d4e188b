import { engineIds } from '../../engine/engine'
import { t } from '../../messages/messages'
import { fittedModels, modelIds, type ModelId, widthRange } from '../../models/catalogue'
import { optimiserIds, schedules } from '../choices'
import { choice, number, option, textValue, whole } from './option'

const most = 1_000_000

/** Their layers have a head that is made anew, so that the others may wait for it. */
const withHead: readonly ModelId[] = ['inception', 'yolo', 'yolo-tiny']

/** All that go down a gradient, step by step. */
export const byGradient = modelIds.filter((id) => !fittedModels.includes(id))

/** The network, how long it learns, and by which rule. */
export const learningOptions = {
  model: option(choice(modelIds), {
    flag: 'model',
    get about() {
      return t.options.theNetwork
    },
    default: 'heatmap',
  }),
  epochs: option(whole(1, most), {
    flag: 'epochs',
    hint: 'N',
    get about() {
      return t.options.endsAfterSoManyEpochs
    },
    default: 60,
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
    default: 16,
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
    default: 'auto',
  }),
  seed: option(whole(0, 2 ** 32 - 1), {
    flag: 'seed',
    hint: '1',
    get about() {
      return t.options.theStartOfAllChance
    },
    default: 1,
    field: {
      get label() {
        return t.options.seed
      },
      group: 'more',
    },
  }),
  from: option(textValue('run'), {
    flag: 'from',
    hint: 'RUN',
    get about() {
      return t.options.startsFromTheWeightsOf
    },
    models: byGradient,
    refuse: (_value, { weights }) =>
      weights === undefined ? undefined : t.optionRules.andWeightsAreTwoThings,
  }),
  weights: option(textValue('weights'), {
    flag: 'weights',
    hint: 'FILE',
    get about() {
      return t.options.startsFromAFileOf
    },
    models: byGradient,
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
    refuse: (_value, _given, { starts }) => (starts ? undefined : t.optionRules.isForATrainingThat),
  }),
  width: option(number(widthRange.min, widthRange.max), {
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
    default: 3e-3,
    models: byGradient,
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
    models: byGradient,
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
    default: 'cosine',
    models: byGradient,
    field: {
      get label() {
        return t.options.schedule
      },
      group: 'more',
    },
  }),
} as const
