import * as v from 'valibot'
import { AppError } from '../base/errors'
import { t } from '../messages/messages'

export type SqlValue = number | string | Uint8Array | null
export type StoredRow = Readonly<Record<string, unknown>>

/**
 * All that is known of a kind of record: its schema, from which its type follows, and how it is stored: the columns after
 * `id`. What has no column of its own is JSON in `extra`, so that a new field needs no new column.
 */
export interface RecordKind<S extends v.GenericSchema> {
  readonly schema: S
  readonly columns: readonly string[]
  encode(record: Readonly<v.InferOutput<S>>): SqlValue[]
  /** Throws AppError('project-damaged') where the row cannot be right. */
  decode(row: StoredRow): Readonly<v.InferOutput<S>>
}

/** Of what is stored: from 1, and exact as a double. */
export const storedNumber = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))
export const storedId = storedNumber(1, 2 ** 52)

/** Null for nothing. Keys are sorted, so that equal records are equal text, however they came here. */
export function encodeExtra(rest: Readonly<Record<string, unknown>>): string | null {
  for (const key in rest) if (rest[key] !== undefined) return JSON.stringify(rest, sorted)
  return null
}

export function decodeExtra(text: unknown): Record<string, unknown> | undefined {
  return typeof text === 'string' ? (JSON.parse(text) as Record<string, unknown>) : undefined
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * A stored row as a record. A project may come from anybody: its rows are checked when they are read, and what `extra` says
 * never stands in for a column. What a later version says besides is kept, where the schema is loose. Throws
 * AppError('project-damaged') with what is wrong.
 */
export function sound<S extends v.GenericSchema>(
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
    throw unsound(kind, row, t.records.whatItSaysBesidesIsNo)
  const parsed = v.safeParse(schema, { ...more, ...row })
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const found = issue.received === 'undefined' ? 'missing' : issue.received.slice(0, 60)
  throw unsound(kind, row, t.records.itIsFound(v.getDotPath(issue) ?? t.records.it, found))
}

export function unsound(kind: string, row: StoredRow, what: string): AppError {
  return new AppError('project-damaged', t.records.theProjectHoldsAKind(kind, String(row.id), what))
}

export function withRect({ x, y, w, h, ...row }: StoredRow): StoredRow {
  return { ...row, rect: { x, y, w, h } }
}

export function sameValues(a: readonly SqlValue[], b: readonly SqlValue[]): boolean {
  return a.every((value, i) => sameValue(value, b[i] ?? null))
}

function sameValue(a: SqlValue, b: SqlValue): boolean {
  if (!(a instanceof Uint8Array)) return a === b
  return b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i])
}
