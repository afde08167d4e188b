import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

/** Opens what changes how the picture looks. */
export const viewAdjust: Action = {
  id: 'view.adjust',
  group: 'View',
  get label() {
    return t.actions.brightnessAndColours
  },
  refusal: noImage,
  run: (s) => {
    s.settings.set({ panelOpen: true })
    s.step = 'annotate'
    s.overlay.adjusting = true
  },
}
