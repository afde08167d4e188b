import { t } from '../../src/messages/messages'
import type { Action } from './action'

export const redo: Action = {
  id: 'edit.redo',
  group: 'Edit',
  label: (s) => (s.document.canRedo ? t.actions.redoCanredo(s.document.canRedo) : t.actions.redo),
  shortcuts: ['Ctrl+Shift+Z', 'Ctrl+Y'],
  repeats: true,
  refusal: (s) => (s.document.canRedo === null ? t.actions.thereIsNothingToRedo : undefined),
  run: (s) => s.redo(),
}
