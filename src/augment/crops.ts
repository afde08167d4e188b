import { dihedralView } from './transforms/dihedral'
import { cropView } from './transforms/crop'
import { plainView, type TileView } from './view'

/** What validation looks at where a random crop is part of the training, and prediction unless it is told otherwise. */
export const evaluationCrops = ['centre', 'ten-crop'] as const
export type EvaluationCrop = (typeof evaluationCrops)[number]

/** The middle of a tile, `side` pixels a side. */
export function centreCrop(size: number, side: number): TileView {
  const at = Math.floor((size - side) / 2)
  return cropView(plainView, at, at, { side, size })
}

/**
 * Four corners and the centre, and the same mirrored; the probabilities that a network gives them are averaged
 * (Krizhevsky, Sutskever, Hinton: ImageNet Classification, 2012, section 4.1). Of a tile that is not larger than `side`
 * all five are the same: the tile and its mirror image.
 */
export function tenCrop(size: number, side: number): TileView[] {
  const far = size - side
  const corners = [
    [0, 0],
    [far, 0],
    [0, far],
    [far, far],
  ] as const
  const centre = centreCrop(size, side)
  const five =
    far > 0 ? [...corners.map(([x, y]) => cropView(plainView, x, y, { side, size })), centre] : [centre]
  return [...five, ...five.map((view) => dihedralView(view, 4, view.size ?? size))]
}

/** The centre crop as it is, mirrored along x, along y and along both. */
export function mirroredCrops(size: number, side: number): TileView[] {
  return [0, 4, 6, 2].map((which) => dihedralView(centreCrop(size, side), which, Math.min(size, side)))
}
