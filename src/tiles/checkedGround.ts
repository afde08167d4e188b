import { contains, intersect, type Rect } from '../geometry/rect'
import type { CheckedArea } from '../records/records'

/** An area that was checked for some classes alone, by their numbers. */
export interface PartlyChecked {
  readonly rect: Rect
  readonly classes: readonly number[]
}

/** What of an image was checked. */
export interface CheckedGround {
  /** For all classes. */
  readonly checked: readonly Rect[]
  readonly partly?: readonly PartlyChecked[] | undefined
}

/** More common parts of areas than this are not looked for: what they would add counts as checked for some classes alone. */
const maxParts = 2000

/**
 * Areas as ground. `classIds`: the project's, a class's place is its number. What several areas together say of every class
 * was checked for all of them.
 */
export function checkedGround(areas: readonly CheckedArea[], classIds: readonly number[]): CheckedGround {
  const number = new Map(classIds.map((id, i) => [id, i]))
  const checked: Rect[] = []
  const partly: PartlyChecked[] = []
  for (const { rect, only } of areas) {
    const classes = only?.flatMap((id) => number.get(id) ?? [])
    if (!classes || (classIds.length > 0 && new Set(classes).size === classIds.length)) checked.push(rect)
    else if (classes.length > 0) partly.push({ rect, classes })
  }
  if (partly.length === 0) return { checked }
  return { checked: [...checked, ...commonParts(partly, classIds.length)], partly }
}

/** Where areas for some classes lie over one another so that each class has one. */
function commonParts(partly: readonly PartlyChecked[], classes: number): Rect[] {
  let parts: Rect[] | undefined
  for (let c = 0; c < classes; c++) {
    const own = partly.filter((area) => area.classes.includes(c)).map(({ rect }) => rect)
    parts = outermost(
      parts ? parts.flatMap((part) => own.flatMap((rect) => intersect(part, rect) ?? [])) : own,
    )
    if (parts.length === 0 || parts.length > maxParts) return []
  }
  return parts ?? []
}

/** Without those that lie in another; each once. */
function outermost(rects: readonly Rect[]): Rect[] {
  const once = [...new Map(rects.map((rect) => [[rect.x, rect.y, rect.w, rect.h].join(), rect])).values()]
  if (once.length > maxParts) return once
  return once.filter(
    (rect) => rect.w > 0 && rect.h > 0 && !once.some((other) => other !== rect && contains(other, rect)),
  )
}

/** Where a class was checked. */
export function checkedFor({ checked, partly = [] }: CheckedGround, classNumber: number): readonly Rect[] {
  if (partly.length === 0) return checked
  const own = partly.filter(({ classes }) => classes.includes(classNumber)).map(({ rect }) => rect)
  return [...checked, ...own]
}

/** Nobody has declared anything checked, for whichever class. */
export const isUnchecked = ({ checked, partly = [] }: CheckedGround): boolean =>
  checked.length === 0 && partly.length === 0
