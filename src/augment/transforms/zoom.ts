import type { Augmentation } from '../augmentation'
import { aroundMiddle } from '../view'

export const zoom: Augmentation<'factor'> = {
  id: 'zoom',
  label: 'Zoom, each axis for itself',
  about: 'Stretches or shrinks width and height independently, up to this factor.',
  parameters: { factor: { label: 'Up to', usual: 1.2, least: 1.01, most: 2, step: 0.01, unit: '×' } },
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
