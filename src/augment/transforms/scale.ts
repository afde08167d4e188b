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
      usual: 1.25,
      least: 1.01,
      most: 4,
      step: 0.01,
      unit: '×',
    },
    unchanged: {
      get label() {
        return t.augment.shareThatStaysSharp
      },
      usual: 0.3,
      least: 0,
      most: 1,
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
