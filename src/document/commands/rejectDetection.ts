import type { Edit } from '../edit'
import type { Rejection } from '../../records/records'
import { t } from '../../messages/messages'

/** A person's no to a detection: the next dataset learns from it as a hard negative. */
export function rejectDetection(after: Rejection): Edit {
  return { label: t.edits.rejectDetection, changes: [{ table: 'rejections', before: null, after }] }
}
