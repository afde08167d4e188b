import { toggleLock } from '../../src/document/commands/lock'
import { merge, mergeable } from '../../src/document/commands/merge'
import { t } from '../../src/messages/messages'
import { emptySelection, select } from '../document/selection'
import type { Session } from '../state/session.svelte'
import type { Action } from './action'

const nothingSelected = (s: Session) => (s.document.selection.objects.size > 0 ? undefined : '')

export const editObjects: readonly Action[] = [
  {
    id: 'edit.merge',
    group: 'Edit',
    get label() {
      return t.actions.mergeTheSelectedObjects
    },
    shortcuts: ['Shift+M'],
    refusal: ({ document }) =>
      document.selection.objects.size === 0
        ? ''
        : document.selection.objects.size > 1
          ? undefined
          : t.actions.selectTwoObjectsOrMore,
    run: ({ document, notices }) => {
      const objects = mergeable(document.selectedObjects())
      const edit = merge(objects)
      if (!edit) return notices.say(t.actions.onlyObjectsWithAnInside)
      document.apply(edit)
      document.selection = select(objects.slice(0, 1).map(({ id }) => id))
    },
  },
  {
    id: 'edit.lock',
    group: 'Edit',
    label: ({ document }) =>
      document.selectedObjects().some((object) => !object.locked)
        ? t.actions.lockTheSelectedObjects
        : t.actions.unlockTheSelectedObjects,
    shortcuts: ['L'],
    refusal: nothingSelected,
    run: ({ document }) => document.apply(toggleLock(document.selectedObjects())),
  },
  {
    id: 'edit.hide',
    group: 'Edit',
    get label() {
      return t.actions.hideTheSelectedObjects
    },
    shortcuts: ['Ctrl+H'],
    refusal: nothingSelected,
    run: ({ document }) => {
      document.hidden = new Set([...document.hidden, ...document.selection.objects])
      document.selection = emptySelection
    },
  },
  {
    id: 'edit.showHidden',
    group: 'Edit',
    get label() {
      return t.actions.showHiddenObjects
    },
    shortcuts: ['Ctrl+Shift+H'],
    refusal: ({ document }) => (document.hidden.size > 0 ? undefined : t.actions.noObjectIsHidden),
    run: ({ document }) => {
      const shown = document.hidden
      document.hidden = new Set()
      document.selection = select([...shown].filter((id) => document.objects.has(id)))
    },
  },
]
