import type { ImageId, ObjectRecord } from '../document/records'
import { encodeExtra, originNumber, rowCodecs } from './rows'
import { encodeShape } from './shapeBlob'

/**
 * Objects of one image by columns: a million cross a process border as a few blocks of bytes, not as a million records.
 * `ids` is empty for objects that are still to get theirs.
 */
export interface PackedObjects {
  readonly image: ImageId
  readonly count: number
  /** f64 [N], ascending */
  readonly ids: Float64Array
  /** u32 [N]: ids of classes */
  readonly classes: Uint32Array
  /** u8 [N]: as numbered in the project's file */
  readonly origins: Uint8Array
  /** f64 [N]; NaN for none. Empty where no object has a score. */
  readonly scores: Float64Array
  /** Shapes as they are stored, one after the other; object i owns bytes offsets[i]..offsets[i + 1]. */
  readonly shapes: Uint8Array
  /** u32 [N + 1] */
  readonly offsets: Uint32Array
  /** What else is said of the few objects of which something is: number in this block, JSON. */
  readonly extra: readonly (readonly [number, string])[]
}

/** One object's columns, as the project's file has them. */
export interface PackedRow {
  readonly id: number
  readonly class: number
  readonly origin: number
  readonly score: number | null
  readonly shape: Uint8Array
  readonly extra: string | null
}

export function packRows(image: ImageId, rows: readonly PackedRow[]): PackedObjects {
  const count = rows.length
  const offsets = new Uint32Array(count + 1)
  for (let i = 0; i < count; i++)
    offsets[i + 1] = (offsets[i] as number) + (rows[i] as PackedRow).shape.length
  const ids = new Float64Array(count)
  const [classes, origins] = [new Uint32Array(count), new Uint8Array(count)]
  const scores = new Float64Array(rows.some((row) => row.score !== null) ? count : 0)
  const shapes = new Uint8Array(offsets[count] as number)
  const extra: [number, string][] = []
  rows.forEach((row, i) => {
    ids[i] = row.id
    classes[i] = row.class
    origins[i] = row.origin
    if (scores.length > 0) scores[i] = row.score ?? NaN
    shapes.set(row.shape, offsets[i])
    if (row.extra !== null) extra.push([i, row.extra])
  })
  return { image, count, ids, classes, origins, scores, shapes, offsets, extra }
}

export function packObjects(image: ImageId, objects: readonly Omit<ObjectRecord, 'image'>[]): PackedObjects {
  const rows = objects.map(({ id, class: c, shape, origin, score, ...rest }) => {
    const { image: _, ...more } = rest as Partial<ObjectRecord>
    return {
      id,
      class: c,
      origin: originNumber(origin),
      score: score ?? null,
      shape: encodeShape(shape),
      extra: encodeExtra(more),
    }
  })
  return packRows(image, rows)
}

export function unpackObjects(packed: PackedObjects): ObjectRecord[] {
  const { image, count, ids, classes, origins, scores, shapes, offsets } = packed
  const extra = new Map(packed.extra)
  return Array.from({ length: count }, (_, i) => {
    const score = scores[i]
    return rowCodecs.objects.decode({
      id: ids[i],
      image,
      class: classes[i],
      shape: shapes.subarray(offsets[i], offsets[i + 1]),
      origin: origins[i],
      score: score === undefined || Number.isNaN(score) ? null : score,
      extra: extra.get(i) ?? null,
    })
  })
}
