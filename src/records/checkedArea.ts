import * as v from 'valibot'
import { encodeExtra, sound, storedId, withRect, type RecordKind } from './row'
import { id, rect } from './values'

const schema = v.object({ id, image: id, rect })

/** A region a person declares completely annotated: the only source of negatives. */
export type CheckedArea = Readonly<v.InferOutput<typeof schema>>

const stored = v.looseObject({ ...schema.entries, id: storedId })

export const checkedAreas: RecordKind<typeof schema> = {
  schema,
  columns: ['image', 'x', 'y', 'w', 'h', 'extra'],
  encode: ({ id: _, image, rect, ...rest }) => [image, rect.x, rect.y, rect.w, rect.h, encodeExtra(rest)],
  decode: (row) => sound('checked area', stored, withRect(row)),
}
