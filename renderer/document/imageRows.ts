import type { Change } from '../../src/document/edit'
import { bounds } from '../../src/records/records'
import type { CheckedArea, ObjectRecord, Rejection } from '../../src/records/records'
import { SpatialIndex } from '../../src/document/spatialIndex'
import type { CommandOut } from '../../src/ipc/contract'
import type { ObjectBlock } from '../../src/records/objectBlock'
import type { PackedObjects } from '../../src/records/packedObjects'
import { ObjectMap } from './objectMap'

/** Objects that were loaded, with their bounds: f64 [N, 4] of x, y, width, height. */
export interface ArrivedObjects {
  readonly block: ObjectBlock
  readonly rects: Float64Array
}

/** The rows of one image, with what is asked of them all the time: where they lie, and how many of a class. */
export class ImageRows {
  readonly objects = new ObjectMap()
  readonly checked: Map<number, CheckedArea>
  readonly rejections: Map<number, Rejection>
  /** Objects by class id. */
  readonly classCounts = new Map<number, number>()
  index = new SpatialIndex()
  /** So much changes that the index is made anew afterwards. */
  private bulk = false

  constructor(
    /** None for no image. */
    private readonly image: number | undefined,
    rows: CommandOut<'document.open'> | null,
  ) {
    this.checked = new Map(rows?.checked.map((row) => [row.id, row]))
    this.rejections = new Map(rows?.rejections.map((row) => [row.id, row]))
    if (rows) this.takeIn(rows.objects, null)
  }

  /** Adds objects that are loaded, but for those that are known better here. */
  takeIn(objects: PackedObjects, except: ReadonlySet<number> | null): ArrivedObjects {
    const block = this.objects.append(objects, except)
    const rects = block.rects()
    this.index.appendRects(block.ids, rects, (row) => block.isGone(row))
    for (const [classId, count] of block.classCounts()) this.count(classId, count)
    return { block, rects }
  }

  /** Runs what applies so many changes; for a large part of the rows, one new index is cheaper than many changes of it. */
  inBulk<T>(count: number, work: () => T): T {
    this.bulk = count > 1000 && count > this.objects.size / 4
    try {
      return work()
    } finally {
      if (this.bulk) this.index = indexOf(this.objects)
      this.bulk = false
    }
  }

  /** The row that a change concerns; undefined for one of another image, or of images or classes. */
  apply(change: Change): ObjectRecord | CheckedArea | Rejection | undefined {
    if (change.table === 'classes' || change.table === 'images') return undefined
    const row = change.after ?? change.before
    if (!row || row.image !== this.image) return undefined
    if (change.table === 'objects') this.applyObject(row.id, change.after)
    else if (change.table === 'checked') put(this.checked, row.id, change.after)
    else put(this.rejections, row.id, change.after)
    return row
  }

  private applyObject(id: number, after: ObjectRecord | null): void {
    const classId = this.objects.takeOut(id)
    if (classId !== undefined) {
      this.count(classId, -1)
      if (!this.bulk) this.index.remove(id)
    }
    if (!after) return
    this.count(after.class, 1)
    this.objects.set(id, after)
    if (!this.bulk) this.index.add(id, bounds(after.shape))
  }

  private count(classId: number, by: number): void {
    this.classCounts.set(classId, (this.classCounts.get(classId) ?? 0) + by)
  }
}

function indexOf(objects: ObjectMap): SpatialIndex {
  const index = new SpatialIndex()
  for (const block of objects.blocks) index.appendRects(block.ids, block.rects(), (row) => block.isGone(row))
  index.append(objects.outsideBlocks.values())
  return index
}

function put<T>(rows: Map<number, T>, id: number, row: T | null): void {
  if (row) rows.set(id, row)
  else rows.delete(id)
}
