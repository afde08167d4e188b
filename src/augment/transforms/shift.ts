import type { Augmentation } from '../augmentation'
import { through } from '../view'

export const shift: Augmentation<'reach'> = {
  id: 'shift',
  label: 'Shift',
  about:
    'Moves by whole pixels, each way up to this share of the side; what comes in empty is ignored in training.',
  parameters: {
    reach: { label: 'Up to, share of the side', usual: 0.125, least: 0.005, most: 0.5, step: 0.005 },
  },
  transform:
    ({ reach }) =>
    (view, random, size) => {
      const most = Math.floor(size * reach)
      const draw = () => random.below(2 * most + 1) - most
      return through(view, { ax: 1, bx: 0, cx: draw(), ay: 0, by: 1, cy: draw() })
    },
}
