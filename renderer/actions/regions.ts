import { focusRegion } from '../ui/regions'
import type { Action } from './action'

/** Through the parts of the window by keys. */
export const regions: readonly Action[] = [
  {
    id: 'window.nextRegion',
    group: 'Window',
    label: 'Next part of the window',
    shortcuts: ['F6'],
    run: () => focusRegion(1),
  },
  {
    id: 'window.previousRegion',
    group: 'Window',
    label: 'Previous part of the window',
    shortcuts: ['Shift+F6'],
    run: () => focusRegion(-1),
  },
]
