import type { Action } from './action'
import { noPrediction } from './needs'

export const viewDetections: Action = {
  id: 'view.detections',
  group: 'View',
  label: (s) => (s.overlay.detectionsVisible ? 'Hide detections' : 'Show detections'),
  shortcuts: ['Shift+H'],
  refusal: noPrediction,
  run: ({ overlay }) => {
    overlay.detectionsVisible = !overlay.detectionsVisible
  },
}
