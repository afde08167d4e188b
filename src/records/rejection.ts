import * as v from 'valibot'
import { encodeExtra, sound, storedId, withRect, type RecordKind } from './row'
import { id, rect, text } from './values'

const schema = v.object({ id, image: id, class: id, rect, run: text })

/** A prediction that a person rejected: a hard negative. */
export type Rejection = Readonly<v.InferOutput<typeof schema>>

const stored = v.looseObject({ ...schema.entries, id: storedId })

export const rejections: RecordKind<typeof schema> = {
  schema,
  columns: ['image', 'class', 'x', 'y', 'w', 'h', 'run', 'extra'],
  encode: ({ id: _, image, class: c, rect, run, ...rest }) => [
    image,
    c,
    rect.x,
    rect.y,
    rect.w,
    rect.h,
    run,
    encodeExtra(rest),
  ],
  decode: (row) => sound('rejection', stored, withRect(row)),
}
