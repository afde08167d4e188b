import type { Action } from './action'
import { noImage } from './needs'

export const viewFill: Action = {
  id: 'view.fill',
  group: 'View',
  label: (s) => (s.overlay.filled ? 'Draw shapes as outlines' : 'Fill shapes'),
  shortcuts: ['F'],
  refusal: noImage,
  run: ({ overlay }) => {
    overlay.filled = !overlay.filled
  },
}
