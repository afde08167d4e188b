import type { Action } from './action'
import { noImage } from './needs'

export const viewFit: Action = {
  id: 'view.fit',
  group: 'View',
  label: 'Fit the picture in the window',
  shortcuts: ['Ctrl+F'],
  refusal: noImage,
  run: (s) => s.view?.fit(),
}
