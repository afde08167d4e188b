import { t } from '../messages/messages'

/** The models by name, as a person chooses among them. Without TensorFlow: the window reads it, too. */
export const modelCatalogue = [
  {
    id: 'heatmap',
    get label() {
      return t.models.heatMap
    },
    get about() {
      return t.models.boxesOfSparseObjectsSmall
    },
  },
  {
    id: 'lite0',
    get label() {
      return t.models.heatMapPretrained
    },
    get about() {
      return t.models.boxesFromFeaturesOfImageNet
    },
  },
  {
    id: 'lite0-linear',
    get label() {
      return t.models.heatMapFitted
    },
    get about() {
      return t.models.boxesFittedInSeconds
    },
  },
  {
    id: 'segment',
    label: 'U-Net',
    get about() {
      return t.models.theOutlineOfEachObject
    },
  },
  {
    id: 'alexnet',
    label: 'AlexNet',
    get about() {
      return t.models.theClassOfEachTile
    },
  },
  {
    id: 'inception',
    label: 'InceptionV3',
    get about() {
      return t.models.theClassOfEachTile2
    },
  },
  {
    id: 'yolo',
    label: 'YOLOv3',
    get about() {
      return t.models.boxesLargeForManyObjects
    },
  },
  {
    id: 'yolo-tiny',
    label: 'YOLOv3 tiny',
    get about() {
      return t.models.boxesTheSmallForm
    },
  },
] as const

/** Factor on a network's number of filters: what may be asked for, and what a file may say. */
export const widthRange = { min: 0.01, max: 4 } as const

export type ModelId = (typeof modelCatalogue)[number]['id']
export const modelIds = modelCatalogue.map(({ id }) => id) as [ModelId, ...ModelId[]]

/** Those that give a tile its class, and do not say where objects lie. */
export const classifiers: readonly ModelId[] = ['alexnet', 'inception']

/** Those whose boxes may overlap: an outline or a class of a tile never does. */
export const boxFinders: readonly ModelId[] = ['heatmap', 'lite0', 'lite0-linear', 'yolo', 'yolo-tiny']

/** Those whose last layer is fitted, not trained step by step: no learning rate, and no weights to start from. */
export const fittedModels: readonly ModelId[] = ['lite0-linear']
export const isFitted = (id: string) => fittedModels.some((each) => each === id)

/** What differs from model to model where nobody says otherwise. */
interface UsualSettings {
  /** The learning rate's peak. */
  readonly learningRate?: number
  /** What the model is given for a pixel. */
  readonly preprocessing?: string
  /** Price of a missed object against a false alarm. */
  readonly falseNegativeWeight?: number
  /** Ends a training that knows no other end. */
  readonly epochs?: number
  /** What an epoch shows, and a validation looks at, where all tiles are more than is needed. */
  readonly stepsPerEpoch?: number
  readonly validationSteps?: number
}
const usual: Partial<Record<ModelId, UsualSettings>> = {
  lite0: { preprocessing: 'imagenet' },
  'lite0-linear': { preprocessing: 'imagenet', epochs: 4, stepsPerEpoch: 15, validationSteps: 15 },
  segment: { learningRate: 2e-3 },
  alexnet: { learningRate: 3e-4, falseNegativeWeight: 1 },
  inception: { learningRate: 1e-3, preprocessing: 'symmetric', falseNegativeWeight: 1 },
  yolo: { learningRate: 1e-3, preprocessing: 'unit' },
  'yolo-tiny': { learningRate: 1e-3, preprocessing: 'unit' },
}

export function usualSettings(id: string): UsualSettings {
  return usual[id as ModelId] ?? {}
}
