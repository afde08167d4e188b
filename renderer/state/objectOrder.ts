import { origins } from './objectRows'
import type { ObjectRows } from './objectRows'
import type { Origin } from '../../src/records/records'
import type { Pauses } from './pauses'

// Which objects the table shows, and in which order.

/** `place` is the order of reading: strips from top to bottom, each from left to right. */
export type SortColumn = 'place' | 'class' | 'origin' | 'score' | 'size' | 'area' | 'x' | 'y' | 'locked'

export interface Range {
  readonly least: number | undefined
  readonly most: number | undefined
}

export interface ObjectFilter {
  /** Ids of classes; empty for all. */
  readonly classes: ReadonlySet<number>
  readonly origin: Origin | 'all'
  /** Of the longer side, in image pixels. */
  readonly size: Range
  /** In square pixels. */
  readonly area: Range
  /** Part of an attribute's value. */
  readonly text: string
}

const any: Range = { least: undefined, most: undefined }
export const noFilter: ObjectFilter = { classes: new Set(), origin: 'all', size: any, area: any, text: '' }

export function isFiltered({ classes, origin, size, area, text }: ObjectFilter): boolean {
  const ranges = [size, area].some(({ least, most }) => least !== undefined || most !== undefined)
  return ranges || classes.size > 0 || origin !== 'all' || text.trim() !== ''
}

/** u32: the rows that pass; `says` answers whether a row's attributes hold a text. */
export async function filtered(
  rows: ObjectRows,
  filter: ObjectFilter,
  says: (id: number, text: string) => boolean,
  pauses: Pauses,
): Promise<Uint32Array<ArrayBuffer>> {
  const { of, dead, ids, count } = rows
  const kept = new Uint32Array(count)
  const text = filter.text.trim().toLowerCase()
  const origin = filter.origin === 'all' ? -1 : origins.indexOf(filter.origin)
  const within = (value: number, { least, most }: Range) =>
    value >= (least ?? -Infinity) && value <= (most ?? Infinity)
  let length = 0
  for (let row = 0; row < count; row++) {
    if ((row & 1023) === 0 && pauses.over) await pauses.rest()
    if (dead[row]) continue
    if (filter.classes.size > 0 && !filter.classes.has(of.class[row] ?? 0)) continue
    if (origin >= 0 && of.origin[row] !== origin) continue
    if (!within(Math.max(of.w[row] ?? 0, of.h[row] ?? 0), filter.size)) continue
    if (!within(of.area[row] ?? 0, filter.area)) continue
    if (text && !says(ids[row] ?? 0, text)) continue
    kept[length++] = row
  }
  return kept.slice(0, length)
}

export interface Sort {
  readonly column: SortColumn
  readonly down: boolean
}

/** Number by which a row is sorted. `classPlace`: the class's place in the list of classes. */
function keyOf(
  { of }: ObjectRows,
  column: SortColumn,
  classPlace: (id: number) => number,
  lineHeight: number,
): (row: number) => number {
  const at = (values: ArrayLike<number>) => (row: number) => values[row] as number
  switch (column) {
    case 'class':
      return (row) => classPlace(of.class[row] as number)
    case 'score':
      // Those without a score below all others.
      return (row) => (Number.isNaN(of.score[row]) ? -1 : (of.score[row] as number))
    case 'size':
      return (row) => Math.max(of.w[row] as number, of.h[row] as number)
    case 'place':
      return (row) => {
        const middle = Math.floor(((of.y[row] as number) + (of.h[row] as number) / 2) / lineHeight)
        // 2^20: more than any picture is wide.
        return middle * 1048576 + (of.x[row] as number) + (of.w[row] as number) / 2
      }
    default:
      return at(of[column])
  }
}

interface SortSetting extends Sort {
  readonly classPlace: (id: number) => number
  /** Of a line of reading, in image pixels. */
  readonly lineHeight: number
}

/** The rows in order; equal ones stay as they stand. */
export async function sorted(
  rows: ObjectRows,
  order: Uint32Array,
  { column, down, classPlace, lineHeight }: SortSetting,
  pauses: Pauses,
): Promise<Uint32Array<ArrayBuffer>> {
  const key = keyOf(rows, column, classPlace, lineHeight)
  const values = new Float64Array(order.length)
  for (let i = 0; i < order.length; i++) {
    if ((i & 1023) === 0 && pauses.over) await pauses.rest()
    // −0 and 0 are the same.
    values[i] = key(order[i] as number) + 0
  }
  return radixSorted(values, order, down, pauses)
}

/**
 * Least-significant-digit radix sort of float64 keys by 16 bits at a time (Knuth, TAOCP 3, 5.2.5). The bits of a float
 * sort like a number once those of negative ones are flipped. Digits that all keys share cost one count.
 */
async function radixSorted(
  values: Float64Array,
  order: Uint32Array,
  down: boolean,
  pauses: Pauses,
): Promise<Uint32Array<ArrayBuffer>> {
  const n = order.length
  const bits = new Uint32Array(values.buffer)
  for (let i = 0; i < n; i++) {
    const negative = ((bits[2 * i + 1] as number) & 0x80000000) !== 0
    const [low, high] = negative ? [0xffffffff, 0xffffffff] : [0, 0x80000000]
    const flip = down ? 0xffffffff : 0
    bits[2 * i] = (bits[2 * i] as number) ^ low ^ flip
    bits[2 * i + 1] = (bits[2 * i + 1] as number) ^ high ^ flip
    if ((i & 1023) === 0 && pauses.over) await pauses.rest()
  }
  // `at` holds places in `order`; the keys stay where they are.
  let at = new Uint32Array(n)
  for (let i = 0; i < n; i++) at[i] = i
  let spare = new Uint32Array(n)
  const digits = new Uint16Array(values.buffer)
  const starts = new Uint32Array(65536)
  for (let digit = 0; digit < 4; digit++) {
    starts.fill(0)
    for (let i = 0; i < n; i++) {
      const d = digits[4 * i + digit] as number
      starts[d] = (starts[d] as number) + 1
      if ((i & 4095) === 0 && pauses.over) await pauses.rest()
    }
    if (starts[digits[digit] ?? 0] === n) continue
    for (let d = 0, sum = 0; d < 65536; d++) {
      const here = starts[d] as number
      starts[d] = sum
      sum += here
    }
    for (let i = 0; i < n; i++) {
      const from = at[i] as number
      const d = digits[4 * from + digit] as number
      const to = starts[d] as number
      spare[to] = from
      starts[d] = to + 1
      if ((i & 1023) === 0 && pauses.over) await pauses.rest()
    }
    ;[at, spare] = [spare, at]
  }
  for (let i = 0; i < n; i++) spare[i] = order[at[i] as number] as number
  return spare
}
