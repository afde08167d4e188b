import { Random } from '../../base/random'
import type { Augmentation } from '../augmentation'
import { withEffect } from '../view'
import { t } from '../../messages/messages'

export const saltAndPepper: Augmentation<'share'> = {
  id: 'saltAndPepper',
  get label() {
    return t.augment.saltAndPepperNoise
  },
  get about() {
    return t.augment.turnsUpToThisShare
  },
  parameters: {
    share: {
      get label() {
        return t.augment.upToShareOfThe
      },
      default: 0.01,
      min: 0.001,
      max: 0.2,
      step: 0.001,
    },
  },
  transform:
    ({ share }) =>
    (view, random) => {
      const part = random.between(0, share)
      const noise = random.fork(0x5a17)
      // Draws from the seed that it began with, however often the view is drawn.
      return withEffect(view, (image) => spice(image, part, new Random(noise.checkpoint)))
    },
}

function spice(image: Float32Array, share: number, random: Random): void {
  const pixels = image.length / 3
  for (let left = Math.round(share * pixels); left > 0; left--) {
    const at = random.below(pixels) * 3
    image[at] = image[at + 1] = image[at + 2] = random.below(2) * 255
  }
}
