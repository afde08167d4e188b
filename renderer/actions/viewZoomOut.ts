import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

export const viewZoomOut: Action = {
  id: 'view.zoomOut',
  group: 'View',
  get label() {
    return t.actions.zoomOut
  },
  shortcuts: ['-', 'Ctrl+-'],
  repeats: true,
  refusal: noImage,
  run: (s) => s.view?.zoomBy(1 / 1.5),
}
