import type { Augmentation } from '../augmentation'
import { aroundMiddle, type TileView } from '../view'
import { t } from '../../messages/messages'

export const dihedral: Augmentation = {
  id: 'dihedral',
  get label() {
    return t.augment.quarterTurnsAndMirrors
  },
  get about() {
    return t.augment.oneOfTheEightWays
  },
  parameters: {},
  transform: () => (view, random, size) => dihedralView(view, random.below(8), size),
}

/** `which`: quarter turns in bits 0 and 1, a mirror along x in bit 2. */
export function dihedralView(view: TileView, which: number, size: number): TileView {
  const turn = which & 3
  const [cos, sin] = [[1, 0, -1, 0][turn] as number, [0, 1, 0, -1][turn] as number]
  const mirror = which & 4 ? -1 : 1
  return aroundMiddle(view, size, { ax: cos * mirror, bx: -sin, ay: sin * mirror, by: cos })
}
