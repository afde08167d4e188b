import { t } from '../../src/messages/messages'
import type { Action } from './action'

export const projectNew: Action = {
  id: 'project.new',
  group: 'Project',
  get label() {
    return t.actions.newProject
  },
  shortcuts: ['Ctrl+N'],
  run: (s) => s.newProject(),
}
