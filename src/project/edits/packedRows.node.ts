import type { PackedObjects } from '../../records/packedObjects'
import type { Sqlite } from '../database/sqlite.node'

/** Bits of the parts of a whole number that says of a row where its shape begins, how many bytes it has, and its class. */
const [lengthBits, classBits] = [15, 16]
const [maxStart, mostLength, maxClass] = [2 ** 22 - 1, 2 ** lengthBits - 1, 2 ** classBits - 1]

const togetherSql = `INSERT INTO objects (id, image, class, shape, origin)
  SELECT ? + key, ?, value & ${maxClass},
    substr(?, (value >> ${lengthBits + classBits}) + 1, (value >> ${classBits}) & ${mostLength}), ?
  FROM json_each(?)`
const oneSql =
  'INSERT INTO objects (id, image, class, shape, origin, score, extra) VALUES (?, ?, ?, ?, ?, ?, ?)'

/** Adds the objects `from` to `to` of a block to their table; the block's first gets the id `first`. */
export function addPackedRows(
  db: Sqlite,
  block: PackedObjects,
  { first, from, to }: { readonly first: number; readonly from: number; readonly to: number },
): void {
  const extra = new Map(block.extra)
  for (let row = from; row < to;) {
    const end = endOfPlain(block, extra, row, to)
    if (end > row) addTogether(db, block, { first, from: row, to: end })
    else addOne(db, block, { row, id: first + row, extra: extra.get(row) })
    row = Math.max(end, row + 1)
  }
}

/** Behind the rows from `from` that can be added together: of one origin, and no more than a class and a shape that is not large. */
function endOfPlain(
  { classes, origins, scores, offsets }: PackedObjects,
  extra: ReadonlyMap<number, string>,
  from: number,
  to: number,
): number {
  const start = offsets[from] as number
  let row = from
  for (; row < to; row++) {
    const [begin, end] = [offsets[row] as number, offsets[row + 1] as number]
    const says = extra.has(row) || (scores.length > 0 && !Number.isNaN(scores[row]))
    if (says || origins[row] !== origins[from] || (classes[row] as number) > maxClass) break
    if (begin - start > maxStart || end - begin > mostLength) break
  }
  return row
}

/** By one statement: each by itself takes two to three times as long. */
function addTogether(
  db: Sqlite,
  { image, classes, origins, shapes, offsets }: PackedObjects,
  { first, from, to }: { readonly first: number; readonly from: number; readonly to: number },
): void {
  const start = offsets[from] as number
  const rows: number[] = []
  for (let row = from; row < to; row++) {
    const [begin, end] = [offsets[row] as number, offsets[row + 1] as number]
    const place = (begin - start) * (mostLength + 1) + end - begin
    rows.push(place * (maxClass + 1) + (classes[row] as number))
  }
  const bytes = shapes.subarray(start, offsets[to])
  db.run(togetherSql, [first + from, image, bytes, origins[from] as number, `[${rows.join()}]`])
}

function addOne(
  db: Sqlite,
  { image, classes, origins, scores, shapes, offsets }: PackedObjects,
  { row, id, extra }: { readonly row: number; readonly id: number; readonly extra: string | undefined },
): void {
  const score = scores[row]
  db.run(oneSql, [
    id,
    image,
    classes[row] as number,
    shapes.subarray(offsets[row], offsets[row + 1]),
    origins[row] as number,
    score === undefined || Number.isNaN(score) ? null : score,
    extra ?? null,
  ])
}
