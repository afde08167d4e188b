import type { Augmentation } from '../augmentation'
import { aroundMiddle } from '../view'
import { t } from '../../messages/messages'

export const zoom: Augmentation<'factor'> = {
  id: 'zoom',
  get label() {
    return t.augment.zoomEachAxisForItself
  },
  get about() {
    return t.augment.stretchesOrShrinksWidthAnd
  },
  parameters: {
    factor: {
      get label() {
        return t.augment.upTo
      },
      default: 1.2,
      min: 1.01,
      max: 2,
      step: 0.01,
      unit: '×',
    },
  },
  transform:
    ({ factor }) =>
    (view, random, size) =>
      aroundMiddle(view, size, {
        ax: factor ** random.between(-1, 1),
        bx: 0,
        ay: 0,
        by: factor ** random.between(-1, 1),
      }),
}
