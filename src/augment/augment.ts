import type { Random } from '../base/random'
import { dihedral } from './dihedral'
import { scale } from './scale'
import { shift } from './shift'
import { tone } from './tone'
import { plainView, type Transform, type View } from './view'

/** What training draws for each tile, in this order. A new augmentation is a file and a place in this list. */
export const defaultAugmentation: readonly Transform[] = [scale, shift, dihedral, tone]

export function drawView(transforms: readonly Transform[], random: Random, size: number): View {
  return transforms.reduce((view, transform) => transform(view, random, size), plainView)
}
