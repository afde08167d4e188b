import type { Edit } from '../edit'
import type { ImageId, ObjectRecord, Shape } from '../../records/records'
import { t } from '../../messages/messages'

/** A person's yes to a detection: it becomes an object that remembers where it came from. */
export function acceptDetection(
  id: number,
  image: ImageId,
  classId: number,
  shape: Shape,
  score: number,
): Edit {
  const after: ObjectRecord = { id, image, class: classId, shape, origin: 'model', score }
  return { label: t.edits.acceptDetection, changes: [{ table: 'objects', before: null, after }] }
}
