import type { Action } from './action'

export const windowPalette: Action = {
  id: 'window.palette',
  group: 'Window',
  label: 'Search commands',
  shortcuts: ['Ctrl+K', 'Ctrl+Shift+P'],
  run: (s) => {
    s.dialog = s.dialog === 'palette' ? null : 'palette'
  },
}
