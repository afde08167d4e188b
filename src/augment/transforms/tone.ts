import type { Augmentation } from '../augmentation'
import { t } from '../../messages/messages'

type Triple = readonly [number, number, number]

export const tone: Augmentation<'brightness' | 'contrast' | 'tint'> = {
  id: 'tone',
  get label() {
    return t.augment.brightnessContrastTint
  },
  get about() {
    return t.augment.brightnessContrastAroundMidGrey
  },
  parameters: {
    brightness: {
      get label() {
        return t.augment.brightnessUpTo
      },
      default: 30,
      min: 0,
      max: 128,
      step: 1,
    },
    contrast: {
      get label() {
        return t.augment.contrastUpTo
      },
      default: 1.3,
      min: 1,
      max: 4,
      step: 0.05,
      unit: '×',
    },
    tint: {
      get label() {
        return t.augment.tintUpTo
      },
      default: 12,
      min: 0,
      max: 64,
      step: 1,
    },
  },
  transform:
    ({ brightness, contrast, tint }) =>
    (view, random) => {
      const factor = contrast ** random.between(-1, 1)
      const lift = random.between(-brightness, brightness)
      const gain = view.gain.map((g) => g * factor) as unknown as Triple
      const shift = view.shift.map(
        (s) => (s - 128) * factor + 128 + lift + random.between(-tint, tint),
      ) as unknown as Triple
      return { ...view, gain, shift }
    },
}
