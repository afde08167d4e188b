import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noProject } from './needs'

export const windowPanel: Action = {
  id: 'window.panel',
  group: 'Window',
  label: (s) => (s.settings.panelOpen ? t.actions.hideTheSidePanel : t.actions.showTheSidePanel),
  shortcuts: ['Ctrl+\\'],
  refusal: noProject,
  run: ({ settings }) => settings.set({ panelOpen: !settings.panelOpen }),
}
