import type { Action } from './action'

export const windowLicences: Action = {
  id: 'window.licences',
  group: 'Window',
  label: 'Licences of what Windhover is built on',
  run: (s) => {
    s.dialog = s.dialog === 'licences' ? null : 'licences'
  },
}
