import type { Action } from './action'
import { noImage } from './needs'
import { nothing } from '../document/selection'

export const editSelectAll: Action = {
  id: 'edit.selectAll',
  group: 'Edit',
  label: 'Select all objects',
  shortcuts: ['Ctrl+A'],
  refusal: noImage,
  run: ({ document }) => {
    document.selection = { objects: document.objects.ids(), areas: nothing.areas }
  },
}
