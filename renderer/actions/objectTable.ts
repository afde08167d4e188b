import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

const noObjects: Action['refusal'] = (s) =>
  noImage(s) ?? (s.document.objects.size > 0 ? undefined : t.actions.nothingIsMarkedOnThis)

/** The objects of the picture one after the other, and as a table. */
export const objectTable: readonly Action[] = [
  {
    id: 'object.next',
    group: 'Edit',
    get label() {
      return t.actions.nextObject
    },
    shortcuts: ['Tab'],
    repeats: true,
    refusal: noObjects,
    run: (s) => s.table.step(1),
  },
  {
    id: 'object.previous',
    group: 'Edit',
    get label() {
      return t.actions.previousObject
    },
    shortcuts: ['Shift+Tab'],
    repeats: true,
    refusal: noObjects,
    run: (s) => s.table.step(-1),
  },
  {
    id: 'window.table',
    group: 'Window',
    label: ({ settings }) =>
      settings.tableOpen ? t.actions.hideTheTableOfObjects : t.actions.showTheTableOfObjects,
    shortcuts: ['Ctrl+J'],
    refusal: noImage,
    run: ({ settings }) => settings.set({ tableOpen: !settings.tableOpen }),
  },
  {
    id: 'table.csv',
    group: 'Project',
    get label() {
      return t.actions.saveTheTableOfObjects
    },
    refusal: noObjects,
    run: async (s) => {
      const text = await s.table.csv()
      const name = `${s.image?.name.replace(/\.[^.]+$/, '') ?? 'objects'}.csv`
      const saved = await s.bridge.call('text.save', { name, text })
      if (saved !== null) s.notices.say(t.actions.theTableIsSavedAs(saved), 'edit', { saved: true })
    },
  },
]
