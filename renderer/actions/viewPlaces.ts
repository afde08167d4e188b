import { boundsOf } from '../../src/document/commands/move'
import { t } from '../../src/messages/messages'
import type { Session } from '../state/session.svelte'
import type { Action } from './action'
import { noImage } from './needs'

const selected = ({ document }: Session) => boundsOf(document.selectedObjects(), document.selectedAreas())

/** Zooms that have a name, and places to go to. */
export const viewPlaces: readonly Action[] = [
  ...[25, 50, 200, 400].map((percent): Action => ({
    id: `view.zoom${percent}`,
    group: 'View',
    label: t.actions.zoomToPercent(percent),
    refusal: noImage,
    run: (s) => s.view?.zoomTo(percent / 100),
  })),
  {
    id: 'view.fitSelection',
    group: 'View',
    get label() {
      return t.actions.fitTheSelectionInThe
    },
    shortcuts: ['Shift+F'],
    refusal: (s) => noImage(s) ?? (selected(s) ? undefined : t.actions.selectSomethingFirst),
    run: (s) => {
      const rect = selected(s)
      // A margin, and never so near that single pixels fill the view.
      const pad = rect && Math.max(rect.w, rect.h, 16) * 0.1
      if (rect && pad !== undefined)
        s.view?.show({ x: rect.x - pad, y: rect.y - pad, w: rect.w + 2 * pad, h: rect.h + 2 * pad }, 8)
    },
  },
  {
    id: 'view.goTo',
    group: 'View',
    get label() {
      return t.actions.goToACoordinate
    },
    shortcuts: ['Ctrl+G'],
    refusal: noImage,
    run: (s) => {
      s.dialog = 'goTo'
    },
  },
]
