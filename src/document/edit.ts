import type { ImageId, TableName, Tables } from '../records/records'

/** One row before and after: added (no before), removed (no after) or updated. */
export type Change = {
  [T in TableName]: { readonly table: T; readonly before: Tables[T] | null; readonly after: Tables[T] | null }
}[TableName]

/** One undo step: everything that one gesture or command did. */
export interface Edit {
  /** What the person did, for the undo menu: "Add box", "Import 120 objects". */
  readonly label: string
  readonly changes: readonly Change[]
}

/** An edit with what tells whether the project has it already: nobody knows of one whose answer never came. */
export interface TokenEdit extends Edit {
  readonly token: string
}

/** What undo or redo did: every change, or, of a step with very many, those to images and classes alone. */
export interface Step extends Edit {
  /** Images whose rows must be loaded again, since their changes are left out here. */
  readonly reload?: readonly ImageId[] | undefined
}

/** The edit that takes this one back. */
export function reverse(edit: Edit): Edit {
  const changes = edit.changes.map((c) => ({ ...c, before: c.after, after: c.before }) as Change).reverse()
  return { label: edit.label, changes }
}
