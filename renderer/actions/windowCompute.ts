import { t } from '../../src/messages/messages'
import type { Action } from './action'

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
