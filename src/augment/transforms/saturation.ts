import type { Augmentation } from '../augmentation'
import { withEffect } from '../view'

export const saturation: Augmentation<'power'> = {
  id: 'saturation',
  label: 'Contrast in HSV',
  about:
    'Raises saturation and value to a power between 1/p and p and keeps the hue (Dosovitskiy et al. 2014: p = 4).',
  parameters: { power: { label: 'Power, up to', usual: 4, least: 1, most: 8, step: 0.1 } },
  transform:
    ({ power }) =>
    (view, random) => {
      const [s, v] = [power ** random.between(-1, 1), power ** random.between(-1, 1)]
      return withEffect(view, (image) => powerOfHsv(image, s, v))
    },
}

const steps = 1024
function powerTable(power: number): Float32Array {
  return Float32Array.from({ length: steps + 1 }, (_, i) => (i / steps) ** power)
}

/**
 * S to the power `s` and V to the power `v`, H as it was (Dosovitskiy et al.: Discriminative Unsupervised Feature
 * Learning with Convolutional Neural Networks, 2014, section 3.1). image: f32 [n, 3], 0..255; values outside are cut.
 */
export function powerOfHsv(image: Float32Array, s: number, v: number): void {
  const [saturations, values] = [powerTable(s), powerTable(v)]
  for (let at = 0; at + 2 < image.length; at += 3) {
    const r = Math.min(255, Math.max(0, image[at]!))
    const g = Math.min(255, Math.max(0, image[at + 1]!))
    const b = Math.min(255, Math.max(0, image[at + 2]!))
    const most = r > g ? (r > b ? r : b) : g > b ? g : b
    const least = r < g ? (r < b ? r : b) : g < b ? g : b
    const value = 255 * values[(most * (steps / 255) + 0.5) | 0]!
    const range = most - least
    if (range === 0) {
      image[at] = image[at + 1] = image[at + 2] = value
      continue
    }
    // A channel's distance from the greatest, in shares of the range, is what the hue keeps.
    const slope = (value * saturations[((range / most) * steps + 0.5) | 0]!) / range
    image[at] = value - slope * (most - r)
    image[at + 1] = value - slope * (most - g)
    image[at + 2] = value - slope * (most - b)
  }
}
