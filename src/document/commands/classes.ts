import { subclassesOf, inOrder, mayBeKindOf } from '../classTree'
import type { Change, Edit } from '../edit'
import type { CheckedArea, ClassRecord, ObjectRecord, Rejection } from '../../records/records'
import { t } from '../../messages/messages'
import { withoutClass } from './checkedClasses'

// What a person does to classes. Their ids count up, so that the numbers of the others stay when one is added; the
// order in which they are listed is their `position`.

/** All rows that carry a class, of every image. */
export interface ClassRows {
  readonly objects: readonly ObjectRecord[]
  readonly rejections: readonly Rejection[]
  /** All checked areas. */
  readonly areas?: readonly CheckedArea[] | undefined
}

export function addClass(
  classes: readonly ClassRecord[],
  name: string,
  color: string,
  parent?: number,
): Edit {
  const id = classes.reduce((most, each) => Math.max(most, each.id), 0) + 1
  const after: ClassRecord = { id, name, color, ...(parent === undefined ? {} : { parent }) }
  return { label: t.edits.addClassName(name), changes: [{ table: 'classes', before: null, after }] }
}

export function renameClass(before: ClassRecord, name: string): Edit {
  return {
    label: t.edits.renameClassNameToName2(before.name, name),
    changes: [{ table: 'classes', before, after: { ...before, name } }],
  }
}

export function recolorClass(before: ClassRecord, color: string): Edit {
  return {
    label: t.edits.changeTheColourOfName(before.name),
    changes: [{ table: 'classes', before, after: { ...before, color } }],
  }
}

/** Anything of a class at once, but its place. */
export function changeClass(
  before: ClassRecord,
  change: Partial<Pick<ClassRecord, 'name' | 'color' | 'parent' | 'attributes'>>,
): Edit {
  return {
    label: t.edits.changeClassName(before.name),
    changes: [{ table: 'classes', before, after: { ...before, ...change } }],
  }
}

/** Makes a class a kind of another one (undefined: of none), below its other kinds; null where it would be its own. */
export function setParent(
  classes: readonly ClassRecord[],
  before: ClassRecord,
  parent: number | undefined,
): Edit | null {
  if (before.parent === parent || !mayBeKindOf(classes, before.id, parent)) return null
  const above = classes.find(({ id }) => id === parent)
  return {
    label: above ? t.edits.makeNameAKindOf(before.name, above.name) : t.edits.makeNameAClassOf(before.name),
    changes: [{ table: 'classes', before, after: { ...before, parent, position: undefined } }],
  }
}

/** Moves a class by so many places among those of the same parent; null where it has no further to go. */
export function moveClass(classes: readonly ClassRecord[], moved: ClassRecord, by: number): Edit | null {
  const siblings = [...inOrder(classes.filter((each) => each.parent === moved.parent))]
  const from = siblings.findIndex(({ id }) => id === moved.id)
  const to = Math.min(Math.max(from + by, 0), siblings.length - 1)
  if (from < 0 || to === from) return null
  siblings.splice(to, 0, ...siblings.splice(from, 1))
  const changes = siblings.flatMap((before, position): Change[] =>
    before.position === position ? [] : [{ table: 'classes', before, after: { ...before, position } }],
  )
  return { label: t.edits.moveClassName(moved.name), changes }
}

/**
 * Removes a class with everything of it, in every image. Rows that refer to it come first, so that undo restores the
 * class first. Its kinds become those of the class above.
 */
export function removeClass(classes: readonly ClassRecord[], before: ClassRecord, rows: ClassRows): Edit {
  const changes: Change[] = rows.objects.map((row) => ({ table: 'objects', before: row, after: null }))
  for (const row of rows.rejections) changes.push({ table: 'rejections', before: row, after: null })
  changes.push(...withoutClass(rows.areas ?? [], before.id))
  return {
    label: t.edits.deleteClassName(before.name),
    changes: [...changes, ...lifted(classes, before), { table: 'classes', before, after: null }],
  }
}

/** Gives everything of a class to another one, and removes it. */
export function mergeClass(
  classes: readonly ClassRecord[],
  before: ClassRecord,
  into: ClassRecord,
  rows: ClassRows,
): Edit {
  const changes: Change[] = rows.objects.map((row) => ({
    table: 'objects',
    before: row,
    after: { ...row, class: into.id },
  }))
  for (const row of rows.rejections)
    changes.push({ table: 'rejections', before: row, after: { ...row, class: into.id } })
  changes.push(...withoutClass(rows.areas ?? [], before.id, into.id))
  return {
    label: t.edits.mergeClassNameIntoName2(before.name, into.name),
    changes: [...changes, ...lifted(classes, before), { table: 'classes', before, after: null }],
  }
}

/** Its kinds, one step up. */
function lifted(classes: readonly ClassRecord[], gone: ClassRecord): Change[] {
  return subclassesOf(classes, gone.id).map((before) => ({
    table: 'classes',
    before,
    after: { ...before, parent: gone.parent },
  }))
}
