import type { Action } from './action'
import { noImage } from './needs'

const noObjects: Action['refusal'] = (s) =>
  noImage(s) ?? (s.document.objects.size > 0 ? undefined : 'Nothing is marked on this picture yet.')

/** The objects of the picture one after the other, and as a table. */
export const objectTable: readonly Action[] = [
  {
    id: 'object.next',
    group: 'Edit',
    label: 'Next object',
    shortcuts: ['Tab'],
    repeats: true,
    refusal: noObjects,
    run: (s) => s.table.step(1),
  },
  {
    id: 'object.previous',
    group: 'Edit',
    label: 'Previous object',
    shortcuts: ['Shift+Tab'],
    repeats: true,
    refusal: noObjects,
    run: (s) => s.table.step(-1),
  },
  {
    id: 'window.table',
    group: 'Window',
    label: ({ settings }) => (settings.tableOpen ? 'Hide the table of objects' : 'Show the table of objects'),
    shortcuts: ['Ctrl+J'],
    refusal: noImage,
    run: ({ settings }) => settings.set({ tableOpen: !settings.tableOpen }),
  },
  {
    id: 'table.csv',
    group: 'Project',
    label: 'Save the table of objects as CSV',
    refusal: noObjects,
    run: async (s) => {
      const text = await s.table.csv()
      const name = `${s.image?.name.replace(/\.[^.]+$/, '') ?? 'objects'}.csv`
      const saved = await s.bridge.call('text.save', { name, text })
      if (saved !== null) s.notices.say(`The table is saved as ${saved}.`)
    },
  },
]
