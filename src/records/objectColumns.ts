import type { AppError } from '../base/errors'
import type { ImageId } from './records'
import type { PackedObjects } from './packedObjects'

/**
 * A block of objects as one row, each column a run of bytes: shapes one after the other, numbers as text with commas.
 * SQLite joins them in a third of the time that it takes to hand out the rows one by one.
 */
export const blockSql = `SELECT count(*) AS count, max(id) AS last, count(score) + count(extra) AS more,
  CAST(group_concat(id) AS BLOB) AS ids, CAST(group_concat(class) AS BLOB) AS classes,
  CAST(group_concat(origin) AS BLOB) AS origins, CAST(group_concat(length(shape)) AS BLOB) AS lengths,
  CAST(group_concat(shape, '') AS BLOB) AS shapes
  FROM (SELECT id, class, origin, shape, score, extra FROM objects WHERE image = ? AND id > ? ORDER BY id LIMIT ?)`

/** What the shapes of such a block take. */
export const blockBytesSql = `SELECT coalesce(sum(length(shape)), 0)
  FROM (SELECT shape FROM objects WHERE image = ? AND id > ? ORDER BY id LIMIT ?)`

/** What the few objects have of which something is, after an id and up to another. */
export const moreSql = `SELECT id, score, extra FROM objects
  WHERE image = ? AND id > ? AND id <= ? AND (score IS NOT NULL OR extra IS NOT NULL) ORDER BY id`

/** What `blockSql` gives; all but the counts are null for no objects. */
export interface StoredBlock {
  readonly count: number
  readonly last: number | null
  readonly more: number
  readonly ids: Uint8Array | null
  readonly classes: Uint8Array | null
  readonly origins: Uint8Array | null
  readonly lengths: Uint8Array | null
  readonly shapes: Uint8Array | null
}

export interface MoreOfObject {
  readonly id: number
  readonly score: number | null
  readonly extra: string | null
}

/** Throws what `damaged` gives where a column lacks values. */
export function packColumns(
  image: ImageId,
  { count, ids, classes, origins, lengths, shapes }: StoredBlock,
  more: readonly MoreOfObject[],
  damaged: () => AppError,
): PackedObjects {
  const read = <T extends Column>(text: Uint8Array | null, into: T): T => {
    if (numbersIn(text ?? none, into) !== count) throw damaged()
    return into
  }
  const offsets = new Uint32Array(count + 1)
  read(lengths, offsets.subarray(1))
  for (let i = 0; i < count; i++) offsets[i + 1]! += offsets[i] as number
  const packed = {
    image,
    count,
    ids: read(ids, new Float64Array(count)),
    classes: read(classes, new Uint32Array(count)),
    origins: read(origins, new Uint8Array(count)),
    shapes: shapes ?? none,
    offsets,
  }
  if (offsets[count] !== packed.shapes.length) throw damaged()
  return { ...packed, ...unpackMore(packed.ids, more) }
}

type Column = Float64Array | Uint32Array | Uint8Array
const none = new Uint8Array(0)
const [comma, zero] = [44, 48]

/** Whole numbers between commas; returns how many there are, −1 where something else stands there. */
function numbersIn(text: Uint8Array, into: Column): number {
  if (text.length === 0) return 0
  let [count, value] = [0, 0]
  for (let i = 0; i < text.length; i++) {
    const sign = text[i] as number
    const digit = sign - zero
    if (digit >= 0 && digit <= 9) value = value * 10 + digit
    else if (sign !== comma) return -1
    else {
      into[count++] = value
      value = 0
    }
  }
  into[count++] = value
  return count
}

function unpackMore(
  ids: Float64Array,
  more: readonly MoreOfObject[],
): Pick<PackedObjects, 'scores' | 'extra'> {
  const scored = more.some(({ score }) => score !== null)
  const scores = new Float64Array(scored ? ids.length : 0).fill(NaN)
  const extra: [number, string][] = []
  let row = 0
  for (const each of more) {
    while ((ids[row] as number) < each.id) row++
    if (each.score !== null) scores[row] = each.score
    if (each.extra !== null) extra.push([row, each.extra])
  }
  return { scores, extra }
}
