import type { Transform } from './view'

const brightness = 30
const contrast = 1.3
const tint = 12

/** Brightness, contrast around mid-grey, and a shift of each channel: another hour, another camera. */
export const tone: Transform = (view, random) => {
  const factor = contrast ** random.between(-1, 1)
  const lift = random.between(-brightness, brightness)
  const gain = view.gain.map((g) => g * factor) as unknown as [number, number, number]
  const shift = view.shift.map(
    (s) => (s - 128) * factor + 128 + lift + random.between(-tint, tint),
  ) as unknown as [number, number, number]
  return { ...view, gain, shift }
}
