import type { Edit } from '../edit'
import type { ObjectRecord, Rejection } from '../../records/records'
import { t } from '../../messages/messages'

/** A person's yes to several finds, as one step. `what`: how they are counted ("12 detections"); `as`: another class than theirs. */
export function acceptAll(objects: readonly ObjectRecord[], what: string, as?: string): Edit {
  const label = as === undefined ? t.edits.accept(what) : t.edits.acceptAs(what, as)
  return { label, changes: objects.map((after) => ({ table: 'objects', before: null, after })) }
}

/** A person's no to several finds, as one step. */
export function rejectAll(rejections: readonly Rejection[], what: string): Edit {
  const changes = rejections.map((after) => ({ table: 'rejections', before: null, after }) as const)
  return { label: t.edits.reject(what), changes }
}
