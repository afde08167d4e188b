import type { Edit } from '../edit'
import type { ImageId, ObjectRecord } from '../../records/records'
import { clampStep } from '../shapes'
import type { Extent } from '../shapes'
import { t } from '../../messages/messages'
import { whatItIs } from './count'
import { boundsOf, moved } from './move'

/** Copies of objects, moved together by a step that keeps them in the image; null for none. */
export function addCopies(
  objects: readonly ObjectRecord[],
  image: Extent & { readonly id: ImageId },
  step: { readonly dx: number; readonly dy: number },
  newId: () => number,
): Edit | null {
  const around = boundsOf(objects, [])
  if (!around) return null
  const { dx, dy } = clampStep(around, step.dx, step.dy, image)
  return {
    label: t.edits.copyObjects(whatItIs(objects, [])),
    changes: objects.map(({ locked: _, ...object }) => ({
      table: 'objects',
      before: null,
      after: { ...object, id: newId(), image: image.id, ...moved(object, dx, dy) },
    })),
  }
}
