import type { Action } from './action'
import { remove } from '../../src/document/commands/remove'
import { t } from '../../src/messages/messages'
import { isEmpty } from '../document/selection'

export const editDelete: Action = {
  id: 'edit.delete',
  group: 'Edit',
  get label() {
    return t.actions.deleteWhatIsSelected
  },
  shortcuts: ['Delete', 'Backspace'],
  refusal: (s) => (isEmpty(s.document.selection) ? '' : undefined),
  run: ({ document }) => document.apply(remove(document.selectedObjects(), document.selectedAreas())),
}
