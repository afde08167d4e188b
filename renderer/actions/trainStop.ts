import type { Action } from './action'

export const trainStop: Action = {
  id: 'train.stop',
  group: 'Learn',
  label: 'Stop training',
  refusal: (s) => {
    if (s.train.stopping) return 'It ends after its current step.'
    return s.train.running ? undefined : 'No training is running.'
  },
  run: (s) => s.train.stop(),
}
