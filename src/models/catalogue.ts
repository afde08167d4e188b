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
export const modelIds: readonly ModelId[] = modelCatalogue.map(({ id }) => id)
