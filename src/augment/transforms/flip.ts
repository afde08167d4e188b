import type { Augmentation } from '../augmentation'
import { aroundMiddle } from '../view'
import { t } from '../../messages/messages'

export const flip: Augmentation<'horizontal' | 'vertical'> = {
  id: 'flip',
  get label() {
    return t.augment.flip
  },
  get about() {
    return t.augment.mirrorsLeftAndRightOr
  },
  parameters: {
    horizontal: {
      get label() {
        return t.augment.leftAndRightShare
      },
      default: 0.5,
      min: 0,
      max: 1,
      step: 0.1,
    },
    vertical: {
      get label() {
        return t.augment.upAndDownShare
      },
      default: 0,
      min: 0,
      max: 1,
      step: 0.1,
    },
  },
  transform:
    ({ horizontal, vertical }) =>
    (view, random, size) => {
      const ax = random.next() < horizontal ? -1 : 1
      const by = random.next() < vertical ? -1 : 1
      return aroundMiddle(view, size, { ax, bx: 0, ay: 0, by })
    },
}
