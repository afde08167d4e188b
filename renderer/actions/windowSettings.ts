import { t } from '../../src/messages/messages'
import type { Action } from './action'

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
