import { contains } from '../../geometry/rect'
import type { Rect } from '../../geometry/rect'
import { isCovered } from '../../geometry/sweepGrid'
import { countsFor, inIdOrder, isSameChoice } from '../checkedClasses'
import type { Edit } from '../edit'
import type { CheckedArea } from '../../records/records'
import { t } from '../../messages/messages'

/**
 * Declares a rectangle checked, for all classes or `only` for some. It grows together with areas for the same classes that it
 * makes a larger rectangle with, so that a sweep over thousands of cells leaves a handful of areas. Null when it is checked
 * already.
 */
export function checkCell(
  newId: () => number,
  { image, rect, only: given }: Omit<CheckedArea, 'id'>,
  all: readonly CheckedArea[],
): Edit | null {
  const only = given && inIdOrder(given)
  if (
    isCovered(
      rect,
      all.filter((area) => countsFor(area, only)).map((area) => area.rect),
    )
  )
    return null
  const areas = all.filter((area) => isSameChoice(area.only, only))
  const taken = new Set<CheckedArea>()
  let whole = rect
  for (let next = partner(whole, areas, taken); next; next = partner(whole, areas, taken)) {
    taken.add(next)
    whole = union(whole, next.rect)
  }
  const label = t.edits.completeACell
  const [kept, ...gone] = taken
  if (!kept) {
    const after = { id: newId(), image, rect, ...(only ? { only } : {}) }
    return { label, changes: [{ table: 'checked', before: null, after }] }
  }
  return {
    label,
    changes: [
      { table: 'checked', before: kept, after: { ...kept, rect: whole } },
      ...gone.map((area) => ({ table: 'checked' as const, before: area, after: null })),
    ],
  }
}

function partner(rect: Rect, areas: readonly CheckedArea[], taken: ReadonlySet<CheckedArea>) {
  return areas.find((area) => !taken.has(area) && isRectangle(rect, area.rect))
}

/** Whether two rectangles are one together, overlapping or side by side. */
function isRectangle(a: Rect, b: Rect): boolean {
  if (contains(a, b) || contains(b, a)) return true
  const meetX = a.x <= b.x + b.w && b.x <= a.x + a.w
  const meetY = a.y <= b.y + b.h && b.y <= a.y + a.h
  return (meetX && a.y === b.y && a.h === b.h) || (meetY && a.x === b.x && a.w === b.w)
}

function union(a: Rect, b: Rect): Rect {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)]
  return { x, y, w: Math.max(a.x + a.w, b.x + b.w) - x, h: Math.max(a.y + a.h, b.y + b.h) - y }
}
