import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noProject } from './needs'

export const trainStart: Action = {
  id: 'train.start',
  group: 'Learn',
  get label() {
    return t.actions.startTraining
  },
  shortcuts: ['Ctrl+T'],
  refusal: (s) => {
    if (!s.project?.dataset) return noProject(s) ?? t.actions.buildTheDatasetFirst
    return s.train.running ? t.actions.aTrainingIsRunningStop : undefined
  },
  run: (s) => s.train.start(),
}
