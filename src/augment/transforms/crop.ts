import type { Augmentation } from '../augmentation'
import { through, type TileView } from '../view'
import { t } from '../../messages/messages'

export const crop: Augmentation<'size'> = {
  id: 'crop',
  get label() {
    return t.augment.randomCrop
  },
  get about() {
    return t.augment.cutsASmallerTileOut
  },
  parameters: {
    size: {
      get label() {
        return t.augment.side
      },
      default: 227,
      min: 32,
      max: 2048,
      step: 1,
      unit: 'px',
    },
  },
  transform:
    ({ size: side }) =>
    (view, random, size) =>
      cropView(view, random.below(Math.max(1, size - side + 1)), random.below(Math.max(1, size - side + 1)), {
        side,
        size,
      }),
}

/** The part of `side` pixels a side from (x, y) on; the whole where the view is smaller. */
export function cropView(
  view: TileView,
  x: number,
  y: number,
  { side, size }: { side: number; size: number },
): TileView {
  if (side >= size) return view
  return { ...through(view, { ax: 1, bx: 0, cx: x, ay: 0, by: 1, cy: y }), size: side }
}
