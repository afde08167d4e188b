import type { Origin, Tables, TableName } from '../document/records'
import { decodeShape, encodeShape } from './shapeBlob'

export type Value = number | string | Uint8Array | null
export type StoredRow = Readonly<Record<string, unknown>>

/** How records of one table are stored: the columns after `id`. */
interface RowCodec<R> {
  readonly columns: readonly string[]
  encode(record: R): Value[]
  decode(row: StoredRow): R
}

const origins: readonly Origin[] = ['human', 'import', 'model']

/** Every table that edits touch. */
export const rowCodecs: { readonly [T in TableName]: RowCodec<Tables[T]> } = {
  classes: {
    columns: ['name', 'color'],
    encode: (c) => [c.name, c.color],
    decode: (row) => ({ id: number(row.id), name: String(row.name), color: String(row.color) }),
  },
  objects: {
    columns: ['image', 'class', 'shape', 'origin', 'score'],
    encode: (o) => [o.image, o.class, encodeShape(o.shape), origins.indexOf(o.origin), o.score ?? null],
    decode: (row) => ({
      id: number(row.id),
      image: number(row.image),
      class: number(row.class),
      shape: decodeShape(row.shape as Uint8Array),
      origin: origins[number(row.origin)] ?? 'human',
      ...(row.score === null ? {} : { score: number(row.score) }),
    }),
  },
  checked: {
    columns: ['image', 'x', 'y', 'w', 'h'],
    encode: ({ image, rect }) => [image, rect.x, rect.y, rect.w, rect.h],
    decode: (row) => ({ id: number(row.id), image: number(row.image), rect: rectOf(row) }),
  },
  rejections: {
    columns: ['image', 'class', 'x', 'y', 'w', 'h', 'run'],
    encode: ({ image, class: c, rect, run }) => [image, c, rect.x, rect.y, rect.w, rect.h, run],
    decode: (row) => ({
      id: number(row.id),
      image: number(row.image),
      class: number(row.class),
      rect: rectOf(row),
      run: String(row.run),
    }),
  },
}

export const tableNames = Object.keys(rowCodecs) as TableName[]

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
