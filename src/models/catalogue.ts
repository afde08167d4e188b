/** The models by name, as a person chooses among them. Without TensorFlow: the window reads it, too. */
export const modelCatalogue = [
  {
    id: 'lite0',
    label: 'Heat map, pretrained',
    about: 'Boxes of sparse objects, from features learned on ImageNet: learns from few, searches slower.',
  },
  {
    id: 'heatmap',
    label: 'Heat map, small',
    about: 'Boxes of sparse objects, learned from nothing: searches fast.',
  },
  { id: 'segment', label: 'U-Net', about: 'The outline of each object.' },
  { id: 'alexnet', label: 'AlexNet', about: 'The class of each tile; large.' },
  { id: 'inception', label: 'InceptionV3', about: 'The class of each tile, from weights learned before.' },
  { id: 'yolo', label: 'YOLOv3', about: 'Boxes; large, for many objects of many sizes.' },
  { id: 'yolo-tiny', label: 'YOLOv3 tiny', about: 'Boxes; the small form.' },
] as const

/** Factor on a network's number of filters: what may be asked for, and what a file may say. */
export const widthRange = { least: 0.01, most: 4 } as const

export type ModelId = (typeof modelCatalogue)[number]['id']
export const modelIds = modelCatalogue.map(({ id }) => id) as [ModelId, ...ModelId[]]

/** Those that give a tile its class, and do not say where objects lie. */
export const classifiers: readonly ModelId[] = ['alexnet', 'inception']

/** What differs from model to model where nobody says otherwise. */
interface UsualSettings {
  /** The learning rate's peak. */
  readonly learningRate?: number
  /** What the model is given for a pixel. */
  readonly preprocessing?: string
  /** Price of a missed object against a false alarm. */
  readonly falseNegativeWeight?: number
}
const usual: Partial<Record<ModelId, UsualSettings>> = {
  lite0: { preprocessing: 'imagenet' },
  segment: { learningRate: 2e-3 },
  alexnet: { learningRate: 3e-4, falseNegativeWeight: 1 },
  inception: { learningRate: 1e-3, preprocessing: 'symmetric', falseNegativeWeight: 1 },
  yolo: { learningRate: 1e-3, preprocessing: 'unit' },
  'yolo-tiny': { learningRate: 1e-3, preprocessing: 'unit' },
}

export function usualSettings(id: string): UsualSettings {
  return usual[id as ModelId] ?? {}
}
