/** What is selected on the current image, by id. Never changed in place. */
export interface Selection {
  readonly objects: ReadonlySet<number>
  readonly areas: ReadonlySet<number>
}

export const emptySelection: Selection = { objects: new Set(), areas: new Set() }

export function select(objects: Iterable<number>, areas: Iterable<number> = []): Selection {
  return { objects: new Set(objects), areas: new Set(areas) }
}

export function isEmpty(selection: Selection): boolean {
  return selection.objects.size === 0 && selection.areas.size === 0
}

/** Adds what is new and takes away what was in already: a click with Shift. */
export function toggle(selection: Selection, other: Selection): Selection {
  const flip = (from: ReadonlySet<number>, by: ReadonlySet<number>) => {
    const to = new Set(from)
    for (const id of by) if (!to.delete(id)) to.add(id)
    return to
  }
  return { objects: flip(selection.objects, other.objects), areas: flip(selection.areas, other.areas) }
}

export function unitedSelection(selection: Selection, other: Selection): Selection {
  const both = (a: ReadonlySet<number>, b: ReadonlySet<number>) => new Set([...a, ...b])
  return { objects: both(selection.objects, other.objects), areas: both(selection.areas, other.areas) }
}
