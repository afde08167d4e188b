import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noProject } from './needs'

export const exportRunAction: Action = {
  id: 'export.run',
  group: 'Project',
  get label() {
    return t.actions.exportIt
  },
  shortcuts: ['Ctrl+E'],
  refusal: noProject,
  run: (s) => s.predict.export(),
}
