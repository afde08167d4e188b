import type { Random } from '../../base/random'
import type { Augmentation } from '../augmentation'
import { through } from '../view'
import { t } from '../../messages/messages'

const defaultReach = 0.125

export const shift: Augmentation<'reach' | 'x' | 'y' | 'step'> = {
  id: 'shift',
  get label() {
    return t.augment.shift
  },
  get about() {
    return t.augment.movesAlongEachAxisBy
  },
  parameters: {
    reach: {
      get label() {
        return t.augment.rangeOfBothAxesShare
      },
      default: defaultReach,
      min: 0,
      max: 0.5,
      step: 0.005,
    },
    x: {
      get label() {
        return t.augment.rangeAlongXShare1
      },
      default: -1,
      min: -1,
      max: 0.5,
      step: 0.005,
    },
    y: {
      get label() {
        return t.augment.rangeAlongYShare1
      },
      default: -1,
      min: -1,
      max: 0.5,
      step: 0.005,
    },
    step: {
      get label() {
        return t.augment.step
      },
      default: 1,
      min: 1,
      max: 512,
      step: 1,
      unit: 'px',
    },
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
