import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noProject } from './needs'

export const classAdd: Action = {
  id: 'class.add',
  group: 'Classes',
  get label() {
    return t.actions.addAClass
  },
  shortcuts: ['Ctrl+Shift+C'],
  refusal: noProject,
  run: (s) => s.ask('class', null),
}
