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

/**
 * S to the power `s` and V to the power `v`, H as it was (Dosovitskiy et al.: Discriminative Unsupervised Feature
 * Learning with Convolutional Neural Networks, 2014, section 3.1). image: f32 [n, 3], 0..255; values outside are cut.
 */
export function powerOfHsv(image: Float32Array, s: number, v: number): void {
  const { values, slopes } = tables(s, v)
  for (let at = 0; at + 2 < image.length; at += 3) {
    const r = Math.min(255, Math.max(0, image[at]!))
    const g = Math.min(255, Math.max(0, image[at + 1]!))
    const b = Math.min(255, Math.max(0, image[at + 2]!))
    const most = Math.max(r, g, b)
    const least = Math.min(r, g, b)
    const level = (most + 0.5) | 0
    const value = values[level]!
    // A channel's distance from the greatest, in shares of the range, is what the hue keeps.
    const slope = slopes[(level << 8) | ((most - least + 0.5) | 0)]!
    image[at] = value - slope * (most - r)
    image[at + 1] = value - slope * (most - g)
    image[at + 2] = value - slope * (most - b)
  }
}

/** New value by the greatest channel, and new range over old range by the greatest channel and the range. */
function tables(s: number, v: number): { values: Float32Array; slopes: Float32Array } {
  const values = Float32Array.from({ length: 256 }, (_, most) => 255 * (most / 255) ** v)
  const ranges = Float32Array.from({ length: 256 }, (_, range) => (range === 0 ? 0 : range ** s / range))
  const slopes = new Float32Array(256 * 256)
  for (let most = 1; most < 256; most++) {
    const factor = values[most]! / most ** s
    for (let range = 0; range <= most; range++) slopes[(most << 8) | range] = factor * ranges[range]!
  }
  return { values, slopes }
}
