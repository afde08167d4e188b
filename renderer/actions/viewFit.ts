import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

export const viewFit: Action = {
  id: 'view.fit',
  group: 'View',
  get label() {
    return t.actions.fitThePictureInThe
  },
  shortcuts: ['Ctrl+F'],
  refusal: noImage,
  run: (s) => s.view?.fit(),
}
