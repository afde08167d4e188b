import type { Augmentation } from '../augmentation'
import { aroundMiddle } from '../view'
import { t } from '../../messages/messages'

export const scale: Augmentation<'factor' | 'unchanged'> = {
  id: 'scale',
  get label() {
    return t.augment.scale
  },
  get about() {
    return t.augment.enlargesOrShrinksAroundThe
  },
  parameters: {
    factor: {
      get label() {
        return t.augment.upTo
      },
      default: 1.25,
      min: 1.01,
      max: 4,
      step: 0.01,
      unit: '×',
    },
    unchanged: {
      get label() {
        return t.augment.shareThatStaysSharp
      },
      default: 0.3,
      min: 0,
      max: 1,
      step: 0.05,
    },
  },
  transform:
    ({ factor, unchanged }) =>
    (view, random, size) => {
      if (random.next() < unchanged) return view
      const by = factor ** random.between(-1, 1)
      return aroundMiddle(view, size, { ax: by, bx: 0, ay: 0, by })
    },
}
