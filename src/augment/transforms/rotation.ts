import type { Augmentation } from '../augmentation'
import { aroundMiddle } from '../view'
import { t } from '../../messages/messages'

export const rotation: Augmentation<'degrees'> = {
  id: 'rotation',
  get label() {
    return t.augment.rotation
  },
  get about() {
    return t.augment.turnsByAnyAngleUp
  },
  parameters: {
    degrees: {
      get label() {
        return t.augment.upTo
      },
      default: 180,
      min: 1,
      max: 180,
      step: 1,
      unit: '°',
    },
  },
  transform:
    ({ degrees }) =>
    (view, random, size) => {
      const angle = (random.between(-degrees, degrees) * Math.PI) / 180
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
      return aroundMiddle(view, size, { ax: cos, bx: -sin, ay: sin, by: cos })
    },
}
