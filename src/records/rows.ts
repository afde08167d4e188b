import * as v from 'valibot'
import { AppError } from '../base/errors'
import type { ObjectRecord, Origin, Shape, Tables, TableName } from './records'
import { image as imageSchema, tables as schemas } from '../ipc/commands/schemas'
import { decodeShape, encodeShape } from './shapeBlob'

export type Value = number | string | Uint8Array | null
export type StoredRow = Readonly<Record<string, unknown>>

/** How records of one table are stored: the columns after `id`. What has no column of its own is JSON in `extra`. */
interface RowCodec<R> {
  readonly columns: readonly string[]
  encode(record: R): Value[]
  decode(row: StoredRow): R
}

const origins: readonly Origin[] = ['human', 'import', 'model']
export const originNumber = (origin: Origin) => origins.indexOf(origin)

export const originOf = (number: number) => origins[number] ?? 'human'

/** A stored object. Most have neither a score nor more to say, and are made without a detour. */
export function objectOf(
  id: number,
  image: number,
  classId: number,
  shape: Shape,
  origin: number,
  score: number | undefined,
  extra: unknown,
): ObjectRecord {
  const object = { id, image, class: classId, shape, origin: originOf(origin) }
  if (score === undefined && typeof extra !== 'string') return object
  return { ...decodeExtra(extra), ...object, ...(score === undefined ? {} : { score }) }
}

/** Every table that edits touch. */
export const rowCodecs: { readonly [T in TableName]: RowCodec<Tables[T]> } = {
  images: {
    columns: ['name', 'path', 'sha256', 'width', 'height', 'levels', 'tileSize', 'extra'],
    encode: ({ id: _, name, path, sha256, width, height, levels, tileSize, ...rest }) => [
      name,
      path,
      sha256,
      width,
      height,
      levels,
      tileSize,
      encodeExtra(rest),
    ],
    decode: (row) => sound('image', storedImage, row),
  },
  classes: {
    columns: ['name', 'color', 'extra'],
    encode: ({ id: _, name, color, ...rest }) => [name, color, encodeExtra(rest)],
    decode: (row) => sound('class', storedClass, row),
  },
  objects: {
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
      if (!(shape instanceof Uint8Array)) throw unsound('object', row, 'its shape is missing')
      const known = { shape: decodeShape(shape), origin: originOf(Number(origin)) }
      return sound('object', storedObject, { ...row, ...known, ...(score === null ? {} : { score }) })
    },
  },
  checked: {
    columns: ['image', 'x', 'y', 'w', 'h', 'extra'],
    encode: ({ id: _, image, rect, ...rest }) => [image, rect.x, rect.y, rect.w, rect.h, encodeExtra(rest)],
    decode: (row) => sound('checked area', storedArea, withRect(row)),
  },
  rejections: {
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
    decode: (row) => sound('rejection', storedRejection, withRect(row)),
  },
}

export const tableNames = Object.keys(rowCodecs) as TableName[]

/** Null for nothing. Keys are sorted, so that equal records are equal text, however they came here. */
export function encodeExtra(rest: Readonly<Record<string, unknown>>): string | null {
  for (const key in rest) if (rest[key] !== undefined) return JSON.stringify(rest, sorted)
  return null
}

function decodeExtra(text: unknown): Record<string, unknown> | undefined {
  return typeof text === 'string' ? (JSON.parse(text) as Record<string, unknown>) : undefined
}

// A project may come from anybody: its rows are checked when they are read. What a later version says besides is kept.

const number = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))
const id = number(1, 2 ** 52)
const storedImage = v.looseObject({
  ...imageSchema.entries,
  id,
  width: number(1, 2 ** 31),
  height: number(1, 2 ** 31),
  levels: number(1, 32),
  tileSize: number(16, 4096),
})
const storedClass = v.looseObject({ ...schemas.classes.entries, id })
const storedObject = v.looseObject({ ...schemas.objects.entries, id })
const storedArea = v.looseObject({ ...schemas.checked.entries, id })
const storedRejection = v.looseObject({ ...schemas.rejections.entries, id })
const { locked, attributes } = schemas.objects.entries
const objectExtra = v.looseObject({ locked, attributes })

/** What `extra` says never stands in for a column. Throws AppError('project-damaged') with what is wrong. */
function sound<S extends v.GenericSchema>(
  kind: string,
  schema: S,
  { extra, ...row }: StoredRow,
): v.InferOutput<S> {
  let more: unknown
  try {
    more = typeof extra === 'string' ? JSON.parse(extra) : (extra ?? {})
  } catch {
    more = null
  }
  if (typeof more !== 'object' || more === null || Array.isArray(more))
    throw unsound(kind, row, 'what it says besides is no JSON')
  const parsed = v.safeParse(schema, { ...more, ...row })
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const found = issue.received === 'undefined' ? 'missing' : issue.received.slice(0, 60)
  throw unsound(kind, row, `${v.getDotPath(issue) ?? 'it'} is ${found}`)
}

function unsound(kind: string, row: StoredRow, what: string): AppError {
  return new AppError(
    'project-damaged',
    `The project holds ${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind} that cannot be right (number ${String(row.id)}: ${what}); restore the project from a copy.`,
  )
}

/** What is wrong with what an object says besides its columns; undefined for nothing. */
export function wrongExtra(text: string): string | undefined {
  try {
    return v.is(objectExtra, JSON.parse(text)) ? undefined : 'what it says besides is of a wrong kind'
  } catch {
    return 'what it says besides is no JSON'
  }
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function sameValues(a: readonly Value[], b: readonly Value[]): boolean {
  return a.every((value, i) => sameValue(value, b[i] ?? null))
}

function sameValue(a: Value, b: Value): boolean {
  if (!(a instanceof Uint8Array)) return a === b
  return b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i])
}

function withRect({ x, y, w, h, ...row }: StoredRow): StoredRow {
  return { ...row, rect: { x, y, w, h } }
}
