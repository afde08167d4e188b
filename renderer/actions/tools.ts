import { t } from '../../src/messages/messages'
import { toolEntry, tools as entries } from '../tools/tools'
import type { Action } from './action'
import { noImage } from './needs'

/** One action per tool of the toolbar. */
export const toolActions: readonly Action[] = entries.map(({ id, shortcut }) => ({
  id: `tool.${id}`,
  group: 'Tools',
  label: () => t.actions.toolLabel(toolEntry(id).label),
  shortcuts: [shortcut],
  refusal: noImage,
  run: (s) => {
    s.tool = id
  },
}))
