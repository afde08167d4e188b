import type { Augmentation } from '../augmentation'
import { withEffect } from '../view'
import { t } from '../../messages/messages'

export const saturation: Augmentation<'power'> = {
  id: 'saturation',
  get label() {
    return t.augment.contrastInHsv
  },
  get about() {
    return t.augment.raisesSaturationAndValueTo
  },
  parameters: {
    power: {
      get label() {
        return t.augment.powerUpTo
      },
      default: 4,
      min: 1,
      max: 8,
      step: 0.1,
    },
  },
  transform:
    ({ power }) =>
    (view, random) => {
      const [s, v] = [power ** random.between(-1, 1), power ** random.between(-1, 1)]
      return withEffect(view, (image) => powerOfHsv(image, s, v))
    },
}

/**
 * S to the power `s` and V to the power `v`, H as it was (Dosovitskiy et al.: Discriminative Unsupervised Feature
 * Learning with Convolutional Neural Networks, 2014, section 3.1). image: f32 [n, 3], 0..255; values outside are cut.
 */
export function powerOfHsv(image: Float32Array, s: number, v: number): void {
  const values = Float64Array.from({ length: 256 }, (_, most) => 255 * (most / 255) ** v)
  // A channel's distance from the greatest, in shares of the range, is what the hue keeps. The range grows by the product of
  // these: new range over old range is (range ** s / range) · (new value / most ** s).
  const byRange = Float64Array.from({ length: 256 }, (_, range) => (range === 0 ? 0 : range ** (s - 1)))
  const byMost = values.map((value, most) => (most === 0 ? 0 : value / most ** s))
  for (let at = 0; at + 2 < image.length; at += 3) {
    // In sixteenths, and without a branch that the next pixel takes another way.
    const r = sixteenths(image[at]!)
    const g = sixteenths(image[at + 1]!)
    const b = sixteenths(image[at + 2]!)
    const most = greater(greater(r, g), b)
    const range = most - lesser(lesser(r, g), b)
    const level = (most + 8) >> 4
    const value = values[level]!
    const slope = (byMost[level]! * byRange[(range + 8) >> 4]!) / 16
    image[at] = value - slope * (most - r)
    image[at + 1] = value - slope * (most - g)
    image[at + 2] = value - slope * (most - b)
  }
}

const greater = (a: number, b: number) => a - ((a - b) & ((a - b) >> 31))
const lesser = (a: number, b: number) => b + ((a - b) & ((a - b) >> 31))

/** 0..255 as a whole number of sixteenths; values outside are cut. */
function sixteenths(value: number): number {
  return lesser(greater((value * 16 + 0.5) | 0, 0), 255 * 16)
}
