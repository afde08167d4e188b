import { t } from '../../src/messages/messages'
import type { Action } from './action'

export const projectOpen: Action = {
  id: 'project.open',
  group: 'Project',
  get label() {
    return t.actions.openProject
  },
  shortcuts: ['Ctrl+O'],
  run: (s) => s.open(t.actions.theProject, s.bridge.call('project.open', {})),
}
