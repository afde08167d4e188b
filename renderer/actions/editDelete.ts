import type { Action } from './action'
import { remove } from '../../src/document/commands/remove'
import { isEmpty } from '../document/selection'

export const editDelete: Action = {
  id: 'edit.delete',
  group: 'Edit',
  label: 'Delete what is selected',
  shortcuts: ['Delete', 'Backspace'],
  refusal: (s) => (isEmpty(s.document.selection) ? '' : undefined),
  run: ({ document }) => document.apply(remove(document.selectedObjects(), document.selectedAreas())),
}
