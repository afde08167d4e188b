import Flatbush from 'flatbush'
import type { Rect } from '../geometry/rect'
import type { RingIndex } from '../geometry/ringIndex'
import { bounds, type ObjectRecord } from './records'

/** Rows of one tree at the most: 15 ms to build, so that nobody waits for a large index. */
const treeRows = 65_536
/** Rows that are looked at one by one before they become a tree. */
const looseRows = 1024

/**
 * Which objects lie where: a few packed R-trees, each smaller than the one before it where they are small at all (the
 * logarithmic method of Bentley and Saxe 1980), and a list of what changed last. A million boxes take 0.3 s to build,
 * 15 ms at a time; a search costs what it finds, and a few microseconds for each tree.
 */
export class SpatialIndex {
  private trees: PackedTree[] = []
  private readonly loose = new Map<number, Rect>()

  constructor(objects: Iterable<Pick<ObjectRecord, 'id' | 'shape'>> = []) {
    let rows = new Rows()
    for (const { id, shape } of objects) {
      rows.add(id, bounds(shape))
      if (rows.count === treeRows) {
        this.trees.push(new PackedTree(rows))
        rows = new Rows()
      }
    }
    if (rows.count > 0) this.trees.push(new PackedTree(rows))
  }

  /** Adds objects that are not in yet; at best near ones, which then share a tree. */
  append(objects: readonly Pick<ObjectRecord, 'id' | 'shape'>[]): void {
    this.trees.push(...new SpatialIndex(objects).trees)
  }

  /** Adds an object, or moves it. */
  add(id: number, rect: Rect): void {
    this.remove(id)
    this.loose.set(id, rect)
  }

  remove(id: number): void {
    if (this.loose.delete(id)) return
    for (const tree of this.trees) if (tree.remove(id)) return
  }

  /** Ids of what intersects or touches the rectangle, in no order. */
  search(rect: Rect): number[] {
    this.tidy()
    const [right, bottom] = [rect.x + rect.w, rect.y + rect.h]
    const found: number[] = []
    for (const tree of this.trees) tree.search(rect.x, rect.y, right, bottom, (id) => found.push(id))
    for (const [id, r] of this.loose) {
      if (r.x <= right && r.y <= bottom && r.x + r.w >= rect.x && r.y + r.h >= rect.y) found.push(id)
    }
    return found
  }

  /** Ids of what lies wholly in a ring by its bounds, and of what must be looked at closely. */
  searchRing(ring: RingIndex): { inside: number[]; unsure: number[] } {
    this.tidy()
    const { x, y, w, h } = ring.bounds
    const [inside, unsure]: [number[], number[]] = [[], []]
    const consider: Visit = (id, left, top, right, bottom) => {
      const side = ring.side(left, top, right, bottom)
      if (side > 0) inside.push(id)
      else if (side === 0) unsure.push(id)
    }
    for (const tree of this.trees) tree.search(x, y, x + w, y + h, consider)
    for (const [id, r] of this.loose) consider(id, r.x, r.y, r.x + r.w, r.y + r.h)
    return { inside, unsure }
  }

  /** Ids of what lies within `radius` of a point (by bounds), the nearest first; of equally near ones the smallest. */
  hit(x: number, y: number, radius: number): number[] {
    this.tidy()
    const near: { id: number; distance: number; area: number }[] = []
    const consider = (id: number, left: number, top: number, right: number, bottom: number) => {
      const distance = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom))
      if (distance <= radius) near.push({ id, distance, area: (right - left) * (bottom - top) })
    }
    for (const tree of this.trees) tree.search(x - radius, y - radius, x + radius, y + radius, consider)
    for (const [id, r] of this.loose) consider(id, r.x, r.y, r.x + r.w, r.y + r.h)
    return near.sort((a, b) => a.distance - b.distance || a.area - b.area || b.id - a.id).map(({ id }) => id)
  }

  /** Only before a search: an edit of 100,000 rows is a few trees then, not hundreds. */
  private tidy(): void {
    for (const tree of this.trees.filter((each) => each.live * 2 < each.size)) this.dissolve(tree)
    if (this.loose.size > looseRows) this.pack()
  }

  private pack(): void {
    while (this.loose.size < treeRows) {
      const smallest = this.trees.reduce<PackedTree | undefined>(
        (best, tree) => (best && best.live <= tree.live ? best : tree),
        undefined,
      )
      const fits = smallest && smallest.live + this.loose.size <= treeRows
      if (!smallest || !fits || smallest.live > 2 * this.loose.size) break
      this.dissolve(smallest)
    }
    let rows = new Rows()
    for (const [id, rect] of this.loose) {
      rows.add(id, rect)
      if (rows.count < treeRows) continue
      this.trees.push(new PackedTree(rows))
      rows = new Rows()
    }
    if (rows.count > 0) this.trees.push(new PackedTree(rows))
    this.loose.clear()
  }

  private dissolve(tree: PackedTree): void {
    this.trees = this.trees.filter((each) => each !== tree)
    tree.each((id, x, y, right, bottom) => this.loose.set(id, { x, y, w: right - x, h: bottom - y }))
  }
}

type Visit = (id: number, left: number, top: number, right: number, bottom: number) => void

/** Rows of a tree that is to be. */
class Rows {
  count = 0
  /** True while ids came in ascending order. */
  ascending = true
  private ids = new Float64Array(1024)
  private corners = new Float64Array(4096)

  add(id: number, { x, y, w, h }: Rect): void {
    if (this.count === this.ids.length) this.grow()
    const at = this.count * 4
    this.corners[at] = x
    this.corners[at + 1] = y
    this.corners[at + 2] = x + w
    this.corners[at + 3] = y + h
    if (this.count > 0 && (this.ids[this.count - 1] as number) > id) this.ascending = false
    this.ids[this.count++] = id
  }

  /** Ids, ascending, and f64 [N, 4]: left, top, right, bottom. */
  sorted(): { ids: Float64Array; corners: Float64Array } {
    const ids = this.ids.slice(0, this.count)
    const corners = this.corners.slice(0, this.count * 4)
    if (this.ascending) return { ids, corners }
    const order = Uint32Array.from(ids.keys()).sort((a, b) => (ids[a] as number) - (ids[b] as number))
    order.forEach((from, to) => corners.set(this.corners.subarray(from * 4, from * 4 + 4), to * 4))
    return { ids: ids.sort(), corners }
  }

  private grow(): void {
    const [ids, corners] = [new Float64Array(this.count * 2), new Float64Array(this.count * 8)]
    ids.set(this.ids)
    corners.set(this.corners)
    this.ids = ids
    this.corners = corners
  }
}

class PackedTree {
  live: number
  private readonly ids: Float64Array
  private readonly corners: Float64Array
  private readonly dead: Uint8Array
  private readonly tree: Flatbush

  constructor(rows: Rows) {
    const { ids, corners } = rows.sorted()
    this.ids = ids
    this.corners = corners
    this.live = ids.length
    this.dead = new Uint8Array(ids.length)
    this.tree = new Flatbush(ids.length)
    for (let i = 0; i < corners.length; i += 4) {
      this.tree.add(
        corners[i] as number,
        corners[i + 1] as number,
        corners[i + 2] as number,
        corners[i + 3] as number,
      )
    }
    this.tree.finish()
  }

  get size(): number {
    return this.ids.length
  }

  /** False where it does not have the id. */
  remove(id: number): boolean {
    const slot = this.slotOf(id)
    if (slot < 0 || this.dead[slot]) return false
    this.dead[slot] = 1
    this.live--
    return true
  }

  search(left: number, top: number, right: number, bottom: number, visit: Visit): void {
    for (const slot of this.tree.search(left, top, right, bottom)) this.visit(slot, visit)
  }

  each(visit: Visit): void {
    for (let slot = 0; slot < this.size; slot++) this.visit(slot, visit)
  }

  private visit(slot: number, visit: Visit): void {
    if (this.dead[slot]) return
    const { corners, ids } = this
    const at = slot * 4
    visit(
      ids[slot] as number,
      corners[at] as number,
      corners[at + 1] as number,
      corners[at + 2] as number,
      corners[at + 3] as number,
    )
  }

  private slotOf(id: number): number {
    const { ids } = this
    let [low, high] = [0, ids.length - 1]
    if (high < 0 || id < (ids[0] as number) || id > (ids[high] as number)) return -1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ids[middle] as number) < id) low = middle + 1
      else high = middle
    }
    return ids[low] === id ? low : -1
  }
}
