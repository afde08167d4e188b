import type { ImageRecord, ObjectRecord, Origin, Shape, Tables, TableName } from '../document/records'
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
  return { ...object, ...(score === undefined ? {} : { score }), ...decodeExtra(extra) }
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
    decode: ({ extra, ...row }) => ({ ...(row as unknown as ImageRecord), ...decodeExtra(extra) }),
  },
  classes: {
    columns: ['name', 'color', 'extra'],
    encode: ({ id: _, name, color, ...rest }) => [name, color, encodeExtra(rest)],
    decode: (row) => ({
      id: number(row.id),
      name: String(row.name),
      color: String(row.color),
      ...decodeExtra(row.extra),
    }),
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
    decode: (row) =>
      objectOf(
        number(row.id),
        number(row.image),
        number(row.class),
        decodeShape(row.shape as Uint8Array),
        number(row.origin),
        row.score === null ? undefined : number(row.score),
        row.extra,
      ),
  },
  checked: {
    columns: ['image', 'x', 'y', 'w', 'h', 'extra'],
    encode: ({ id: _, image, rect, ...rest }) => [image, rect.x, rect.y, rect.w, rect.h, encodeExtra(rest)],
    decode: (row) => ({
      id: number(row.id),
      image: number(row.image),
      rect: rectOf(row),
      ...decodeExtra(row.extra),
    }),
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
    decode: (row) => ({
      id: number(row.id),
      image: number(row.image),
      class: number(row.class),
      rect: rectOf(row),
      run: String(row.run),
      ...decodeExtra(row.extra),
    }),
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

function number(value: unknown): number {
  return typeof value === 'number' ? value : Number(value)
}

function rectOf(row: StoredRow) {
  return { x: number(row.x), y: number(row.y), w: number(row.w), h: number(row.h) }
}
