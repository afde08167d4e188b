import type { Augmentation } from '../augmentation'
import { through, type View } from '../view'

export const crop: Augmentation<'size'> = {
  id: 'crop',
  label: 'Random crop',
  about:
    'Cuts a smaller tile out at a random place (256 to 227, as AlexNet was trained); validation takes the middle.',
  parameters: { size: { label: 'Side', usual: 227, least: 32, most: 2048, step: 1, unit: 'px' } },
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
  view: View,
  x: number,
  y: number,
  { side, size }: { side: number; size: number },
): View {
  if (side >= size) return view
  return { ...through(view, { ax: 1, bx: 0, cx: x, ay: 0, by: 1, cy: y }), size: side }
}
