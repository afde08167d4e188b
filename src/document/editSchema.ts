import * as v from 'valibot'
import { recordKinds, type TableName } from '../records/records'
import { id, text } from '../records/values'

// `Edit` and `Step` as they come from another process or from a file.

const change = <const T extends TableName>(table: T) => {
  const row = recordKinds[table].schema as (typeof recordKinds)[T]['schema']
  return v.object({ table: v.literal(table), before: v.nullable(row), after: v.nullable(row) })
}

export const edit = v.object({
  label: text,
  changes: v.pipe(
    v.array(
      v.variant('table', [
        change('images'),
        change('classes'),
        change('objects'),
        change('checked'),
        change('rejections'),
      ]),
    ),
    v.readonly(),
  ),
})

/** What undo or redo did; of a step with very many rows the images to load again instead of their changes. */
export const step = v.object({ ...edit.entries, reload: v.optional(v.pipe(v.array(id), v.readonly())) })
