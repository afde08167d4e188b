import { says } from '../messages/says/says'
// Tables of dBASE III, as they stand beside shapefiles (dBASE Table File Format).

export interface DbfColumn {
  /** At most 10 characters of ASCII. */
  readonly name: string
  /** C text, N number. */
  readonly type: 'C' | 'N'
  readonly length: number
  readonly decimals: number
}

const [headBytes, columnBytes, deletedMark] = [32, 32, 0x2a]
/** Bytes that a column of text may hold. */
export const mostText = 254

/** UTF-8; a value that is undefined stays empty. Each text must fit its column. */
export function toDbf(
  columns: readonly DbfColumn[],
  rows: readonly (readonly (string | number | undefined)[])[],
): Uint8Array {
  const length = columns.reduce((sum, column) => sum + column.length, 1)
  const start = headBytes + columnBytes * columns.length + 1
  const bytes = new Uint8Array(start + length * rows.length + 1).fill(0x20, start)
  const view = new DataView(bytes.buffer)
  const text = new TextEncoder()
  // The day of writing is of no use to anybody, and makes two exports differ.
  bytes.set([3, 100, 1, 1])
  view.setUint32(4, rows.length, true)
  view.setUint16(8, start, true)
  view.setUint16(10, length, true)
  columns.forEach(({ name, type, length, decimals }, i) => {
    const at = headBytes + columnBytes * i
    bytes.set(text.encode(name), at)
    bytes.set([type.charCodeAt(0)], at + 11)
    bytes.set([length, decimals], at + 16)
  })
  bytes[start - 1] = 0x0d
  rows.forEach((row, i) => {
    let at = start + length * i + 1
    columns.forEach(({ type, length, decimals }, c) => {
      const value = row[c]
      const written = typeof value === 'number' ? value.toFixed(decimals) : (value ?? '')
      bytes.set(text.encode(type === 'N' ? written.padStart(length) : written).subarray(0, length), at)
      at += length
    })
  })
  bytes[bytes.length - 1] = 0x1a
  return bytes
}

/** What a table holds: texts and numbers by column; null for a row that was deleted. */
export interface DbfTable {
  readonly count: number
  /** What the file says of its encoding (language driver), 0 nothing. */
  readonly language: number
  row(index: number, decoder: { decode(bytes: Uint8Array): string }): Record<string, string | number> | null
}

/** Throws RangeError where it is no table. */
export function openDbf(bytes: Uint8Array): DbfTable {
  if (bytes.length < headBytes) throw new RangeError(says.tables.tooShort)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [count, start, length] = [view.getUint32(4, true), view.getUint16(8, true), view.getUint16(10, true)]
  if (length < 1 || start < headBytes + 1 || start + length * count > bytes.length)
    throw new RangeError(says.tables.moreRowsThanTheFile)
  const columns: { name: string; type: string; at: number; length: number }[] = []
  for (let at = headBytes, from = 1; at + columnBytes <= start && bytes[at] !== 0x0d; at += columnBytes) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 11)).split('\0')[0] as string
    const width = bytes[at + 16] as number
    if (from + width > length) throw new RangeError(says.tables.columnsThatAreWiderThan)
    columns.push({ name, type: String.fromCharCode(bytes[at + 11] as number), at: from, length: width })
    from += width
  }
  return {
    count,
    language: bytes[29] as number,
    row(index, decoder) {
      const from = start + length * index
      if (bytes[from] === deletedMark) return null
      const values: [string, string | number][] = []
      for (const { name, type, at, length: width } of columns) {
        const text = decoder.decode(bytes.subarray(from + at, from + at + width)).replace(/[\0 ]+$/, '')
        const isNumber = type === 'N' || type === 'F'
        const value = isNumber ? Number(text.trim()) : text
        if (text.trim() !== '' && !Number.isNaN(value)) values.push([name, value])
      }
      return Object.fromEntries(values)
    },
  }
}
