import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noPrediction } from './needs'

export const viewDetections: Action = {
  id: 'view.detections',
  group: 'View',
  label: (s) => (s.overlay.detectionsVisible ? t.actions.hideDetections : t.actions.showDetections),
  shortcuts: ['Shift+H'],
  refusal: noPrediction,
  run: ({ overlay }) => {
    overlay.detectionsVisible = !overlay.detectionsVisible
  },
}
