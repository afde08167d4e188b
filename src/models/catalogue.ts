/** The models by name, as a person chooses among them. Without TensorFlow: the window reads it, too. */
export const modelCatalogue = [
  {
    id: 'heatmap',
    label: 'Heat map',
    finds: 'boxes',
    learningRate: 3e-3,
    about: 'Sparse objects; small and quick.',
  },
  {
    id: 'segment',
    label: 'U-Net',
    finds: 'outlines',
    learningRate: 2e-3,
    about: 'The outline of each object.',
  },
] as const

export type ModelId = (typeof modelCatalogue)[number]['id']
export const modelIds = modelCatalogue.map(({ id }) => id) as [ModelId, ...ModelId[]]

/** The peak of the learning rate that suits a model. */
export function usualRate(id: string): number | undefined {
  return modelCatalogue.find((model) => model.id === id)?.learningRate
}
