import { dihedralView } from './transforms/dihedral'
import { cropView } from './transforms/crop'
import { plainView, type View } from './view'

/** The middle of a tile, `side` pixels a side. */
export function centreCrop(size: number, side: number): View {
  const at = Math.floor((size - side) / 2)
  return cropView(plainView, at, at, { side, size })
}

/**
 * Four corners and the centre, and the same mirrored; the probabilities that a network gives them are averaged
 * (Krizhevsky, Sutskever, Hinton: ImageNet Classification, 2012, section 4.1).
 */
export function tenCrop(size: number, side: number): View[] {
  const far = Math.max(0, size - side)
  const places = [
    [0, 0],
    [far, 0],
    [0, far],
    [far, far],
  ] as const
  const five = [...places.map(([x, y]) => cropView(plainView, x, y, { side, size })), centreCrop(size, side)]
  return [...five, ...five.map((view) => dihedralView(view, 4, view.size ?? size))]
}
