import type { Action } from './action'
import { noPrediction } from './needs'

export const viewHeat: Action = {
  id: 'view.heat',
  group: 'View',
  label: (s) => (s.overlay.heatVisible ? 'Hide the heat map' : 'Show the heat map'),
  shortcuts: ['C'],
  refusal: noPrediction,
  run: ({ overlay }) => {
    overlay.heatVisible = !overlay.heatVisible
  },
}
