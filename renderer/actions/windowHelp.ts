import { t } from '../../src/messages/messages'
import type { Action } from './action'

export const windowHelp: Action = {
  id: 'window.help',
  group: 'Window',
  get label() {
    return t.actions.keyboardShortcuts
  },
  shortcuts: ['F1', '?'],
  run: (s) => {
    s.dialog = s.dialog === 'help' ? null : 'help'
  },
}
