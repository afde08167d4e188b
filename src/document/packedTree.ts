import { bisect } from '../base/bisect'
import type { RingIndex } from '../geometry/ringIndex'
import { zOrder } from '../geometry/zOrder'
import { bounds, type Shape } from '../records/records'

/** Rows of a leaf, and nodes of a node above: a power of two. */
const fanout = 16
const fanoutBits = 4

export interface Edges {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Rows of a tree that is to be: ids, and f64 [N, 4] of left, top, right, bottom. */
export class Rows {
  count = 0
  ids: Float64Array
  corners: Float64Array

  constructor(room = 1024) {
    this.ids = new Float64Array(room)
    this.corners = new Float64Array(room * 4)
  }

  addShape(id: number, shape: Shape): void {
    // Most are boxes, for which nothing needs to be computed.
    const { x, y, w, h } = shape.kind === 'box' ? shape : bounds(shape)
    if (this.count === this.ids.length) this.grow()
    const { corners } = this
    // Not by `add`: numbers that are handed on would each become an object for the collector.
    const at = this.count * 4
    corners[at] = x
    corners[at + 1] = y
    corners[at + 2] = x + w
    corners[at + 3] = y + h
    this.ids[this.count++] = id
  }

  /** The rectangle that begins at `at` in x, y, width, height after each other. */
  addRect(id: number, rects: Float64Array, at: number): void {
    if (this.count === this.ids.length) this.grow()
    const { corners } = this
    const to = this.count * 4
    const [x, y] = [rects[at] as number, rects[at + 1] as number]
    corners[to] = x
    corners[to + 1] = y
    corners[to + 2] = x + (rects[at + 2] as number)
    corners[to + 3] = y + (rects[at + 3] as number)
    this.ids[this.count++] = id
  }

  add(id: number, left: number, top: number, right: number, bottom: number): void {
    if (this.count === this.ids.length) this.grow()
    const { corners } = this
    const at = this.count * 4
    corners[at] = left
    corners[at + 1] = top
    corners[at + 2] = right
    corners[at + 3] = bottom
    this.ids[this.count++] = id
  }

  private grow(): void {
    const room = Math.max(1024, this.count * 2)
    const [ids, corners] = [new Float64Array(room), new Float64Array(room * 4)]
    ids.set(this.ids)
    corners.set(this.corners)
    this.ids = ids
    this.corners = corners
  }
}

/**
 * An R-tree in flat arrays that is made at once (packed: Kamel and Faloutsos 1993; here along a Z-curve, in linear time).
 * The rows below a node follow each other, so that what lies wholly in a region is taken without a look at any of them.
 */
export class PackedTree {
  /** Rows that were not removed. */
  live: number
  readonly size: number
  /** In the tree's order. Whole numbers are faster, and ids are seldom larger than these hold. */
  private readonly ids: Uint32Array | Float64Array
  /** f32 [N, 4] in the tree's order, rounded outwards; those of a removed row are no numbers, and so meet nothing. */
  private readonly corners: Float32Array
  /** u32 [N]: where the row with the k-th smallest id is. */
  private readonly byId: Uint32Array
  /** Per level from the leaves to the root: f32 [nodes, 4]. */
  private readonly levels: Float32Array[] = []

  constructor(rows: Rows) {
    const { count } = rows
    this.size = this.live = count
    const order = zOrder(rows.corners.subarray(0, count * 4))
    const ascending = isAscending(rows)
    const largest = ascending ? (rows.ids[count - 1] ?? 0) : Infinity
    this.ids = largest < 2 ** 32 ? new Uint32Array(count) : new Float64Array(count)
    this.corners = new Float32Array(count * 4)
    this.byId = new Uint32Array(count)
    this.fill(rows, order)
    if (!ascending)
      this.byId = this.byId.map((_, i) => i).sort((a, b) => (this.ids[a] as number) - (this.ids[b] as number))
    let boxes = this.corners
    do this.levels.push((boxes = groupsOf(boxes)))
    while (boxes.length > 4)
  }

  private fill(rows: Rows, order: Uint32Array): void {
    const { ids, corners, byId } = this
    const [fromIds, fromCorners] = [rows.ids, rows.corners]
    for (let place = 0; place < order.length; place++) {
      const from = order[place] as number
      ids[place] = fromIds[from] as number
      byId[from] = place
      const [to, at] = [place * 4, from * 4]
      for (let i = 0; i < 4; i++) {
        // As in `addShape`, no function: outwards is down for left and top, up for right and bottom.
        const value = fromCorners[at + i] as number
        corners[to + i] = value
        const rounded = corners[to + i] as number
        if (i < 2 ? rounded > value : rounded < value)
          corners[to + i] = value + (i < 2 ? -1 : 1) * Math.abs(value) * 2 ** -23
      }
    }
  }

  /** False where it does not have the id. */
  remove(id: number): boolean {
    const place = this.placeOf(id)
    if (place < 0 || !this.isLive(place)) return false
    this.corners.fill(NaN, place * 4, place * 4 + 4)
    this.live--
    return true
  }

  /** Every row whose bounds meet or touch a rectangle. */
  search({ left, top, right, bottom }: Edges, found: number[]): void {
    const descend = (level: number, first: number, last: number) => {
      const boxes = level < 0 ? this.corners : (this.levels[level] as Float32Array)
      for (let i = first; i < last; i++) {
        const at = i * 4
        if (!((boxes[at] as number) <= right && (boxes[at + 1] as number) <= bottom)) continue
        if (!((boxes[at + 2] as number) >= left && (boxes[at + 3] as number) >= top)) continue
        if (level < 0) found.push(this.ids[i] as number)
        else descend(level - 1, i << fanoutBits, this.endBelow(level, i))
      }
    }
    this.fromRoot(descend)
  }

  /** Every row that lies wholly in a ring by its bounds, and every one that must be looked at closely. */
  searchRing(ring: RingIndex, inside: number[], unsure: number[]): void {
    const descend = (level: number, first: number, last: number) => {
      const boxes = level < 0 ? this.corners : (this.levels[level] as Float32Array)
      for (let i = first; i < last; i++) {
        const at = i * 4
        const side = ring.side(
          boxes[at] as number,
          boxes[at + 1] as number,
          boxes[at + 2] as number,
          boxes[at + 3] as number,
        )
        if (side < 0) continue
        if (level < 0) (side > 0 ? inside : unsure).push(this.ids[i] as number)
        else if (side > 0) this.takeAll(level, i, inside)
        else descend(level - 1, i << fanoutBits, this.endBelow(level, i))
      }
    }
    this.fromRoot(descend)
  }

  /** What is left of it, in order of id. */
  moveTo(rows: Rows): void {
    const { corners, ids } = this
    for (const place of this.byId) {
      if (!this.isLive(place)) continue
      const [left, top, right, bottom] = corners.subarray(place * 4, place * 4 + 4)
      rows.add(ids[place]!, left!, top!, right!, bottom!)
    }
  }

  private fromRoot(descend: (level: number, first: number, last: number) => void): void {
    if (this.size > 0) descend(this.levels.length - 1, 0, 1)
  }

  /** Where the children of a node end. */
  private endBelow(level: number, node: number): number {
    const below = level === 0 ? this.size : (this.levels[level - 1] as Float32Array).length / 4
    return Math.min(below, (node + 1) << fanoutBits)
  }

  private takeAll(level: number, node: number, into: number[]): void {
    const rows = fanout ** (level + 1)
    const end = Math.min(this.size, (node + 1) * rows)
    for (let place = node * rows; place < end; place++)
      if (this.isLive(place)) into.push(this.ids[place] as number)
  }

  private isLive(place: number): boolean {
    return !Number.isNaN(this.corners[place * 4])
  }

  private placeOf(id: number): number {
    const { ids, byId } = this
    const place = byId[bisect(byId.length, (i) => (ids[byId[i] as number] as number) < id)]
    return place !== undefined && ids[place] === id ? place : -1
  }
}

function isAscending({ count, ids }: Rows): boolean {
  for (let i = 1; i < count; i++) if ((ids[i - 1] as number) >= (ids[i] as number)) return false
  return true
}

/** The boxes around each sixteen boxes that follow each other. */
function groupsOf(boxes: Float32Array): Float32Array {
  const count = Math.ceil(boxes.length / (4 * fanout))
  const groups = new Float32Array(count * 4)
  for (let group = 0; group < count; group++) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
    const end = Math.min(boxes.length, (group + 1) * fanout * 4)
    for (let at = group * fanout * 4; at < end; at += 4) {
      if ((boxes[at] as number) < left) left = boxes[at] as number
      if ((boxes[at + 1] as number) < top) top = boxes[at + 1] as number
      if ((boxes[at + 2] as number) > right) right = boxes[at + 2] as number
      if ((boxes[at + 3] as number) > bottom) bottom = boxes[at + 3] as number
    }
    const at = group * 4
    groups[at] = left
    groups[at + 1] = top
    groups[at + 2] = right
    groups[at + 3] = bottom
  }
  return groups
}
