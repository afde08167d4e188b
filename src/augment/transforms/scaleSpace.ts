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
 * filtering, 1983), cut off at two and a half deviations; the border is repeated.
 */
export function gaussianBlur(image: Float32Array, size: number, sigma: number): void {
  const reach = Math.max(1, Math.ceil(2.5 * sigma))
  const kernel = Float32Array.from({ length: reach + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)))
  const sum = kernel.reduce((a, b) => a + b) * 2 - 1
  for (let i = 0; i <= reach; i++) kernel[i] = kernel[i]! / sum
  const [row, pad] = [size * 3, reach * 3]
  const line = new Float32Array(row + 2 * pad)
  for (let to = 0; to < image.length; to += row) {
    line.set(image.subarray(to, to + row), pad)
    for (let i = 0; i < pad; i++) {
      line[i] = line[pad + (i % 3)]!
      line[row + pad + i] = line[row + pad - 3 + (i % 3)]!
    }
    smooth(image, to, row, line, pad, kernel, (k) => [pad - 3 * k, pad + 3 * k])
  }
  const source = image.slice()
  const start = (y: number) => Math.min(size - 1, Math.max(0, y)) * row
  for (let y = 0; y < size; y++) {
    smooth(image, y * row, row, source, y * row, kernel, (k) => [start(y - k), start(y + k)])
  }
}

/** One row of the result from the same row of the source and its neighbours, two pairs of them at a time. */
function smooth(
  to: Float32Array,
  at: number,
  count: number,
  source: Float32Array,
  from: number,
  kernel: Float32Array,
  neighbours: (k: number) => readonly [number, number],
): void {
  for (let k = 1; k < kernel.length; k += 2) {
    const [a, b] = neighbours(k)
    // An odd last pair is taken with nothing beside it.
    const [c, d] = k + 1 < kernel.length ? neighbours(k + 1) : [a, b]
    const [near, far, own] = [kernel[k]!, kernel[k + 1] ?? 0, kernel[0]!]
    for (let i = 0; i < count; i++) {
      const sum = near * (source[a + i]! + source[b + i]!) + far * (source[c + i]! + source[d + i]!)
      to[at + i] = sum + (k === 1 ? own * source[from + i]! : to[at + i]!)
    }
  }
}
