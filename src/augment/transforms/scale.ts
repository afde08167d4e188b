import type { Augmentation } from '../augmentation'
import { aroundMiddle } from '../view'

export const scale: Augmentation<'factor' | 'unchanged'> = {
  id: 'scale',
  label: 'Scale',
  about: 'Enlarges or shrinks around the middle, evenly on a logarithmic scale: another flying height.',
  parameters: {
    factor: { label: 'Up to', usual: 1.25, least: 1.01, most: 4, step: 0.01, unit: '×' },
    unchanged: { label: 'Share that stays sharp', usual: 0.3, least: 0, most: 1, step: 0.05 },
  },
  transform:
    ({ factor, unchanged }) =>
    (view, random, size) => {
      if (random.next() < unchanged) return view
      const by = factor ** random.between(-1, 1)
      return aroundMiddle(view, size, { ax: by, bx: 0, ay: 0, by })
    },
}
