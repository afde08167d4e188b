import type { Augmentation } from '../augmentation'
import { aroundMiddle } from '../view'
import { t } from '../../messages/messages'

export const shear: Augmentation<'degrees'> = {
  id: 'shear',
  get label() {
    return t.augment.shear
  },
  get about() {
    return t.augment.slantsThePictureAlongOne
  },
  parameters: {
    degrees: {
      get label() {
        return t.augment.upTo
      },
      default: 10,
      min: 1,
      max: 45,
      step: 1,
      unit: '°',
    },
  },
  transform:
    ({ degrees }) =>
    (view, random, size) => {
      const slant = Math.tan((random.between(-degrees, degrees) * Math.PI) / 180)
      const along = random.below(2) === 0
      return aroundMiddle(view, size, { ax: 1, bx: along ? slant : 0, ay: along ? 0 : slant, by: 1 })
    },
}
