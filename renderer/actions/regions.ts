import { focusRegion } from '../ui/regions'
import { t } from '../../src/messages/messages'
import type { Action } from './action'

/** Through the parts of the window by keys. */
export const regions: readonly Action[] = [
  {
    id: 'window.nextRegion',
    group: 'Window',
    get label() {
      return t.actions.nextPartOfTheWindow
    },
    shortcuts: ['F6'],
    run: () => focusRegion(1),
  },
  {
    id: 'window.previousRegion',
    group: 'Window',
    get label() {
      return t.actions.previousPartOfTheWindow
    },
    shortcuts: ['Shift+F6'],
    run: () => focusRegion(-1),
  },
]
