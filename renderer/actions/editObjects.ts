import { toggleLock } from '../../src/document/commands/lock'
import { merge, mergeable } from '../../src/document/commands/merge'
import { nothing, select } from '../document/selection'
import type { Session } from '../state/session.svelte'
import type { Action } from './action'

const nothingSelected = (s: Session) => (s.document.selection.objects.size > 0 ? undefined : '')

export const editObjects: readonly Action[] = [
  {
    id: 'edit.merge',
    group: 'Edit',
    label: 'Merge the selected objects',
    shortcuts: ['Shift+M'],
    refusal: ({ document }) =>
      document.selection.objects.size === 0
        ? ''
        : document.selection.objects.size > 1
          ? undefined
          : 'Select two objects or more to merge.',
    run: ({ document, notices }) => {
      const objects = mergeable(document.selectedObjects())
      const edit = merge(objects)
      if (!edit) return notices.say('Only objects with an inside that are not locked can be merged.')
      document.apply(edit)
      document.selection = select(objects.slice(0, 1).map(({ id }) => id))
    },
  },
  {
    id: 'edit.lock',
    group: 'Edit',
    label: ({ document }) =>
      document.selectedObjects().some((object) => !object.locked)
        ? 'Lock the selected objects'
        : 'Unlock the selected objects',
    shortcuts: ['L'],
    refusal: nothingSelected,
    run: ({ document }) => document.apply(toggleLock(document.selectedObjects())),
  },
  {
    id: 'edit.hide',
    group: 'Edit',
    label: 'Hide the selected objects',
    shortcuts: ['Ctrl+H'],
    refusal: nothingSelected,
    run: ({ document }) => {
      document.hidden = new Set([...document.hidden, ...document.selection.objects])
      document.selection = nothing
    },
  },
  {
    id: 'edit.showHidden',
    group: 'Edit',
    label: 'Show hidden objects',
    shortcuts: ['Ctrl+Shift+H'],
    refusal: ({ document }) => (document.hidden.size > 0 ? undefined : 'No object is hidden.'),
    run: ({ document }) => {
      const shown = document.hidden
      document.hidden = new Set()
      document.selection = select([...shown].filter((id) => document.objects.has(id)))
    },
  },
]
