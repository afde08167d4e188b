import { bounds } from '../../../src/records/records'
import type { ObjectRecord, Shape } from '../../../src/records/records'
import { outline } from '../../../src/document/shapes'
import { eachEdge } from '../../../src/geometry/rings'
import type { ObjectBlock } from '../../../src/records/objectBlock'
import { IdRows } from '../../document/idRows'
import { ObjectMap } from '../../document/objectMap'
import type { DocumentChange } from '../../document/openDocument.svelte'
import { flags, InstanceStore, kinds, nearOrder } from './instanceStore'
import type { Instance } from './instanceStore'

// Keeps the GPU's records in step with the document's objects: boxes and points are one record each, all else is one
// per edge of its outline.

/** Entries of the palette by class id; ids beyond it share colours, which takes 1,024 classes made and deleted. */
export const paletteSize = 1024

/** In `slots`: drawn otherwise, or no longer. */
const none = 0xffffffff

export class ObjectInstances {
  readonly boxes = new InstanceStore()
  readonly segments = new InstanceStore()
  /** Boxes and points that came in blocks: the slot of each row. */
  private readonly rows = new IdRows()
  private slots = new Uint32Array(0)
  /** Of all others. */
  private readonly boxSlots = new Map<number, number>()
  private readonly edgeSlots = new Map<number, Uint32Array>()
  /** By flag: ids that have it, or of more sets, may have it. */
  private readonly marked = new Map<number, readonly ReadonlySet<number>[]>()

  reset(objects: ReadonlyMap<number, ObjectRecord>): void {
    this.rows.clear()
    this.boxSlots.clear()
    this.edgeSlots.clear()
    this.marked.clear()
    const packed = objects instanceof ObjectMap
    const boxes: ObjectRecord[] = []
    const others: ObjectRecord[] = []
    for (const object of (packed ? objects.outsideBlocks : objects).values())
      (isSolid(object.shape) ? boxes : others).push(object)
    this.segments.reset([])
    // Neighbours follow each other, so that a view draws few edges that it does not see.
    for (const at of nearOrder(others.map(({ shape }) => bounds(shape))))
      this.addEdges(others[at] as ObjectRecord, 0)
    const slots = this.boxes.reset(boxes.map((object) => boxInstance(object)))
    boxes.forEach((object, i) => this.boxSlots.set(object.id, slots[i] as number))
    if (!packed) return
    for (const block of objects.blocks) this.arrive(block, block.rects())
    this.tidy()
  }

  apply(change: DocumentChange, objects: ReadonlyMap<number, ObjectRecord>): void {
    if (change.kind === 'reset') return this.reset(objects)
    if (change.kind === 'arrived') return this.arrive(change.block, change.rects)
    for (const { table, before, after } of change.changes) {
      if (table !== 'objects') continue
      const id = (after ?? before)?.id
      if (id === undefined) continue
      const held = this.remove(id)
      const object = objects.get(id)
      if (object) this.add(object, held)
    }
  }

  /** Objects in the order of a block, which came after all that are here; `rects`: f64 [N, 4] of their bounds. */
  private arrive(block: ObjectBlock, rects: Float64Array): void {
    const first = this.rows.append(block.ids)
    this.slots = roomFor(this.slots, this.rows.count)
    const { slots } = this
    slots.fill(none, first, this.rows.count)
    const kindOf = (row: number) => {
      const kind = block.isGone(row) ? undefined : block.kindAt(row)
      return kind === 'box' || kind === 'point' ? kinds[kind] : -1
    }
    const paletteOf = (row: number) => block.classAt(row) % paletteSize
    this.boxes.appendRects(rects, { kindOf, paletteOf }, slots, first)
    for (let row = 0; row < block.count; row++)
      if (slots[first + row] === none && !block.isGone(row)) this.addEdges(block.objectAt(row), 0)
  }

  /** After many came in any order: a view draws only what is near it again. */
  tidy(): void {
    const boxes = this.boxes.tidy()
    if (boxes) {
      for (const [id, slot] of this.boxSlots) this.boxSlots.set(id, boxes[slot] as number)
      const { slots } = this
      for (let row = 0; row < this.rows.count; row++)
        if (slots[row] !== none) slots[row] = boxes[slots[row] as number] as number
    }
    const edges = this.segments.tidy()
    if (!edges) return
    for (const slots of this.edgeSlots.values())
      slots.forEach((slot, i) => (slots[i] = edges[slot] as number))
  }

  /** Gives exactly these ids the flag `bit`, and takes it from those that had it by the last call. */
  mark(bit: number, ids: ReadonlySet<number>): void {
    const steps = this.marking(bit, ids)
    while (!steps.next().done);
  }

  /** Marks in small steps. What is begun and not ended may be followed by another one, which cleans up. */
  *marking(bit: number, ids: ReadonlySet<number>): Generator<void, void> {
    const before = this.marked.get(bit) ?? []
    const sure = before.length === 1 ? before[0] : undefined
    this.marked.set(bit, [...before, ids])
    let steps = 0
    for (const set of before) {
      for (const id of set) {
        if (!ids.has(id)) this.flag(id, ~bit, 0)
        if ((++steps & 1023) === 0) yield
      }
    }
    for (const id of ids) {
      if (!sure?.has(id)) this.flag(id, ~0, bit)
      if ((++steps & 1023) === 0) yield
    }
    this.marked.set(bit, [ids])
  }

  private flag(id: number, keep: number, set: number): void {
    const slot = this.slotOf(id)
    if (slot !== undefined) this.boxes.setFlags(slot, (this.boxes.getFlags(slot) & keep) | set)
    else
      for (const edge of this.edgeSlots.get(id) ?? [])
        this.segments.setFlags(edge, (this.segments.getFlags(edge) & keep) | set)
  }

  /** The slot of a box or point. */
  private slotOf(id: number): number | undefined {
    const slot = this.boxSlots.get(id)
    if (slot !== undefined) return slot
    const row = this.rows.rowOf(id)
    return row < 0 || this.slots[row] === none ? undefined : this.slots[row]
  }

  private add(object: ObjectRecord, flagBits: number): void {
    if (isSolid(object.shape)) this.boxSlots.set(object.id, this.boxes.add(boxInstance(object), flagBits))
    else this.addEdges(object, flagBits)
  }

  private addEdges(object: ObjectRecord, flagBits: number): void {
    const palette = object.class % paletteSize
    const slots = edgesOf(object.shape).map(([x, y, w, h]) =>
      this.segments.add({ x, y, w, h, kind: kinds.segment, palette }, flagBits),
    )
    this.edgeSlots.set(object.id, Uint32Array.from(slots))
  }

  /** The flags that the object had. */
  private remove(id: number): number {
    let held = 0
    const slot = this.slotOf(id)
    if (slot !== undefined) {
      held = this.boxes.getFlags(slot)
      this.boxes.remove(slot)
      if (!this.boxSlots.delete(id)) this.slots[this.rows.rowOf(id)] = none
    }
    for (const edge of this.edgeSlots.get(id) ?? []) {
      held = this.segments.getFlags(edge)
      this.segments.remove(edge)
    }
    this.edgeSlots.delete(id)
    return held & ~flags.dead
  }
}

/** At least so many numbers, the ones that are there first. */
function roomFor(slots: Uint32Array<ArrayBuffer>, count: number): Uint32Array<ArrayBuffer> {
  if (count <= slots.length) return slots
  const larger = new Uint32Array(Math.max(count, slots.length * 2))
  larger.set(slots)
  return larger
}

/** Drawn as one record. */
function isSolid(shape: Shape): shape is Extract<Shape, { kind: 'box' | 'point' }> {
  return shape.kind === 'box' || shape.kind === 'point'
}

function boxInstance(object: ObjectRecord): Instance {
  const shape = object.shape as Extract<Shape, { kind: 'box' | 'point' }>
  const palette = object.class % paletteSize
  if (shape.kind === 'point') return { x: shape.x, y: shape.y, w: 0, h: 0, kind: kinds.point, palette }
  return { x: shape.x, y: shape.y, w: shape.w, h: shape.h, kind: kinds.box, palette }
}

/** The edges of an outline: start and step. */
function edgesOf(shape: Shape): [number, number, number, number][] {
  const edges: [number, number, number, number][] = []
  const add = (ax: number, ay: number, bx: number, by: number) => edges.push([ax, ay, bx - ax, by - ay])
  if (shape.kind === 'polyline') eachEdge(shape.points, false, add)
  else for (const ring of outline(shape)) eachEdge(ring, true, add)
  return edges
}
