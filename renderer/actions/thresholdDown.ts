import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noPrediction } from './needs'

export const thresholdDown: Action = {
  id: 'predict.thresholdDown',
  group: 'View',
  get label() {
    return t.actions.lowerTheThreshold
  },
  shortcuts: ['Shift+ArrowDown'],
  repeats: true,
  refusal: noPrediction,
  run: ({ overlay }) => {
    overlay.threshold = Math.round(100 * Math.max(0.01, overlay.threshold - 0.01)) / 100
  },
}
