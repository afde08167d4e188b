import type { Action } from './action'

export const windowHelp: Action = {
  id: 'window.help',
  group: 'Window',
  label: 'Keyboard shortcuts',
  shortcuts: ['F1', '?'],
  run: (s) => {
    s.dialog = s.dialog === 'help' ? null : 'help'
  },
}
