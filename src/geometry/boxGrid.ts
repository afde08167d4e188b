import { containsPoint, iou, type Rect } from './rect'

/** A grid over boxes (f32 [N, 4] x, y, w, h) that lists, per cell, the boxes that reach into it. */
export class BoxGrid {
  private readonly left: number
  private readonly top: number
  private readonly columns: number
  private readonly rows: number
  private cell: number
  /** Boxes of cell c: items[start[c] .. start[c + 1]]. */
  private readonly start: Uint32Array
  private readonly items: Uint32Array

  constructor(private readonly xywh: Float32Array) {
    const count = xywh.length / 4
    const extent = extentOf(xywh)
    this.left = extent.x
    this.top = extent.y
    // About one box a cell, and wider cells where a few huge boxes would be listed in almost all of them.
    this.cell = Math.max(
      1,
      Math.sqrt((extent.w * extent.h) / Math.max(1, count)),
      (extent.w + extent.h) / 65536,
    )
    while (this.listings() > 8 * count + 1000) this.cell *= 2
    this.columns = Math.floor(extent.w / this.cell) + 1
    this.rows = Math.floor(extent.h / this.cell) + 1
    this.start = new Uint32Array(this.columns * this.rows + 1)
    for (let i = 0; i < count; i++) for (const c of this.cells(this.box(i))) this.start[c + 1]!++
    for (let c = 1; c < this.start.length; c++) this.start[c]! += this.start[c - 1]!
    this.items = new Uint32Array(this.start.at(-1)!)
    const next = this.start.slice()
    for (let i = 0; i < count; i++) for (const c of this.cells(this.box(i))) this.items[next[c]!++] = i
  }

  /** The box whose centre is nearest to the centre of `box` among those that hold it and pass `accept`; -1 for none. */
  nearestAround(box: Rect, accept: (i: number) => boolean): number {
    const x = box.x + box.w / 2
    const y = box.y + box.h / 2
    let [best, nearest] = [-1, Infinity]
    this.visit({ x, y, w: 0, h: 0 }, (i) => {
      const other = this.box(i)
      if (!containsPoint(other, x, y) || !accept(i)) return
      const distance = Math.hypot(other.x + other.w / 2 - x, other.y + other.h / 2 - y)
      if (distance < nearest) [best, nearest] = [i, distance]
    })
    return best
  }

  /** The box of the greatest intersection over union with `box`, at least `floor` and above 0, that passes `accept`; -1 for none. */
  maxOverlapping(box: Rect, floor: number, accept: (i: number) => boolean): number {
    let [best, most] = [-1, 0]
    this.visit(box, (i) => {
      const overlap = iou(this.box(i), box)
      if (overlap < floor || overlap < most || overlap === 0) return
      if ((overlap > most || i < best) && accept(i)) [best, most] = [i, overlap]
    })
    return best
  }

  /** Every box in the cells that `box` reaches into, some of them more than once. */
  visit(box: Rect, use: (i: number) => void): void {
    for (const c of this.cells(box)) {
      for (let k = this.start[c]!; k < this.start[c + 1]!; k++) use(this.items[k]!)
    }
  }

  box(i: number): Rect {
    const at = i * 4
    return { x: this.xywh[at]!, y: this.xywh[at + 1]!, w: this.xywh[at + 2]!, h: this.xywh[at + 3]! }
  }

  private listings(): number {
    let sum = 0
    for (let at = 0; at < this.xywh.length; at += 4) {
      sum +=
        (Math.floor(this.xywh[at + 2]! / this.cell) + 2) * (Math.floor(this.xywh[at + 3]! / this.cell) + 2)
    }
    return sum
  }

  private *cells(box: Rect): Generator<number> {
    const right = Math.min(this.columns - 1, Math.floor((box.x + box.w - this.left) / this.cell))
    const bottom = Math.min(this.rows - 1, Math.floor((box.y + box.h - this.top) / this.cell))
    const left = Math.max(0, Math.floor((box.x - this.left) / this.cell))
    for (let row = Math.max(0, Math.floor((box.y - this.top) / this.cell)); row <= bottom; row++) {
      for (let column = left; column <= right; column++) yield row * this.columns + column
    }
  }
}

function extentOf(xywh: Float32Array): Rect {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let at = 0; at < xywh.length; at += 4) {
    left = Math.min(left, xywh[at]!)
    top = Math.min(top, xywh[at + 1]!)
    right = Math.max(right, xywh[at]! + xywh[at + 2]!)
    bottom = Math.max(bottom, xywh[at + 1]! + xywh[at + 3]!)
  }
  return right >= left ? { x: left, y: top, w: right - left, h: bottom - top } : { x: 0, y: 0, w: 0, h: 0 }
}
