/** The models by name, as a person chooses among them. Without TensorFlow: the window reads it, too. */
export const modelCatalogue = [
  { id: 'heatmap', label: 'Heat map', about: 'Boxes of sparse objects; small and quick.' },
  { id: 'segment', label: 'U-Net', about: 'The outline of each object.' },
  { id: 'alexnet', label: 'AlexNet', about: 'The class of each tile; large.' },
  { id: 'inception', label: 'InceptionV3', about: 'The class of each tile, from weights learned before.' },
  { id: 'yolo', label: 'YOLOv3', about: 'Boxes; large, for many objects of many sizes.' },
  { id: 'yolo-tiny', label: 'YOLOv3 tiny', about: 'Boxes; the small form.' },
] as const

export type ModelId = (typeof modelCatalogue)[number]['id']
export const modelIds = modelCatalogue.map(({ id }) => id) as [ModelId, ...ModelId[]]

/** What suits a model where nobody says otherwise: the learning rate's peak and what it is given for a pixel. */
const usual: Partial<Record<ModelId, { learningRate?: number; preprocessing?: string }>> = {
  segment: { learningRate: 2e-3 },
  alexnet: { learningRate: 3e-4 },
  inception: { learningRate: 1e-3, preprocessing: 'symmetric' },
  yolo: { learningRate: 1e-3, preprocessing: 'unit' },
  'yolo-tiny': { learningRate: 1e-3, preprocessing: 'unit' },
}

export function usualSettings(id: string): { learningRate?: number; preprocessing?: string } {
  return usual[id as ModelId] ?? {}
}
