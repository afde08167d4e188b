import { through, type Transform } from './view'

/** Enlarges or shrinks around the middle, up to this factor either way, evenly on a logarithmic scale. */
const most = 1.25
/** Share of views that keep their scale, and with it their sharpness. */
const unchanged = 0.3

export const scale: Transform = (view, random, size) => {
  if (random.next() < unchanged) return view
  const factor = most ** random.between(-1, 1)
  const offset = (size / 2) * (1 - factor)
  return through(view, { ax: factor, bx: 0, cx: offset, ay: 0, by: factor, cy: offset })
}
