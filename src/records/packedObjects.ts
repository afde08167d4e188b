import { bounds, type ImageId, type ObjectRecord, type Shape } from './records'
import { NumberList } from './numberList'
import { originNumber } from './object'
import { encodeExtra } from './row'
import { copyBytes, ShapeBytes, shapeAt, simpleBounds } from './shapeBlob'

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

/** Packs objects of one image as they come, so that there need be no list of them. */
export class ObjectPacker {
  private readonly shapes = new ShapeBytes()
  private readonly offsets = new NumberList(Uint32Array)
  private readonly ids = new NumberList(Float64Array)
  private readonly classes = new NumberList(Uint32Array)
  private readonly origins = new NumberList(Uint8Array)
  private readonly scores = new Map<number, number>()
  private extra: [number, string][] = []

  constructor() {
    this.offsets.push(0)
  }

  get count(): number {
    return this.ids.length
  }

  /** Of its shapes. */
  get bytes(): number {
    return this.shapes.length
  }

  add({ id, class: c, shape, origin, score, ...rest }: Omit<ObjectRecord, 'image'>): void {
    const { image: _, ...more } = rest as Partial<ObjectRecord>
    const extra = encodeExtra(more)
    this.shapes.add(shape)
    if (extra !== null) this.extra.push([this.count, extra])
    if (score !== undefined) this.scores.set(this.count, score)
    this.offsets.push(this.shapes.length)
    this.classes.push(c)
    this.origins.push(originNumber(origin))
    this.ids.push(id)
  }

  /** The same of one that is no more than a class and a shape, which lies from `start` to `end` of `view`. */
  addStored(
    { class: c, origin }: Pick<ObjectRecord, 'class' | 'origin'>,
    view: DataView,
    start: number,
    end: number,
  ): void {
    this.shapes.addStored(view, start, end)
    this.offsets.push(this.shapes.length)
    this.classes.push(c)
    this.origins.push(originNumber(origin))
    this.ids.push(0)
  }

  /** Begins anew, in the same memory. */
  clear(): void {
    this.shapes.length = this.ids.length = this.classes.length = this.origins.length = 0
    this.offsets.length = 1
    this.extra = []
    this.scores.clear()
  }

  /** `shared`: its shapes lie in the packer's own memory, for who makes others of them at once. */
  packed(image: ImageId, { shared = false } = {}): PackedObjects {
    const { count } = this
    const scores = new Float64Array(this.scores.size > 0 ? count : 0).fill(NaN)
    for (const [i, score] of this.scores) scores[i] = score
    return {
      image,
      count,
      ids: this.ids.array(),
      classes: this.classes.array(),
      origins: this.origins.array(),
      scores,
      shapes: this.shapes.bytes[shared ? 'subarray' : 'slice'](0, this.shapes.length),
      offsets: this.offsets.array(),
      extra: this.extra,
    }
  }
}

export function packObjects(image: ImageId, objects: readonly Omit<ObjectRecord, 'image'>[]): PackedObjects {
  const packer = new ObjectPacker()
  for (const object of objects) packer.add(object)
  return packer.packed(image)
}

/** The shapes of a block one after the other. */
export function* unpackShapes({ count, shapes, offsets }: PackedObjects): Generator<Shape, void> {
  const view = new DataView(shapes.buffer, shapes.byteOffset, shapes.byteLength)
  for (let i = 0; i < count; i++) yield shapeAt(view, offsets[i] as number, offsets[i + 1] as number)
}

/** The bounds of all rows: f64 [N, 4] of x, y, width, height. */
export function rectsOf({ count, shapes, offsets }: PackedObjects): Float64Array {
  const view = new DataView(shapes.buffer, shapes.byteOffset, shapes.byteLength)
  const rects = new Float64Array(count * 4)
  for (let row = 0; row < count; row++) {
    const [start, end] = [offsets[row] as number, offsets[row + 1] as number]
    if (simpleBounds(view, start, end, rects, row * 4)) continue
    const { x, y, w, h } = bounds(shapeAt(view, start, end))
    rects.set([x, y, w, h], row * 4)
  }
  return rects
}

/** Objects in another order: `order[i]` is the number that the i-th has now. */
export function reordered(packed: PackedObjects, order: Uint32Array): PackedObjects {
  const shapes = new Uint8Array(packed.shapes.length)
  const offsets = new Uint32Array(order.length + 1)
  const place = new Uint32Array(order.length)
  for (let i = 0, to = 0; i < order.length; i++) {
    const from = order[i] as number
    const start = packed.offsets[from] as number
    const end = packed.offsets[from + 1] as number
    copyBytes(packed.shapes, start, end, shapes, to)
    offsets[i + 1] = to += end - start
    place[from] = i
  }
  const placed = <T extends Float64Array | Uint32Array | Uint8Array>(values: T, into: T): T => {
    for (let i = 0; i < into.length; i++) into[i] = values[order[i] as number] as number
    return into
  }
  const { ids, classes, origins, scores } = packed
  return {
    ...packed,
    ids: placed(ids, new Float64Array(order.length)),
    classes: placed(classes, new Uint32Array(order.length)),
    origins: placed(origins, new Uint8Array(order.length)),
    scores: placed(scores, new Float64Array(scores.length > 0 ? order.length : 0)),
    shapes,
    offsets,
    extra: packed.extra.map(([from, text]) => [place[from] as number, text]),
  }
}

/** The objects `from` to `to` of a block, in memory of their own. */
export function rowsOf(packed: PackedObjects, from: number, to: number): PackedObjects {
  const { image, ids, classes, origins, scores, shapes, offsets, extra } = packed
  const [start, end] = [offsets[from] as number, offsets[to] as number]
  return {
    image,
    count: to - from,
    ids: ids.slice(from, to),
    classes: classes.slice(from, to),
    origins: origins.slice(from, to),
    scores: scores.slice(from, to),
    shapes: shapes.slice(start, end),
    offsets: movedBack(offsets.slice(from, to + 1), start),
    extra: extra.flatMap(([row, text]) => (row >= from && row < to ? [[row - from, text] as const] : [])),
  }
}

function movedBack(offsets: Uint32Array, by: number): Uint32Array {
  for (let i = 0; i < offsets.length; i++) offsets[i]! -= by
  return offsets
}

/** Several blocks of one image as one; at least one. */
export function joinedObjects(blocks: readonly PackedObjects[]): PackedObjects {
  const [first] = blocks
  if (!first || blocks.length === 1) return first as PackedObjects
  const count = blocks.reduce((sum, block) => sum + block.count, 0)
  const scored = blocks.some(({ scores }) => scores.length > 0)
  const joined = {
    image: first.image,
    count,
    ids: new Float64Array(count),
    classes: new Uint32Array(count),
    origins: new Uint8Array(count),
    scores: new Float64Array(scored ? count : 0).fill(NaN),
    shapes: new Uint8Array(blocks.reduce((sum, { shapes }) => sum + shapes.length, 0)),
    offsets: new Uint32Array(count + 1),
    extra: [] as (readonly [number, string])[],
  }
  let [row, byte] = [0, 0]
  for (const block of blocks) {
    joined.ids.set(block.ids, row)
    joined.classes.set(block.classes, row)
    joined.origins.set(block.origins, row)
    if (scored) joined.scores.set(block.scores, row)
    joined.shapes.set(block.shapes, byte)
    for (let i = 1; i <= block.count; i++) joined.offsets[row + i] = byte + (block.offsets[i] as number)
    for (const [number, text] of block.extra) joined.extra.push([row + number, text])
    row += block.count
    byte += block.shapes.length
  }
  return joined
}
