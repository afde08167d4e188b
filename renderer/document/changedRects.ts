import type { Change } from '../../src/document/edit'
import type { Rect } from '../../src/geometry/rect'
import { bounds } from '../../src/records/records'

/** Where rows of an edit lie, before and after it, on whatever image. */
export function changedRects(changes: readonly Change[]): Rect[] {
  return changes.flatMap((change) => {
    if (change.table === 'objects') return rowsOf(change).map((row) => bounds(row.shape))
    if (change.table === 'rejections') return rowsOf(change).map((row) => row.rect)
    return change.table === 'checked' ? rowsOf(change).map((row) => row.rect) : []
  })
}

function rowsOf<T>({ before, after }: { readonly before: T | null; readonly after: T | null }): T[] {
  return [before, after].filter((row) => row !== null)
}
