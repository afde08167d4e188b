import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

export const viewFit: Action = {
  id: 'view.fit',
  group: 'View',
  get label() {
    return t.actions.fitThePictureInThe
  },
  shortcuts: ['Ctrl+F'],
  refusal: noImage,
  run: (s) => s.view?.fit(),
}

export const viewActual: Action = {
  id: 'view.actual',
  group: 'View',
  get label() {
    return t.actions.zoomToFullSize
  },
  shortcuts: ['Ctrl+0'],
  refusal: noImage,
  run: (s) => s.view?.zoomTo(1),
}

export const viewZoomIn: Action = {
  id: 'view.zoomIn',
  group: 'View',
  get label() {
    return t.actions.zoomIn
  },
  shortcuts: ['Plus', '=', 'Ctrl+Plus', 'Ctrl+='],
  repeats: true,
  refusal: noImage,
  run: (s) => s.view?.zoomBy(1.5),
}

export const viewZoomOut: Action = {
  id: 'view.zoomOut',
  group: 'View',
  get label() {
    return t.actions.zoomOut
  },
  shortcuts: ['-', 'Ctrl+-'],
  repeats: true,
  refusal: noImage,
  run: (s) => s.view?.zoomBy(1 / 1.5),
}
