import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noProject } from './needs'

export const projectClose: Action = {
  id: 'project.close',
  group: 'Project',
  get label() {
    return t.actions.closeProject
  },
  shortcuts: ['Ctrl+Shift+W'],
  refusal: noProject,
  run: (s) => s.closeProject(),
}
