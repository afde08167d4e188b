import * as v from 'valibot'
import { t } from '../messages/messages'
import { decodeExtra, encodeExtra, sound, storedId, unsound, type RecordKind } from './row'
import { shape, type Shape } from './shape'
import { decodeShape, encodeShape } from './shapeBlob'
import { finite, id, share, text } from './values'

const origins = ['human', 'import', 'model'] as const
export type Origin = (typeof origins)[number]

/** What has a column of its own, in SQLite and in packed objects. */
const columns = {
  id,
  image: id,
  /** A ClassRecord's id. */
  class: id,
  shape,
  origin: v.picklist(origins),
  /** The run's score, for an accepted prediction. */
  score: v.optional(share),
}

const keyPoint = v.object({
  x: finite,
  y: finite,
  /** As COCO has it: 0 not marked, 1 covered by something, 2 seen. */
  visible: v.picklist([0, 1, 2]),
  name: v.optional(text),
})
export type KeyPoint = Readonly<v.InferOutput<typeof keyPoint>>

/** What few objects have. A field that is added here is stored, packed and sent. */
const besides = {
  /** Neither moved, reshaped nor deleted until it is unlocked. */
  locked: v.optional(v.boolean()),
  /** Attribute name to value; attributes without a value are left out. */
  attributes: v.optional(v.record(text, text)),
  /** Places on it, in the order of its class; they stay where they are in the picture when its outline changes. */
  keyPoints: v.optional(v.pipe(v.array(keyPoint), v.maxLength(1000), v.readonly())),
}

const schema = v.object({ ...columns, ...besides })

/** One annotation. */
export type ObjectRecord = Readonly<v.InferOutput<typeof schema>>

const stored = v.looseObject({ ...schema.entries, id: storedId })
const storedBesides = v.looseObject(besides)

export const objects: RecordKind<typeof schema> = {
  schema,
  columns: ['image', 'class', 'shape', 'origin', 'score', 'extra'],
  encode: ({ id: _, image, class: c, shape, origin, score, ...rest }) => [
    image,
    c,
    encodeShape(shape),
    originNumber(origin),
    score ?? null,
    encodeExtra(rest),
  ],
  decode: ({ shape, origin, score, ...row }) => {
    if (!(shape instanceof Uint8Array)) throw unsound('object', row, t.records.itsShapeIsMissing)
    const known = { shape: decodeShape(shape), origin: originOf(Number(origin)) }
    return sound('object', stored, { ...row, ...known, ...(score === null ? {} : { score }) })
  },
}

export const originNumber = (origin: Origin) => origins.indexOf(origin)

export const originOf = (number: number) => origins[number] ?? 'human'

/** What the columns of a stored or packed object hold. */
export interface ObjectColumns {
  readonly id: number
  readonly image: number
  readonly class: number
  readonly shape: Shape
  readonly origin: number
  readonly score: number | undefined
}

/** A stored object. Most have neither a score nor more to say, and are made without a detour. */
export function objectOf(known: ObjectColumns, extra: unknown): ObjectRecord {
  const { id, image, class: classId, shape, score } = known
  const object = { id, image, class: classId, shape, origin: originOf(known.origin) }
  if (score === undefined && typeof extra !== 'string') return object
  return { ...decodeExtra(extra), ...object, ...(score === undefined ? {} : { score }) }
}

/** What is wrong with what an object says besides its columns; undefined for nothing. */
export function wrongExtra(text: string): string | undefined {
  try {
    return v.is(storedBesides, JSON.parse(text)) ? undefined : t.records.whatItSaysBesidesIs
  } catch {
    return t.records.whatItSaysBesidesIsNo
  }
}
