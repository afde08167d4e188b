import { sortedIndexOf } from '../../src/base/bisect'
import type { Change } from '../../src/document/edit'
import { bounds } from '../../src/records/records'
import type { ObjectRecord, Origin } from '../../src/records/records'
import { shapeArea } from '../../src/document/shapes'
import type { ObjectBlock } from '../../src/records/objectBlock'
import { ObjectMap } from '../document/objectMap'
import type { Pauses } from './pauses'

export const origins: readonly Origin[] = ['human', 'import', 'model']

/** Numbers of one object by which the table sorts and filters. */
const columns = {
  class: Uint32Array,
  /** Place in `origins`. */
  origin: Uint8Array,
  /** NaN for none. */
  score: Float32Array,
  x: Float32Array,
  y: Float32Array,
  w: Float32Array,
  h: Float32Array,
  area: Float64Array,
  locked: Uint8Array,
} as const
type Columns = { -readonly [C in keyof typeof columns]: InstanceType<(typeof columns)[C]> }

/**
 * The objects of an image by columns, in order of id: sorting a million takes tenths of a second so, where records would
 * take seconds. Deleted ones stay as dead rows until their id comes back by undo.
 */
export class ObjectRows {
  count = 0
  ids = new Float64Array(0)
  dead = new Uint8Array(0)
  readonly of: Columns = fresh(0)

  /** All objects of an image; with pauses for other work. */
  static async build(objects: ReadonlyMap<number, ObjectRecord>, pauses: Pauses): Promise<ObjectRows> {
    const rows = new ObjectRows()
    rows.grow(objects.size)
    const packed = objects instanceof ObjectMap
    const others = packed ? objects.outsideBlocks : objects
    // Plain loops: an iterator makes an object for each of a million rows.
    const ids = await rising(others, pauses)
    let next = 0
    const putUpTo = async (id: number) => {
      for (; next < ids.length && (ids[next] as number) < id; next++) {
        const object = others.get(ids[next] as number)
        // It may be deleted while others have their turn; the caller hears of that and comes again.
        if (object) rows.put(rows.room(), object)
        if ((next & 127) === 0 && pauses.over) await pauses.rest()
      }
    }
    for (const block of packed ? objects.blocks : []) {
      const rects = block.rects()
      for (let row = 0; row < block.count; row++) {
        if ((row & 127) === 0 && pauses.over) await pauses.rest()
        if (block.isGone(row)) continue
        if ((ids[next] ?? Infinity) < (block.ids[row] as number)) await putUpTo(block.ids[row] as number)
        rows.putPacked(rows.room(), block, row, rects)
      }
    }
    await putUpTo(Infinity)
    return rows
  }

  /** Keeps up with edits; false when the rows must be built anew. */
  apply(changes: readonly Change[], image: number): boolean {
    for (const { table, before, after } of changes) {
      if (table !== 'objects') continue
      const object = after ?? before
      if (!object || object.image !== image) continue
      const row = this.rowOf(object.id)
      if (!after) {
        if (row >= 0) this.dead[row] = 1
      } else if (row >= 0) this.put(row, after)
      else if (this.count > 0 && after.id < (this.ids[this.count - 1] ?? 0)) return false
      else this.put(this.room(), after)
    }
    return true
  }

  /** −1 for none. */
  rowOf(id: number): number {
    return sortedIndexOf(this.ids, id, this.count)
  }

  rectOf(row: number): { x: number; y: number; w: number; h: number } {
    const { x, y, w, h } = this.of
    return { x: x[row] ?? 0, y: y[row] ?? 0, w: w[row] ?? 0, h: h[row] ?? 0 }
  }

  /** The number of a new row. */
  private room(): number {
    if (this.count === this.ids.length) this.grow(Math.max(64, this.count * 2))
    return this.count++
  }

  /** A packed row, with the bounds of all of its block. */
  private putPacked(row: number, block: ObjectBlock, from: number, rects: Float64Array): void {
    if (block.kindAt(from) !== 'box' || block.says(from)) return this.put(row, block.objectAt(from))
    const { of } = this
    const at = from * 4
    this.ids[row] = block.ids[from] as number
    of.class[row] = block.classAt(from)
    of.origin[row] = origins.indexOf(block.originAt(from))
    of.score[row] = NaN
    of.x[row] = rects[at] as number
    of.y[row] = rects[at + 1] as number
    of.w[row] = rects[at + 2] as number
    of.h[row] = rects[at + 3] as number
    of.area[row] = (rects[at + 2] as number) * (rects[at + 3] as number)
  }

  private put(row: number, object: ObjectRecord): void {
    const rect = bounds(object.shape)
    const { of } = this
    this.ids[row] = object.id
    this.dead[row] = 0
    of.class[row] = object.class
    of.origin[row] = origins.indexOf(object.origin)
    of.score[row] = object.score ?? NaN
    of.x[row] = rect.x
    of.y[row] = rect.y
    of.w[row] = rect.w
    of.h[row] = rect.h
    of.area[row] = shapeArea(object.shape)
    of.locked[row] = object.locked ? 1 : 0
  }

  private grow(capacity: number): void {
    const next = fresh(capacity)
    for (const name of Object.keys(columns) as (keyof Columns)[]) next[name].set(this.of[name])
    Object.assign(this.of, next)
    const [ids, dead] = [new Float64Array(capacity), new Uint8Array(capacity)]
    ids.set(this.ids)
    dead.set(this.dead)
    this.ids = ids
    this.dead = dead
  }
}

function fresh(capacity: number): Columns {
  const entries = Object.entries(columns).map(([name, Column]) => [name, new Column(capacity)])
  return Object.fromEntries(entries) as Columns
}

/**
 * Ids in order. They come from a map whose entries were added with rising ids, but for those that an edit put back at the
 * end: only these are sorted, and merged with the others.
 */
async function rising(objects: ReadonlyMap<number, unknown>, pauses: Pauses): Promise<Float64Array> {
  const inOrder = new Float64Array(objects.size)
  const late: number[] = []
  let count = 0
  let seen = 0
  for (const id of objects.keys()) {
    if (count > 0 && id < (inOrder[count - 1] as number)) late.push(id)
    else if (count < inOrder.length) inOrder[count++] = id
    if ((++seen & 1023) === 0 && pauses.over) await pauses.rest()
  }
  if (late.length === 0) return inOrder.subarray(0, count)
  late.sort((a, b) => a - b)
  const merged = new Float64Array(count + late.length)
  for (let to = 0, from = 0, next = 0; to < merged.length; to++) {
    const takeLate = from >= count || (late[next] ?? Infinity) < (inOrder[from] as number)
    merged[to] = (takeLate ? late[next++] : inOrder[from++]) as number
    if ((to & 1023) === 0 && pauses.over) await pauses.rest()
  }
  return merged
}
