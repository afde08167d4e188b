import { t } from '../../src/messages/messages'
import type { Action } from './action'

export const undo: Action = {
  id: 'edit.undo',
  group: 'Edit',
  label: (s) => (s.document.canUndo ? t.actions.undoCanundo(s.document.canUndo) : t.actions.undo),
  shortcuts: ['Ctrl+Z'],
  repeats: true,
  refusal: (s) => (s.document.canUndo === null ? t.actions.thereIsNothingToUndo : undefined),
  run: (s) => s.undo(),
}
