import { t } from '../../src/messages/messages'
import type { Action } from './action'

export const windowPalette: Action = {
  id: 'window.palette',
  group: 'Window',
  get label() {
    return t.actions.searchCommands
  },
  shortcuts: ['Ctrl+K', 'Ctrl+Shift+P'],
  run: (s) => {
    s.dialog = s.dialog === 'palette' ? null : 'palette'
  },
}
