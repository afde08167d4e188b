import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

export const datasetBuild: Action = {
  id: 'dataset.build',
  group: 'Learn',
  get label() {
    return t.actions.buildDataset
  },
  shortcuts: ['Ctrl+B'],
  refusal: (s) => noImage(s) ?? (s.dataset.building ? t.actions.theDatasetIsBeingBuilt : undefined),
  run: (s) => s.dataset.build(),
}
