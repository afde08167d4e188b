import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'
import { emptySelection } from '../document/selection'

export const editDeselect: Action = {
  id: 'edit.deselect',
  group: 'Edit',
  get label() {
    return t.actions.selectNothing
  },
  shortcuts: ['Ctrl+Shift+A'],
  refusal: noImage,
  run: ({ document }) => {
    document.selection = emptySelection
  },
}
