import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noPrediction } from './needs'

export const thresholdUp: Action = {
  id: 'predict.thresholdUp',
  group: 'View',
  get label() {
    return t.actions.raiseTheThreshold
  },
  shortcuts: ['Shift+ArrowUp'],
  repeats: true,
  refusal: noPrediction,
  run: ({ overlay }) => {
    overlay.threshold = Math.round(100 * Math.min(0.99, overlay.threshold + 0.01)) / 100
  },
}
