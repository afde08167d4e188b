import * as v from 'valibot'
import { encodeExtra, sound, storedId, withRect, type RecordKind } from './row'
import { id, rect } from './values'

/** Ids of classes, rising; absent: of all, those included that are added later. */
const only = v.optional(v.pipe(v.array(id), v.maxLength(1000), v.readonly()))
const schema = v.object({ id, image: id, rect, only })

/**
 * A region a person declares completely annotated, for all classes or `only` for some of them: the only source of negatives.
 * A class that is gone counts for nothing.
 */
export type CheckedArea = Readonly<v.InferOutput<typeof schema>>

const stored = v.looseObject({ ...schema.entries, id: storedId })

export const checkedAreas: RecordKind<typeof schema> = {
  schema,
  columns: ['image', 'x', 'y', 'w', 'h', 'extra'],
  encode: ({ id: _, image, rect, ...rest }) => [image, rect.x, rect.y, rect.w, rect.h, encodeExtra(rest)],
  decode: (row) => sound('checked area', stored, withRect(row)),
}
