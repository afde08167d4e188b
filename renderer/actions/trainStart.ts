import type { Action } from './action'
import { noProject } from './needs'

export const trainStart: Action = {
  id: 'train.start',
  group: 'Learn',
  label: 'Start training',
  shortcuts: ['Ctrl+T'],
  refusal: (s) => {
    if (!s.project?.dataset) return noProject(s) ?? 'Build the dataset first.'
    return s.train.running ? 'A training is running; stop it first.' : undefined
  },
  run: (s) => s.train.start(),
}
