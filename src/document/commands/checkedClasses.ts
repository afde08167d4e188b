import type { Change, Edit } from '../edit'
import { inIdOrder, isSameChoice } from '../checkedClasses'
import type { CheckedArea } from '../../records/records'
import { t } from '../../messages/messages'

/** Says for which classes areas were checked (absent: all); null where that is what they say already. */
export function setCheckedClasses(areas: readonly CheckedArea[], only: CheckedArea['only']): Edit | null {
  const wanted = only && inIdOrder(only)
  const changes = areas
    .filter((before) => !isSameChoice(before.only, wanted))
    .map((before): Change => ({ table: 'checked', before, after: forClasses(before, wanted) }))
  return changes.length > 0 ? { label: t.edits.setCheckedClasses, changes } : null
}

/**
 * What becomes of areas where a class goes, or becomes another one: who looked for the other alone has not looked for what it
 * was given. An area that is left for no class goes, too.
 */
export function withoutClass(areas: readonly CheckedArea[], gone: number, into?: number): Change[] {
  return areas.flatMap((before): Change[] => {
    const { only } = before
    const unsure = into !== undefined && !only?.includes(gone) ? into : undefined
    const left = only?.filter((id) => id !== gone && id !== unsure)
    if (!left || left.length === only?.length) return []
    const after = left.length > 0 ? forClasses(before, left) : null
    return [{ table: 'checked', before, after }]
  })
}

function forClasses({ only: _, ...area }: CheckedArea, only: CheckedArea['only']): CheckedArea {
  return only ? { ...area, only } : area
}
