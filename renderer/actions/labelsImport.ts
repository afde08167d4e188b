import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

export const labelsImport: Action = {
  id: 'labels.import',
  group: 'Image',
  get label() {
    return t.actions.importLabels
  },
  shortcuts: [],
  refusal: noImage,
  run: (s) => s.imageCommands.importLabels(),
}
