import type { ObjectRecord, Origin, Shape } from './records'
import { rectsOf, type PackedObjects } from './packedObjects'
import { objectOf, originOf } from './object'
import { kindAt, shapeAt } from './shapeBlob'

/** A block of packed objects, of which single ones are read without making records of the others. */
export class ObjectBlock {
  readonly ids: Float64Array
  readonly count: number
  private readonly view: DataView
  private readonly extra: ReadonlyMap<number, string> | undefined
  /** u8 [N]: 1 where a row no longer counts; none for a block of which all do. */
  private gone: Uint8Array | null = null

  constructor(private readonly packed: PackedObjects) {
    const { shapes, extra } = packed
    this.ids = packed.ids
    this.count = packed.count
    this.view = new DataView(shapes.buffer, shapes.byteOffset, shapes.byteLength)
    this.extra = extra.length > 0 ? new Map(extra) : undefined
  }

  isGone(row: number): boolean {
    return this.gone !== null && this.gone[row] === 1
  }

  /** From now on the row does not count. */
  drop(row: number): void {
    this.gone ??= new Uint8Array(this.count)
    this.gone[row] = 1
  }

  objectAt(row: number): ObjectRecord {
    const { image, classes, origins, scores } = this.packed
    const score = scores.length > 0 ? (scores[row] as number) : NaN
    const known = {
      id: this.ids[row] as number,
      image,
      class: classes[row] as number,
      shape: this.shapeAt(row),
      origin: origins[row] as number,
      score: Number.isNaN(score) ? undefined : score,
    }
    return objectOf(known, this.extra?.get(row))
  }

  classAt(row: number): number {
    return this.packed.classes[row] as number
  }

  originAt(row: number): Origin {
    return originOf(this.packed.origins[row] as number)
  }

  /** Whether more is said of it than its shape, class and origin. */
  says(row: number): boolean {
    const { scores } = this.packed
    return (scores.length > 0 && !Number.isNaN(scores[row])) || (this.extra?.has(row) ?? false)
  }

  /** How many rows count, by class id. */
  classCounts(): Map<number, number> {
    const counts = new Map<number, number>()
    let [last, run] = [0, 0]
    const close = () => run > 0 && counts.set(last, (counts.get(last) ?? 0) + run)
    for (let row = 0; row < this.count; row++) {
      if (this.isGone(row)) continue
      const classId = this.classAt(row)
      if (classId !== last) {
        close()
        last = classId
        run = 0
      }
      run++
    }
    close()
    return counts
  }

  kindAt(row: number): Shape['kind'] {
    return kindAt(this.view, this.packed.offsets[row] as number)
  }

  shapeAt(row: number): Shape {
    const { offsets } = this.packed
    return shapeAt(this.view, offsets[row] as number, offsets[row + 1] as number)
  }

  /** The bounds of all rows: f64 [N, 4] of x, y, width, height. */
  rects(): Float64Array {
    return rectsOf(this.packed)
  }
}

export function unpackObjects(packed: PackedObjects): ObjectRecord[] {
  const block = new ObjectBlock(packed)
  const objects: ObjectRecord[] = []
  for (let row = 0; row < block.count; row++) objects.push(block.objectAt(row))
  return objects
}
