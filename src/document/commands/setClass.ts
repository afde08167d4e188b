import type { Change, Edit } from '../edit'
import type { ClassRecord, ObjectRecord } from '../../records/records'
import { t } from '../../messages/messages'
import { whatItIs } from './count'

/** Gives objects a class; null when all of them have it already. */
export function setClass(objects: readonly ObjectRecord[], to: ClassRecord): Edit | null {
  const others = objects.filter((o) => o.class !== to.id)
  if (others.length === 0) return null
  const changes: Change[] = others.map((before) => ({
    table: 'objects',
    before,
    after: { ...before, class: to.id },
  }))
  return { label: t.edits.setClassOfOthersTo(whatItIs(others, []), to.name), changes }
}
