import type { Action } from './action'
import { noImage } from './needs'

export const datasetBuild: Action = {
  id: 'dataset.build',
  group: 'Learn',
  label: 'Build dataset',
  shortcuts: ['Ctrl+B'],
  refusal: (s) => noImage(s) ?? (s.dataset.building ? 'The dataset is being built.' : undefined),
  run: (s) => s.dataset.build(),
}
