import type { Action } from './action'
import { noProject } from './needs'

export const windowPanel: Action = {
  id: 'window.panel',
  group: 'Window',
  label: (s) => (s.settings.panelOpen ? 'Hide the side panel' : 'Show the side panel'),
  shortcuts: ['Ctrl+\\'],
  refusal: noProject,
  run: ({ settings }) => settings.set({ panelOpen: !settings.panelOpen }),
}
