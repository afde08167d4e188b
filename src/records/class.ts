import * as v from 'valibot'
import { encodeExtra, sound, storedId, type RecordKind } from './row'
import { color, id, text } from './values'

const texts = v.pipe(v.array(text), v.readonly())

/** One attribute of a class: free text, or one of some values. */
const attribute = v.object({ name: text, values: v.optional(texts) })

const schema = v.object({
  id,
  name: v.pipe(text, v.minLength(1)),
  color,
  /** Id of the class of which this is a kind ("car" of "vehicle"). */
  parent: v.optional(id),
  /** What may be said of an object of this class, beside the class. */
  attributes: v.optional(v.pipe(v.array(attribute), v.readonly())),
  /** Its place in lists, among those of the same parent; without one after those that have one. */
  position: v.optional(id),
})

/** Classes are numbered by their place in order of id (0-based, as in YOLO); a mask holds number + 1. At most 254. */
export type ClassRecord = Readonly<v.InferOutput<typeof schema>>
export type AttributeDefinition = Readonly<v.InferOutput<typeof attribute>>

const stored = v.looseObject({ ...schema.entries, id: storedId })

export const classes: RecordKind<typeof schema> = {
  schema,
  columns: ['name', 'color', 'extra'],
  encode: ({ id: _, name, color, ...rest }) => [name, color, encodeExtra(rest)],
  decode: (row) => sound('class', stored, row),
}
