import type { Action } from './action'

export const redo: Action = {
  id: 'edit.redo',
  group: 'Edit',
  label: (s) => (s.document.canRedo ? `Redo: ${s.document.canRedo}` : 'Redo'),
  shortcuts: ['Ctrl+Shift+Z', 'Ctrl+Y'],
  repeats: true,
  refusal: (s) => (s.document.canRedo === null ? 'There is nothing to redo.' : undefined),
  run: (s) => s.redo(),
}
