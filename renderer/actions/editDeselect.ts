import type { Action } from './action'
import { noImage } from './needs'
import { nothing } from '../document/selection'

export const editDeselect: Action = {
  id: 'edit.deselect',
  group: 'Edit',
  label: 'Select nothing',
  shortcuts: ['Ctrl+Shift+A'],
  refusal: noImage,
  run: ({ document }) => {
    document.selection = nothing
  },
}
