import type { Action } from './action'

export const undo: Action = {
  id: 'edit.undo',
  group: 'Edit',
  label: (s) => (s.document.canUndo ? `Undo: ${s.document.canUndo}` : 'Undo'),
  shortcuts: ['Ctrl+Z'],
  repeats: true,
  refusal: (s) => (s.document.canUndo === null ? 'There is nothing to undo.' : undefined),
  run: (s) => s.undo(),
}
