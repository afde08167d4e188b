import { t } from '../../src/messages/messages'
import type { Action } from './action'

export const trainStop: Action = {
  id: 'train.stop',
  group: 'Learn',
  get label() {
    return t.actions.stopTraining
  },
  refusal: (s) => {
    if (s.train.stopping) return t.actions.itEndsAfterItsCurrent
    return s.train.running ? undefined : t.actions.noTrainingIsRunning
  },
  run: (s) => s.train.stop(),
}
