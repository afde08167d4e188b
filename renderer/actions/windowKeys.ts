import type { Action } from './action'

export const windowKeys: Action = {
  id: 'window.keys',
  group: 'Window',
  label: 'Keyboard shortcuts',
  shortcuts: ['F1', '?'],
  run: (s) => {
    s.dialog = s.dialog === 'keys' ? null : 'keys'
  },
}
