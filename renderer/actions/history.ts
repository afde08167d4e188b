import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noProject } from './needs'

export const undo: Action = {
  id: 'edit.undo',
  group: 'Edit',
  label: (s) => (s.document.canUndo ? t.actions.undoCanundo(s.document.canUndo) : t.actions.undo),
  shortcuts: ['Ctrl+Z'],
  repeats: true,
  refusal: (s) => (s.document.canUndo === null ? t.actions.thereIsNothingToUndo : undefined),
  run: (s) => s.undo(),
}

export const redo: Action = {
  id: 'edit.redo',
  group: 'Edit',
  label: (s) => (s.document.canRedo ? t.actions.redoCanredo(s.document.canRedo) : t.actions.redo),
  shortcuts: ['Ctrl+Shift+Z', 'Ctrl+Y'],
  repeats: true,
  refusal: (s) => (s.document.canRedo === null ? t.actions.thereIsNothingToRedo : undefined),
  run: (s) => s.redo(),
}

export const editHistory: Action = {
  id: 'edit.history',
  group: 'Edit',
  get label() {
    return t.actions.history
  },
  refusal: noProject,
  run: (s) => {
    s.dialog = s.dialog === 'history' ? null : 'history'
  },
}
