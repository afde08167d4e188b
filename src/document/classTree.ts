import type { AttributeDefinition, ClassRecord } from '../records/records'

// Classes as a person sees them: a forest in an order of their own. Their numbers (their place in order of id) do not
// depend on it.

/** By position; those without one after the others, as they came. */
export function inOrder(classes: readonly ClassRecord[]): readonly ClassRecord[] {
  return [...classes].sort((a, b) => (a.position ?? Infinity) - (b.position ?? Infinity) || a.id - b.id)
}

export function subclassesOf(classes: readonly ClassRecord[], parent: number | undefined): ClassRecord[] {
  return classes.filter((each) => each.parent === parent)
}

/** The class itself, then the one it is a kind of, and so on upwards. */
export function ancestorsOf(classes: readonly ClassRecord[], id: number): ClassRecord[] {
  const line: ClassRecord[] = []
  for (let at = classes.find((each) => each.id === id); at && !line.includes(at);) {
    line.push(at)
    const above: number | undefined = at.parent
    at = classes.find((each) => each.id === above)
  }
  return line
}

/** Whether a class can be a kind of another: not of itself, nor of one of its own kinds. */
export function mayBeKindOf(
  classes: readonly ClassRecord[],
  id: number,
  parent: number | undefined,
): boolean {
  return parent === undefined || !ancestorsOf(classes, parent).some((each) => each.id === id)
}

export interface ClassRow {
  readonly record: ClassRecord
  /** 0 for a class that is no kind of another. */
  readonly depth: number
}

/** All classes, each followed by its kinds. */
export function classRows(classes: readonly ClassRecord[]): ClassRow[] {
  const known = new Set(classes.map(({ id }) => id))
  const byParent = new Map<number | undefined, ClassRecord[]>()
  for (const each of inOrder(classes)) {
    const parent = each.parent !== undefined && known.has(each.parent) ? each.parent : undefined
    byParent.set(parent, [...(byParent.get(parent) ?? []), each])
  }
  const rows: ClassRow[] = []
  const walk = (parent: number | undefined, depth: number) => {
    for (const record of byParent.get(parent) ?? []) {
      rows.push({ record, depth })
      walk(record.id, depth + 1)
    }
  }
  walk(undefined, 0)
  return rows
}

/** What may be said of an object of a class: what its parents ask, then what it asks itself; a name counts once. */
export function askedAttributes(classes: readonly ClassRecord[], id: number): AttributeDefinition[] {
  const byName = new Map<string, AttributeDefinition>()
  for (const { attributes } of ancestorsOf(classes, id).reverse())
    for (const each of attributes ?? []) byName.set(each.name, each)
  return [...byName.values()]
}
