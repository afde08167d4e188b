import type { Augmentation } from '../augmentation'

type Triple = readonly [number, number, number]

export const tone: Augmentation<'brightness' | 'contrast' | 'tint'> = {
  id: 'tone',
  label: 'Brightness, contrast, tint',
  about: 'Brightness, contrast around mid-grey and a shift of each channel: another hour, another camera.',
  parameters: {
    brightness: { label: 'Brightness, up to', usual: 30, least: 0, most: 128, step: 1 },
    contrast: { label: 'Contrast, up to', usual: 1.3, least: 1, most: 4, step: 0.05, unit: '×' },
    tint: { label: 'Tint, up to', usual: 12, least: 0, most: 64, step: 1 },
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
