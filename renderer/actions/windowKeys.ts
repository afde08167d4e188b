import { t } from '../../src/messages/messages'
import type { Action } from './action'

export const windowKeys: Action = {
  id: 'window.keys',
  group: 'Window',
  get label() {
    return t.actions.changeKeyboardShortcuts
  },
  shortcuts: ['Ctrl+,'],
  run: (s) => {
    s.dialog = s.dialog === 'keys' ? null : 'keys'
  },
}
