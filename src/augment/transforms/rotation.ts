import type { Augmentation } from '../augmentation'
import { aroundMiddle } from '../view'

export const rotation: Augmentation<'degrees'> = {
  id: 'rotation',
  label: 'Rotation',
  about:
    'Turns by any angle up to this one, either way; the corners that come in empty are ignored in training.',
  parameters: { degrees: { label: 'Up to', usual: 180, least: 1, most: 180, step: 1, unit: '°' } },
  transform:
    ({ degrees }) =>
    (view, random, size) => {
      const angle = (random.between(-degrees, degrees) * Math.PI) / 180
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
      return aroundMiddle(view, size, { ax: cos, bx: -sin, ay: sin, by: cos })
    },
}
