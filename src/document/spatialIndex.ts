import Flatbush from 'flatbush'
import type { Rect } from '../geometry/rect'
import { bounds, type ObjectRecord } from './records'

/** Edits that are searched one by one before the tree is built anew: at least so many, or this share of the tree. */
const looseAtLeast = 256
const looseShare = 0.01

/**
 * Which objects lie where: a packed R-tree over most of them, and a list of the few that changed since it was built.
 * A million boxes take 0.3 s to build; a search costs what it finds, plus at most 1 % of all boxes looked at one by one.
 */
export class SpatialIndex {
  private tree: Flatbush | undefined
  private ids = new Float64Array(0)
  /** f64 [N, 4]: left, top, right, bottom of what is in the tree */
  private corners = new Float64Array(0)
  private readonly loose = new Map<number, Rect>()
  /** Ids whose place in the tree no longer counts. */
  private readonly outdated = new Set<number>()

  constructor(objects: Iterable<Pick<ObjectRecord, 'id' | 'shape'>> = []) {
    for (const { id, shape } of objects) this.loose.set(id, bounds(shape))
    this.build()
  }

  /** Adds an object, or moves it. */
  add(id: number, rect: Rect): void {
    this.outdated.add(id)
    this.loose.set(id, rect)
  }

  remove(id: number): void {
    this.outdated.add(id)
    this.loose.delete(id)
  }

  /** Ids of what intersects or touches the rectangle, in no order. */
  search(rect: Rect): number[] {
    this.rebuildWhenLarge()
    const [right, bottom] = [rect.x + rect.w, rect.y + rect.h]
    const found: number[] = []
    for (const slot of this.tree?.search(rect.x, rect.y, right, bottom) ?? []) {
      const id = this.ids[slot] as number
      if (!this.outdated.has(id)) found.push(id)
    }
    for (const [id, r] of this.loose) {
      if (r.x <= right && r.y <= bottom && r.x + r.w >= rect.x && r.y + r.h >= rect.y) found.push(id)
    }
    return found
  }

  /** Ids of what lies within `radius` of a point (by bounds), the nearest first; of equally near ones the smallest. */
  hit(x: number, y: number, radius: number): number[] {
    this.rebuildWhenLarge()
    const near: { id: number; distance: number; area: number }[] = []
    const consider = (id: number, left: number, top: number, right: number, bottom: number) => {
      const distance = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom))
      if (distance <= radius) near.push({ id, distance, area: (right - left) * (bottom - top) })
    }
    for (const slot of this.tree?.search(x - radius, y - radius, x + radius, y + radius) ?? []) {
      const id = this.ids[slot] as number
      const [left, top, right, bottom] = this.corners.subarray(slot * 4, slot * 4 + 4) as unknown as [
        number,
        number,
        number,
        number,
      ]
      if (!this.outdated.has(id)) consider(id, left, top, right, bottom)
    }
    for (const [id, r] of this.loose) consider(id, r.x, r.y, r.x + r.w, r.y + r.h)
    return near.sort((a, b) => a.distance - b.distance || a.area - b.area || b.id - a.id).map(({ id }) => id)
  }

  /** Only before a search: an edit of 100,000 rows is one rebuild then, not hundreds. */
  private rebuildWhenLarge(): void {
    if (this.outdated.size > Math.max(looseAtLeast, this.ids.length * looseShare)) this.build()
  }

  private build(): void {
    const kept = this.ids.reduce((n, id) => n + Number(!this.outdated.has(id)), 0)
    const count = kept + this.loose.size
    const [ids, corners] = [new Float64Array(count), new Float64Array(count * 4)]
    let to = 0
    this.ids.forEach((id, slot) => {
      if (this.outdated.has(id)) return
      corners.set(this.corners.subarray(slot * 4, slot * 4 + 4), to * 4)
      ids[to++] = id
    })
    for (const [id, r] of this.loose) {
      corners.set([r.x, r.y, r.x + r.w, r.y + r.h], to * 4)
      ids[to++] = id
    }
    this.ids = ids
    this.corners = corners
    this.loose.clear()
    this.outdated.clear()
    this.tree = count > 0 ? packed(corners) : undefined
  }
}

function packed(corners: Float64Array): Flatbush {
  const tree = new Flatbush(corners.length / 4)
  for (let i = 0; i < corners.length; i += 4) {
    tree.add(
      corners[i] as number,
      corners[i + 1] as number,
      corners[i + 2] as number,
      corners[i + 3] as number,
    )
  }
  tree.finish()
  return tree
}
