import type { Change, Edit } from '../edit'
import type { ClassRecord, ObjectRecord } from '../records'

// What a person does to classes. Their ids count up, so that the numbers of the others stay when one is added.

export function addClass(classes: readonly ClassRecord[], name: string, color: string): Edit {
  const id = classes.reduce((most, each) => Math.max(most, each.id), 0) + 1
  return {
    label: `Add class ${name}`,
    changes: [{ table: 'classes', before: null, after: { id, name, color } }],
  }
}

export function renameClass(before: ClassRecord, name: string): Edit {
  return {
    label: `Rename class ${before.name} to ${name}`,
    changes: [{ table: 'classes', before, after: { ...before, name } }],
  }
}

export function recolorClass(before: ClassRecord, color: string): Edit {
  return {
    label: `Change the colour of ${before.name}`,
    changes: [{ table: 'classes', before, after: { ...before, color } }],
  }
}

/** Removes a class with all of its objects, of every image: they come first, so that undo restores the class first. */
export function removeClass(before: ClassRecord, objects: readonly ObjectRecord[]): Edit {
  const changes: Change[] = objects.map((object) => ({ table: 'objects', before: object, after: null }))
  return {
    label: `Delete class ${before.name}`,
    changes: [...changes, { table: 'classes', before, after: null }],
  }
}
