import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noProject } from './needs'

export const imagesImport: Action = {
  id: 'images.import',
  group: 'Image',
  get label() {
    return t.actions.importImages
  },
  shortcuts: ['Ctrl+I'],
  refusal: noProject,
  run: (s) => s.imageCommands.import(),
}
