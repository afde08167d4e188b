import * as v from 'valibot'
import { columnKinds, maxColumns } from '../../formats/columnKinds'
import { finite, id, text } from './schemas'

// Tables of labels whose columns do not say what they mean: what a person is asked, and what the answer is.

const columns = v.object({
  inOrder: v.pipe(v.array(v.picklist(columnKinds)), v.maxLength(maxColumns), v.readonly()),
  named: v.boolean(),
})

/** What a person says of the table. */
export const toldTable = v.object({
  columns,
  coordinates: v.optional(v.picklist(['pixel', 'share'])),
})

const first = v.object({
  className: text,
  image: text,
  ...{ x: finite, y: finite, w: finite, h: finite },
})

/** What would be read so. */
export const foundInTable = v.object({
  missing: v.nullable(v.picklist(['places', 'image', 'label'])),
  problem: v.nullable(text),
  rows: id,
  objects: id,
  images: id,
  first: v.nullable(first),
  scale: v.picklist(['pixel', 'share']),
  either: v.boolean(),
  cut: v.boolean(),
})

/** The first lines of a table, and what it would be read as; `more`: how many are asked about after it. */
export const askedTable = v.object({
  name: text,
  lines: v.array(v.array(text)),
  columns,
  found: foundInTable,
  more: id,
})
