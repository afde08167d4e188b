import { through, type Transform } from './view'

/** Moves by whole pixels, each way up to this share of the side; what comes in from outside is ignored in training. */
const reach = 0.125

export const shift: Transform = (view, random, size) => {
  const most = Math.floor(size * reach)
  const draw = () => random.below(2 * most + 1) - most
  return through(view, { ax: 1, bx: 0, cx: draw(), ay: 0, by: 1, cy: draw() })
}
