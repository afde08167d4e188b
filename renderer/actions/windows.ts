import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noProject } from './needs'

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

export const windowSettings: Action = {
  id: 'window.settings',
  group: 'Window',
  get label() {
    return t.settings.settings
  },
  run: (s) => {
    s.dialog = s.dialog === 'settings' ? null : 'settings'
  },
}

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

export const windowCompute: Action = {
  id: 'window.compute',
  group: 'Window',
  get label() {
    return t.compute.computeSettings
  },
  run: (s) => {
    s.dialog = s.dialog === 'compute' ? null : 'compute'
  },
}

export const windowLicences: Action = {
  id: 'window.licences',
  group: 'Window',
  get label() {
    return t.actions.licencesOfWhatWindhoverIs
  },
  run: (s) => {
    s.dialog = s.dialog === 'licences' ? null : 'licences'
  },
}

export const windowPanel: Action = {
  id: 'window.panel',
  group: 'Window',
  label: (s) => (s.settings.panelOpen ? t.actions.hideTheSidePanel : t.actions.showTheSidePanel),
  shortcuts: ['Ctrl+\\'],
  refusal: noProject,
  run: ({ settings }) => settings.set({ panelOpen: !settings.panelOpen }),
}
