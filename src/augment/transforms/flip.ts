import type { Augmentation } from '../augmentation'
import { aroundMiddle } from '../view'

export const flip: Augmentation<'horizontal' | 'vertical'> = {
  id: 'flip',
  label: 'Flip',
  about: 'Mirrors left and right, or up and down, each in a share of the views.',
  parameters: {
    horizontal: { label: 'Left and right, share', usual: 0.5, least: 0, most: 1, step: 0.1 },
    vertical: { label: 'Up and down, share', usual: 0, least: 0, most: 1, step: 0.1 },
  },
  transform:
    ({ horizontal, vertical }) =>
    (view, random, size) => {
      const ax = random.next() < horizontal ? -1 : 1
      const by = random.next() < vertical ? -1 : 1
      return aroundMiddle(view, size, { ax, bx: 0, ay: 0, by })
    },
}
