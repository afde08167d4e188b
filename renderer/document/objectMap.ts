import { bounds } from '../../src/records/records'
import type { ObjectRecord } from '../../src/records/records'
import { ObjectBlock } from '../../src/records/objectBlock'
import type { PackedObjects } from '../../src/records/packedObjects'
import { IdRows } from './idRows'

/** Records that are kept once somebody asked for them: as many as are in hand or under the pointer. */
const maxMade = 1024

/** An id, a class id and the bounds of an object: x, y, width and height stand in `rects` from `at` on, for this call only. */
export type VisitBounds = (id: number, classId: number, rects: ArrayLike<number>, at: number) => void

/** What others than the document itself may ask. */
export type ShownObjects = ReadonlyMap<number, ObjectRecord> & Pick<ObjectMap, 'ids'>

/**
 * The objects of an image by id, in the order in which they came or were changed last. They stay packed as the project
 * sent them until somebody asks for one: a million records would cost seconds and 200 MB.
 */
export class ObjectMap implements ReadonlyMap<number, ObjectRecord> {
  readonly blocks: ObjectBlock[] = []
  private readonly rows = new IdRows()
  /** Rows of blocks that still count. */
  private packed = 0
  /** What was added or changed here. */
  private readonly changed = new Map<number, ObjectRecord>()
  private readonly made = new Map<number, ObjectRecord>()

  get size(): number {
    return this.packed + this.changed.size
  }

  /** Adds objects with higher ids than came before, but for those that are known better here. */
  append(objects: PackedObjects, except: ReadonlySet<number> | null): ObjectBlock {
    const block = new ObjectBlock(objects)
    const first = this.rows.append(block.ids)
    if (block.count > 0) this.blocks.push(block)
    this.packed += block.count
    for (const id of except ?? []) {
      const row = this.rows.rowOf(id) - first
      if (row >= 0) this.drop(block, row)
    }
    return block
  }

  get(id: number): ObjectRecord | undefined {
    const changed = this.changed.get(id) ?? this.made.get(id)
    if (changed) return changed
    const row = this.rowOf(id)
    if (row < 0) return undefined
    const object = this.make(row)
    if (this.made.size >= maxMade) this.made.clear()
    this.made.set(id, object)
    return object
  }

  /** The records of those ids that are here; of very many, none is kept. */
  recordsOf(ids: ReadonlySet<number>): ObjectRecord[] {
    const few = ids.size <= maxMade
    // A plain loop: a selection may be a million.
    const found: ObjectRecord[] = []
    for (const id of ids) {
      const known = few ? this.get(id) : (this.changed.get(id) ?? this.made.get(id))
      const row = known || few ? -1 : this.rowOf(id)
      if (known) found.push(known)
      else if (row >= 0) found.push(this.make(row))
    }
    return found
  }

  has(id: number): boolean {
    return this.changed.has(id) || this.rowOf(id) >= 0
  }

  set(id: number, object: ObjectRecord): void {
    if (!this.changed.has(id)) this.delete(id)
    this.changed.set(id, object)
  }

  delete(id: number): boolean {
    return this.takeOut(id) !== undefined
  }

  /** Deletes an object, of which it returns the class id; undefined where there is none. */
  takeOut(id: number): number | undefined {
    const changed = this.changed.get(id)
    if (changed) {
      this.changed.delete(id)
      return changed.class
    }
    const row = this.rowOf(id)
    if (row < 0) return undefined
    const [at, place] = this.rows.blockOf(row)
    const block = this.blocks[at] as ObjectBlock
    this.drop(block, place)
    this.made.delete(id)
    return block.classAt(place)
  }

  /** All ids: a million by `keys` would take twice as long. */
  ids(): Set<number> {
    const found = new Set<number>()
    for (const block of this.blocks)
      for (let row = 0; row < block.count; row++) if (!block.isGone(row)) found.add(block.ids[row] as number)
    for (const id of this.changed.keys()) found.add(id)
    return found
  }

  *keys(): Generator<number, undefined> {
    for (const block of this.blocks)
      for (let row = 0; row < block.count; row++) if (!block.isGone(row)) yield block.ids[row] as number
    yield* this.changed.keys()
  }

  /** Records made for the occasion, which nobody keeps. */
  *values(): Generator<ObjectRecord, undefined> {
    for (const block of this.blocks)
      for (let row = 0; row < block.count; row++) if (!block.isGone(row)) yield block.objectAt(row)
    yield* this.changed.values()
  }

  *entries(): Generator<[number, ObjectRecord], undefined> {
    for (const object of this.values()) yield [object.id, object]
  }

  [Symbol.iterator](): Generator<[number, ObjectRecord], undefined> {
    return this.entries()
  }

  forEach(visit: (object: ObjectRecord, id: number, map: ReadonlyMap<number, ObjectRecord>) => void): void {
    for (const object of this.values()) visit(object, object.id, this)
  }

  /** What was added or changed here, and so is in no block. */
  get outsideBlocks(): ReadonlyMap<number, ObjectRecord> {
    return this.changed
  }

  /** The number of the packed row; −1 for none that counts. */
  private rowOf(id: number): number {
    const row = this.rows.rowOf(id)
    if (row < 0) return -1
    const [at, place] = this.rows.blockOf(row)
    return (this.blocks[at] as ObjectBlock).isGone(place) ? -1 : row
  }

  private make(row: number): ObjectRecord {
    const [at, place] = this.rows.blockOf(row)
    return (this.blocks[at] as ObjectBlock).objectAt(place)
  }

  private drop(block: ObjectBlock, row: number): void {
    block.drop(row)
    this.packed--
  }
}

/** Where objects lie, without making a record of each. */
export function eachBounds(objects: ReadonlyMap<number, ObjectRecord>, visit: VisitBounds): void {
  const visitRecords = (records: Iterable<ObjectRecord>) => {
    for (const { id, class: classId, shape } of records) {
      const { x, y, w, h } = bounds(shape)
      visit(id, classId, [x, y, w, h], 0)
    }
  }
  if (!(objects instanceof ObjectMap)) return visitRecords(objects.values())
  for (const block of objects.blocks) eachInBlock(block, block.rects(), visit)
  visitRecords(objects.outsideBlocks.values())
}

/** Visits the objects of one block, whose bounds are known: f64 [N, 4]. */
export function eachInBlock(block: ObjectBlock, rects: Float64Array, visit: VisitBounds): void {
  for (let row = 0, at = 0; row < block.count; row++, at += 4) {
    if (block.isGone(row)) continue
    const [id, classId] = [block.ids[row] as number, block.classAt(row)]
    visit(id, classId, rects, at)
  }
}
