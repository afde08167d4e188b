import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noPrediction } from './needs'

export const viewHeat: Action = {
  id: 'view.heat',
  group: 'View',
  label: (s) => (s.overlay.heatVisible ? t.actions.hideTheHeatMap : t.actions.showTheHeatMap),
  shortcuts: ['C'],
  refusal: noPrediction,
  run: ({ overlay }) => {
    overlay.heatVisible = !overlay.heatVisible
  },
}
