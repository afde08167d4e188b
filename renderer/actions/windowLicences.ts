import { t } from '../../src/messages/messages'
import type { Action } from './action'

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
