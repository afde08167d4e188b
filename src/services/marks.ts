import type { Shape } from '../records/records'
import type { Rect } from '../geometry/rect'
import { type PackedObjects, shapesOf } from '../records/packedObjects'

/** The annotations of one image, classes as numbers. */
export interface Marks {
  readonly objects: { readonly shapes: readonly Shape[]; readonly classes: readonly number[] }
  readonly checked: readonly Rect[]
  readonly rejections: readonly Rect[]
}

/** The same on its way to another process: blocks of bytes, in which a million objects cross at once. */
export interface PackedMarks extends Omit<Marks, 'objects'> {
  readonly objects: readonly PackedObjects[]
}

export function unpackMarks<M extends PackedMarks>(packed: M): Omit<M, 'objects'> & Marks {
  const [shapes, classes]: [Shape[], number[]] = [[], []]
  for (const block of packed.objects) {
    for (const shape of shapesOf(block)) shapes.push(shape)
    for (const number of block.classes) classes.push(number)
  }
  return { ...packed, objects: { shapes, classes } }
}

export function countMarked({ objects }: Pick<PackedMarks, 'objects'>): number {
  return objects.reduce((sum, { count }) => sum + count, 0)
}
