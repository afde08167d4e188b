import type { Augmentation } from '../augmentation'
import { aroundMiddle, withEffect } from '../view'

export const scaleSpace: Augmentation<'factor' | 'sigma'> = {
  id: 'scaleSpace',
  label: 'Scale with blur',
  about:
    'A step in scale space: another scale, smoothed with a Gaussian as a picture from farther away would be.',
  parameters: {
    factor: { label: 'Scale, up to', usual: 1.5, least: 1, most: 4, step: 0.05, unit: '×' },
    sigma: {
      label: 'Blur, standard deviation up to',
      usual: 1.5,
      least: 0.1,
      most: 6,
      step: 0.1,
      unit: 'px',
    },
  },
  transform:
    ({ factor, sigma }) =>
    (view, random, size) => {
      const by = factor ** random.between(-1, 1)
      const scaled = aroundMiddle(view, size, { ax: by, bx: 0, ay: 0, by })
      const blur = random.between(0, sigma)
      return blur < 0.2 ? scaled : withEffect(scaled, (image, side) => gaussianBlur(image, side, blur))
    },
}

/**
 * Smooths f32 [size, size, 3] in place with a Gaussian of the standard deviation `sigma` (pixels; Witkin: Scale-space
 * filtering, 1983), cut off at three deviations; the border is repeated.
 */
export function gaussianBlur(image: Float32Array, size: number, sigma: number): void {
  const reach = Math.max(1, Math.ceil(3 * sigma))
  const kernel = Float32Array.from({ length: reach + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)))
  const sum = kernel.reduce((a, b) => a + b) * 2 - 1
  for (let i = 0; i <= reach; i++) kernel[i] = kernel[i]! / sum
  const row = size * 3
  const lines = new Float32Array((size + 2 * reach) * 3)
  for (let y = 0; y < size; y++) {
    lines.set(image.subarray(y * row, (y + 1) * row), reach * 3)
    for (let i = 0; i < reach * 3; i++) {
      lines[i] = lines[reach * 3 + (i % 3)]!
      lines[(size + reach) * 3 + i] = lines[(size + reach - 1) * 3 + (i % 3)]!
    }
    for (let x = 0, from = reach * 3; x < row; x++, from++) {
      let value = kernel[0]! * lines[from]!
      for (let k = 1, o = 3; k <= reach; k++, o += 3)
        value += kernel[k]! * (lines[from - o]! + lines[from + o]!)
      image[y * row + x] = value
    }
  }
  blurColumns(image, size, kernel)
}

/** Row by row over whole rows, which the cache likes; a ring of the rows above keeps what is overwritten. */
function blurColumns(image: Float32Array, size: number, kernel: Float32Array): void {
  const [row, reach] = [size * 3, kernel.length - 1]
  const source = image.slice()
  const line = (y: number) => Math.min(size - 1, Math.max(0, y)) * row
  for (let y = 0; y < size; y++) {
    const to = y * row
    for (let x = 0; x < row; x++) image[to + x] = kernel[0]! * source[to + x]!
    for (let k = 1; k <= reach; k++) {
      const [above, below, weight] = [line(y - k), line(y + k), kernel[k]!]
      for (let x = 0; x < row; x++)
        image[to + x] = image[to + x]! + weight * (source[above + x]! + source[below + x]!)
    }
  }
}
