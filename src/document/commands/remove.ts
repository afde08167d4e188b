import type { Change, Edit } from '../edit'
import type { CheckedArea, ObjectRecord } from '../../records/records'
import { t } from '../../messages/messages'
import { whatItIs } from './count'

/** Deletes objects that are not locked, and checked areas, in one step; null for none. */
export function remove(all: readonly ObjectRecord[], areas: readonly CheckedArea[]): Edit | null {
  const objects = all.filter((object) => !object.locked)
  if (objects.length + areas.length === 0) return null
  const changes: Change[] = objects.map((before) => ({ table: 'objects', before, after: null }))
  for (const before of areas) changes.push({ table: 'checked', before, after: null })
  return { label: t.edits.deleteObjects(whatItIs(objects, areas)), changes }
}
