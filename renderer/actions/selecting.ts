import { remove } from '../../src/document/commands/remove'
import { t } from '../../src/messages/messages'
import { isEmpty, emptySelection } from '../document/selection'
import type { Action } from './action'
import { noImage } from './needs'

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

export const editSelectAll: Action = {
  id: 'edit.selectAll',
  group: 'Edit',
  get label() {
    return t.actions.selectAllObjects
  },
  shortcuts: ['Ctrl+A'],
  refusal: (s) => noImage(s) ?? (s.document.arriving > 0 ? t.actions.objectsStillArrive : undefined),
  run: ({ document }) => {
    document.selection = { objects: document.objects.ids(), areas: emptySelection.areas }
  },
}

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
