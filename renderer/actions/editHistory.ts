import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noProject } from './needs'

export const editHistory: Action = {
  id: 'edit.history',
  group: 'Edit',
  get label() {
    return t.actions.history
  },
  refusal: noProject,
  run: (s) => {
    s.dialog = s.dialog === 'history' ? null : 'history'
  },
}
