import type { Rect } from '../../geometry/rect'
import type { Edit } from '../edit'
import type { ImageId, ObjectRecord } from '../records'

/** A person's yes to a detection: it becomes an object that remembers where it came from. */
export function acceptDetection(
  id: number,
  image: ImageId,
  classId: number,
  rect: Rect,
  score: number,
): Edit {
  const shape = { kind: 'box', x: rect.x, y: rect.y, w: rect.w, h: rect.h } as const
  const after: ObjectRecord = { id, image, class: classId, shape, origin: 'model', score }
  return { label: 'Accept detection', changes: [{ table: 'objects', before: null, after }] }
}
