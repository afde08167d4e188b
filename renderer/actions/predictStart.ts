import type { Action } from './action'
import { noImage } from './needs'

export const predictStart: Action = {
  id: 'predict.start',
  group: 'Learn',
  label: 'Predict',
  shortcuts: ['Ctrl+Enter'],
  refusal: (s) => {
    if (!s.image) return noImage(s)
    if (s.predict.run === null) return 'Train first: there is no run that could search the picture.'
    return s.predict.running ? 'A run is searching already.' : undefined
  },
  run: (s) => s.predict.start(),
}
