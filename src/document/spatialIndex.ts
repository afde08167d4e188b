import type { Rect } from '../geometry/rect'
import type { RingIndex } from '../geometry/ringIndex'
import { PackedTree, Rows } from './packedTree'
import type { ObjectRecord } from '../records/records'

type Placed = Pick<ObjectRecord, 'id' | 'shape'>

/** Rows of a tree at the most: few enough for the processor's caches, and nobody waits for 10 ms. */
const maxRows = 65_536
/** Rows that are looked at one by one before they become a tree. */
const looseRows = 1024

/**
 * Which objects lie where: a few packed R-trees of growing sizes (the logarithmic method of Bentley and Saxe 1980), and a
 * list of what changed last. A search costs what it finds, and a few microseconds for each tree.
 */
export class SpatialIndex {
  private trees: PackedTree[] = []
  private readonly loose = new Map<number, Rect>()
  /** Used again and again: large blocks of memory that come and go make the collector look at everything. */
  private readonly rows = new Rows()

  constructor(objects: Iterable<Placed> = []) {
    this.append(objects)
  }

  /** Adds objects that are not in yet; at best near ones, which then share a tree. */
  append(objects: Iterable<Placed>): void {
    // A list by number: an iterator makes an object for each row.
    const list = Array.isArray(objects) ? (objects as readonly Placed[]) : [...objects]
    for (let i = 0; i < list.length; i++) {
      const { id, shape } = list[i] as Placed
      this.rows.addShape(id, shape)
      if (this.rows.count === maxRows) this.plant()
    }
    this.plant()
  }

  /** Appends by columns: f64 [N] and f64 [N, 4] of x, y, width, height; without the rows that `isGone` tells. */
  appendRects(ids: Float64Array, rects: Float64Array, isGone: (row: number) => boolean): void {
    for (let row = 0; row < ids.length; row++) {
      if (isGone(row)) continue
      this.rows.addRect(ids[row] as number, rects, row * 4)
      if (this.rows.count === maxRows) this.plant()
    }
    this.plant()
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

  /** Ids of what intersects or touches the rectangle by its bounds, these to 32-bit floats, in no order. */
  search(rect: Rect): number[] {
    this.tidy()
    const edges = { left: rect.x, top: rect.y, right: rect.x + rect.w, bottom: rect.y + rect.h }
    const { left, top, right, bottom } = edges
    const found: number[] = []
    for (const tree of this.trees) tree.search(edges, found)
    for (const [id, { x, y, w, h }] of this.loose)
      if (x <= right && y <= bottom && x + w >= left && y + h >= top) found.push(id)
    return found
  }

  /** Ids of what lies wholly in a ring by its bounds, and of what must be looked at closely. */
  searchRing(ring: RingIndex): { inside: number[]; unsure: number[] } {
    this.tidy()
    const [inside, unsure]: [number[], number[]] = [[], []]
    for (const tree of this.trees) tree.searchRing(ring, inside, unsure)
    for (const [id, { x, y, w, h }] of this.loose) {
      const side = ring.side(x, y, x + w, y + h)
      if (side >= 0) (side > 0 ? inside : unsure).push(id)
    }
    return { inside, unsure }
  }

  private plant(): void {
    if (this.rows.count > 0) this.trees.push(new PackedTree(this.rows))
    this.rows.count = 0
  }

  /** Only before a search: an edit of 100,000 rows is a few trees then, not hundreds. */
  private tidy(): void {
    const worn = this.trees.filter((tree) => tree.live * 2 < tree.size)
    if (worn.length === 0 && this.loose.size <= looseRows) return
    for (const tree of worn) this.uproot(tree)
    for (const [id, { x, y, w, h }] of this.loose) {
      this.rows.add(id, x, y, x + w, y + h)
      if (this.rows.count === maxRows) this.plant()
    }
    this.loose.clear()
    for (const tree of [...this.trees].sort((a, b) => a.live - b.live)) {
      const { count } = this.rows
      if (tree.live > 2 * count || tree.live + count > maxRows) break
      this.uproot(tree)
    }
    this.plant()
  }

  /** Its rows go to the next tree. */
  private uproot(tree: PackedTree): void {
    if (this.rows.count + tree.live > maxRows) this.plant()
    this.trees.splice(this.trees.indexOf(tree), 1)
    tree.moveTo(this.rows)
  }
}
