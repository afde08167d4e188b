import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

export const viewZoomIn: Action = {
  id: 'view.zoomIn',
  group: 'View',
  get label() {
    return t.actions.zoomIn
  },
  shortcuts: ['Plus', '=', 'Ctrl+Plus', 'Ctrl+='],
  repeats: true,
  refusal: noImage,
  run: (s) => s.view?.zoomBy(1.5),
}
