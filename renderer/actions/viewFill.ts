import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

export const viewFill: Action = {
  id: 'view.fill',
  group: 'View',
  label: (s) => (s.overlay.filled ? t.actions.drawShapesAsOutlines : t.actions.fillShapes),
  shortcuts: ['F'],
  refusal: noImage,
  run: ({ overlay }) => {
    overlay.filled = !overlay.filled
  },
}
