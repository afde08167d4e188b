import { fieldTypes } from '../reading/tiff/tiffTags'

/**
 * A directory entry to be written. Type 2 is text, 3, 4 and 16 are whole numbers of 2, 4 and 8 bytes, 5 fractions of a numerator and a
 * denominator each, 7 is bytes, 12 is floating point.
 */
export interface Entry {
  readonly tag: number
  readonly type: 2 | 3 | 4 | 5 | 7 | 12 | 16
  readonly values: ArrayLike<number>
}

export const bigTiffHeaderBytes = 16

/** The first 16 bytes of a little-endian BigTIFF; `directory` 0 stands for one that is not finished. */
export function bigTiffHeader(directory: number): Uint8Array {
  const bytes = new Uint8Array(bigTiffHeaderBytes)
  const view = new DataView(bytes.buffer)
  bytes.set([0x49, 0x49])
  view.setUint16(2, 43, true)
  view.setUint16(4, 8, true)
  view.setBigUint64(8, BigInt(directory), true)
  return bytes
}

export function nullTerminated(value: string): ArrayLike<number> {
  return new TextEncoder().encode(`${value}\0`)
}

/** Chained directories as they stand from byte `at` of a BigTIFF on; `at` must be even. Entries may come in any order. */
export function bigTiffDirectories(at: number, pages: readonly (readonly Entry[])[]): Uint8Array {
  const sizes = pages.map(
    (entries) => 8 + 20 * entries.length + 8 + entries.reduce((sum, e) => sum + outside(e), 0),
  )
  const bytes = new Uint8Array(sizes.reduce((a, b) => a + b, 0))
  let start = 0
  pages.forEach((entries, i) => {
    const size = sizes[i] as number
    const next = i + 1 < pages.length ? at + start + size : 0
    writeDirectory(new DataView(bytes.buffer, start), at + start, entries, next)
    start += size
  })
  return bytes
}

/** One directory at the beginning of `view`, which is byte `at` of the file. */
function writeDirectory(view: DataView, at: number, entries: readonly Entry[], next: number): void {
  view.setBigUint64(0, BigInt(entries.length), true)
  let free = 8 + 20 * entries.length + 8
  const ordered = [...entries].sort((a, b) => a.tag - b.tag)
  for (const [i, entry] of ordered.entries()) {
    const p = 8 + 20 * i
    view.setUint16(p, entry.tag, true)
    view.setUint16(p + 2, entry.type, true)
    view.setBigUint64(p + 4, BigInt(countOf(entry)), true)
    const away = outside(entry)
    if (away) view.setBigUint64(p + 12, BigInt(at + free), true)
    writeValues(view, away ? free : p + 12, entry)
    free += away
  }
  view.setBigUint64(8 + 20 * entries.length, BigInt(next), true)
}

const isFraction = ({ type }: Pick<Entry, 'type'>) => type === 5
const countOf = (entry: Entry) => entry.values.length / (isFraction(entry) ? 2 : 1)

/** Bytes of a value that does not fit its entry, to a multiple of 8. */
function outside(entry: Entry): number {
  const length = (fieldTypes[entry.type]?.size ?? 1) * countOf(entry)
  return length <= 8 ? 0 : Math.ceil(length / 8) * 8
}

function writeValues(view: DataView, at: number, { type, values }: Entry): void {
  const size = isFraction({ type }) ? 4 : (fieldTypes[type]?.size ?? 1)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    const p = at + i * size
    if (type === 12) view.setFloat64(p, value, true)
    else if (size === 1) view.setUint8(p, value)
    else if (size === 2) view.setUint16(p, value, true)
    else if (size === 4) view.setUint32(p, value, true)
    else view.setBigUint64(p, BigInt(value), true)
  }
}
