import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'
import { emptySelection } from '../document/selection'

export const editSelectAll: Action = {
  id: 'edit.selectAll',
  group: 'Edit',
  get label() {
    return t.actions.selectAllObjects
  },
  shortcuts: ['Ctrl+A'],
  refusal: noImage,
  run: ({ document }) => {
    document.selection = { objects: document.objects.ids(), areas: emptySelection.areas }
  },
}
