import type { ObjectRecord } from '../../src/records/records'
import { quote } from '../../src/base/csv'
import { origins } from './objectRows'
import type { ObjectRows } from './objectRows'
import type { Pauses } from './pauses'

const head = ['id', 'class', 'origin', 'score', 'x', 'y', 'width', 'height', 'area', 'locked']

interface CsvSource {
  readonly rows: ObjectRows
  readonly objects: ReadonlyMap<number, ObjectRecord>
  readonly classNames: ReadonlyMap<number, string>
}

/** Rows of the table as CSV (RFC 4180), with a column for every attribute that one of them has. */
export async function objectCsv(
  order: Uint32Array,
  { rows, objects, classNames }: CsvSource,
  pauses: Pauses,
): Promise<string> {
  const records = Array.from(order, (row) => objects.get(rows.ids[row] ?? -1))
  const attributes = [...new Set(records.flatMap((record) => Object.keys(record?.attributes ?? {})))].sort()
  const lines = [[...head, ...attributes].map(quote).join(',')]
  const { of } = rows
  for (const [i, row] of order.entries()) {
    if ((i & 255) === 0 && pauses.over) await pauses.rest()
    const score = of.score[row] as number
    const fields = [
      String(rows.ids[row]),
      quote(classNames.get(of.class[row] ?? 0) ?? ''),
      origins[of.origin[row] ?? 0] ?? '',
      Number.isNaN(score) ? '' : exact(score),
      ...[of.x, of.y, of.w, of.h, of.area].map((column) => exact(column[row] as number)),
      of.locked[row] ? '1' : '0',
      ...attributes.map((name) => quote(records[i]?.attributes?.[name] ?? '')),
    ]
    lines.push(fields.join(','))
  }
  return lines.join('\r\n') + '\r\n'
}

/** As many digits as mean something. */
function exact(value: number): string {
  return String(Number(value.toFixed(4)))
}
