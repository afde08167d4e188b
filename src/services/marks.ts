import { bounds, type Shape } from '../records/records'
import { containsPoint, type Rect } from '../geometry/rect'
import type { CheckedGround } from '../tiles/checkedGround'
import { withoutFields } from '../tiles/fieldSample'
import { type PackedObjects, unpackShapes } from '../records/packedObjects'

/** The annotations of one image, classes as numbers. */
export interface ImageAnnotations extends CheckedGround {
  readonly objects: { readonly shapes: readonly Shape[]; readonly classes: readonly number[] }
  readonly rejections: readonly Rect[]
}

/** Annotations on their way to another process: blocks of bytes, in which a million objects cross at once. */
export interface PackedMarks extends Omit<ImageAnnotations, 'objects'> {
  readonly objects: readonly PackedObjects[]
}

export function unpackMarks<M extends PackedMarks>(packed: M): Omit<M, 'objects'> & ImageAnnotations {
  const [shapes, classes]: [Shape[], number[]] = [[], []]
  for (const block of packed.objects) {
    for (const shape of unpackShapes(block)) shapes.push(shape)
    for (const number of block.classes) classes.push(number)
  }
  return { ...packed, objects: { shapes, classes } }
}

/** With the fields that were drawn to test runs. */
export interface HeldMarks extends PackedMarks {
  readonly held?: readonly Rect[] | undefined
}

/** What may be learned from: drawn fields count as not checked, and what lies in them is left out. */
export function withoutHeld<M extends HeldMarks>(packed: M) {
  const marks = unpackMarks(packed)
  const { held = [] } = packed
  if (held.length === 0) return marks
  const free = ({ x, y, w, h }: Rect) => !held.some((field) => containsPoint(field, x + w / 2, y + h / 2))
  const kept = marks.objects.shapes.map((shape) => free(bounds(shape)))
  return {
    ...marks,
    objects: {
      shapes: marks.objects.shapes.filter((_, i) => kept[i]),
      classes: marks.objects.classes.filter((_, i) => kept[i]),
    },
    checked: withoutFields(marks.checked, held),
    partly: marks.partly?.flatMap(({ rect, classes }) =>
      withoutFields([rect], held).map((part) => ({ rect: part, classes })),
    ),
    rejections: marks.rejections.filter(free),
  }
}

export function countMarked({ objects }: Pick<PackedMarks, 'objects'>): number {
  return objects.reduce((sum, { count }) => sum + count, 0)
}
