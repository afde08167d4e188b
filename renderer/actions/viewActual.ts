import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

export const viewActual: Action = {
  id: 'view.actual',
  group: 'View',
  get label() {
    return t.actions.zoomToFullSize
  },
  shortcuts: ['Ctrl+0'],
  refusal: noImage,
  run: (s) => s.view?.zoomTo(1),
}
