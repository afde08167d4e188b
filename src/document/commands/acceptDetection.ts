import type { Edit } from '../edit'
import type { ImageId, ObjectRecord } from '../../records/records'
import { t } from '../../messages/messages'

/** A person's yes to a detection: it becomes an object that remembers where it came from. */
export function acceptDetection(
  id: number,
  image: ImageId,
  found: Required<Pick<ObjectRecord, 'class' | 'shape' | 'score'>>,
): Edit {
  const after: ObjectRecord = { id, image, ...found, origin: 'model' }
  return { label: t.edits.acceptDetection, changes: [{ table: 'objects', before: null, after }] }
}
