import type { Action } from './action'
import { noImage } from './needs'

export const viewActual: Action = {
  id: 'view.actual',
  group: 'View',
  label: 'Zoom to full size',
  shortcuts: ['Ctrl+0'],
  refusal: noImage,
  run: (s) => s.view?.zoomTo(1),
}
