import type { Augmentation } from '../augmentation'
import { aroundMiddle } from '../view'

export const shear: Augmentation<'degrees'> = {
  id: 'shear',
  label: 'Shear',
  about: 'Slants the picture along one of its axes: another view from the side.',
  parameters: { degrees: { label: 'Up to', usual: 10, least: 1, most: 45, step: 1, unit: '°' } },
  transform:
    ({ degrees }) =>
    (view, random, size) => {
      const slant = Math.tan((random.between(-degrees, degrees) * Math.PI) / 180)
      const along = random.below(2) === 0
      return aroundMiddle(view, size, { ax: 1, bx: along ? slant : 0, ay: along ? 0 : slant, by: 1 })
    },
}
