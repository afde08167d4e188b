import type { Random } from '../../base/random'
import type { Augmentation } from '../augmentation'
import { through } from '../view'

const usual = 0.125

export const shift: Augmentation<'reach' | 'x' | 'y' | 'step'> = {
  id: 'shift',
  label: 'Shift',
  about:
    'Moves along each axis by a random multiple of the step, within its range either way; what comes in empty is ignored in training.',
  parameters: {
    reach: { label: 'Range of both axes, share of the side', usual, least: 0, most: 0.5, step: 0.005 },
    x: { label: 'Range along x, share (-1: as both)', usual: -1, least: -1, most: 0.5, step: 0.005 },
    y: { label: 'Range along y, share (-1: as both)', usual: -1, least: -1, most: 0.5, step: 0.005 },
    step: { label: 'Step', usual: 1, least: 1, most: 512, step: 1, unit: 'px' },
  },
  transform:
    ({ reach, x, y, step }) =>
    (view, random, size) => {
      const along = (range: number) => multiple(random, size * (range < 0 ? reach : range), step)
      return through(view, { ax: 1, bx: 0, cx: along(x), ay: 0, by: 1, cy: along(y) })
    },
}

/** A multiple of `step` within ±`range`, in pixels, each as likely as any other. */
function multiple(random: Random, range: number, step: number): number {
  const most = Math.floor(range / step)
  return (random.below(2 * most + 1) - most) * step
}
