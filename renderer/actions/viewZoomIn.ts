import type { Action } from './action'
import { noImage } from './needs'

export const viewZoomIn: Action = {
  id: 'view.zoomIn',
  group: 'View',
  label: 'Zoom in',
  shortcuts: ['Plus', '=', 'Ctrl+Plus', 'Ctrl+='],
  repeats: true,
  refusal: noImage,
  run: (s) => s.view?.zoomBy(1.5),
}
