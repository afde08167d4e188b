import type { Edit } from '../edit'
import type { ObjectRecord } from '../../records/records'
import { t } from '../../messages/messages'
import { whatItIs } from './count'

/** Locks objects, or unlocks them when all are locked; null for none. */
export function toggleLock(objects: readonly ObjectRecord[]): Edit | null {
  if (objects.length === 0) return null
  const locked = objects.some((object) => !object.locked)
  const changed = objects.filter((object) => (object.locked ?? false) !== locked)
  return {
    label: t.edits.verbShape(locked ? t.edits.lock : t.edits.unlock, whatItIs(changed, [])),
    changes: changed.map((before) => {
      const { locked: _, ...free } = before
      return { table: 'objects', before, after: locked ? { ...free, locked } : free }
    }),
  }
}
