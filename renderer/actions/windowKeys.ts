import type { Action } from './action'

export const windowKeys: Action = {
  id: 'window.keys',
  group: 'Window',
  label: 'Change keyboard shortcuts',
  shortcuts: ['Ctrl+,'],
  run: (s) => {
    s.dialog = s.dialog === 'keys' ? null : 'keys'
  },
}
