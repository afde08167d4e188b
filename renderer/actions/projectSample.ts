import { t } from '../../src/messages/messages'
import type { Action } from './action'

export const projectSample: Action = {
  id: 'project.sample',
  group: 'Project',
  get label() {
    return t.actions.openSample
  },
  run: (s) => s.open(t.actions.theSample, s.bridge.call('project.sample')),
}
