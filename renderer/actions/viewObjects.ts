import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

export const viewObjects: Action = {
  id: 'view.objects',
  group: 'View',
  label: (s) => (s.overlay.objectsVisible ? t.actions.hideObjects : t.actions.showObjects),
  shortcuts: ['H'],
  refusal: noImage,
  run: ({ overlay }) => {
    overlay.objectsVisible = !overlay.objectsVisible
  },
}
