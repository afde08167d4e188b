import { inset } from '../../../src/geometry/rect'
import type { Rect } from '../../../src/geometry/rect'
import { zOrder } from '../../../src/geometry/zOrder'
import { Chunks } from './chunks'
import { flags, InstanceRecords, kinds, stride } from './instanceRecords'
import type { Instance } from './instanceRecords'

export { cellSize, flags, kinds, offsets, stride } from './instanceRecords'
export type { Instance } from './instanceRecords'

// Rectangles, points and line segments as flat records that the GPU reads as they lie here: a million of them are one
// buffer. Near ones lie near each other in it, in blocks with bounds, so that a view draws only the blocks it sees.

/** How much larger around than at best chunks of records may be before they are laid anew. */
const maxSpread = 4

interface RowLook {
  /** −1 for what is left out. */
  kindOf(row: number): number
  paletteOf(row: number): number
}

/** Records of a block: one row of the texture that the shaders read. */
export const blockSize = 1024
export class InstanceStore {
  private capacity = blockSize
  private records = new InstanceRecords(new ArrayBuffer(blockSize * stride))
  private used = 0
  private readonly free: number[] = []
  /** They only grow until the next `reset` or `tidy`. */
  private chunks = new Chunks(blockSize)
  private readonly dirtyBlocks = new Set<number>()
  /** Another number after each change. */
  revision = 0

  /** Slots in use or freed; what the GPU has to draw at most. */
  get length(): number {
    return this.used
  }

  /** Replaces everything; returns the slot of each instance, in the order given. */
  reset(instances: readonly Instance[]): Uint32Array {
    this.grow(instances.length)
    this.used = 0
    this.free.length = 0
    this.chunks = new Chunks(this.capacity)
    const slots = new Uint32Array(instances.length)
    for (const i of nearOrder(instances)) {
      slots[i] = this.used
      this.set(this.used++, instances[i] as Instance, 0)
    }
    this.touch(0, this.used)
    return slots
  }

  add(instance: Instance, flagBits = 0): number {
    const slot = this.free.pop() ?? this.used++
    this.grow(this.used)
    this.write(slot, instance, flagBits)
    return slot
  }

  /**
   * Adds boxes and points at the end, in their order: f64 [N, 4] of x, y, width, height. The slot of each goes to `slots`,
   * from `first` on.
   */
  appendRects(rects: Float64Array, { kindOf, paletteOf }: RowLook, slots: Uint32Array, first: number): void {
    const from = this.used
    this.grow(from + rects.length / 4)
    for (let row = 0, at = 0; at < rects.length; row++, at += 4) {
      const kind = kindOf(row)
      if (kind < 0) continue
      const slot = this.used++
      slots[first + row] = slot
      this.records.putRect(slot, rects, at)
      this.records.putLook(slot, kind, paletteOf(row))
      this.chunks.includeRect(slot, rects, at)
    }
    if (this.used > from) this.touch(from, this.used)
  }

  write(slot: number, instance: Instance, flagBits: number): void {
    this.set(slot, instance, flagBits)
    this.touch(slot, slot + 1)
  }

  remove(slot: number): void {
    this.setFlags(slot, flags.dead)
    this.free.push(slot)
  }

  getFlags(slot: number): number {
    return this.records.getFlags(slot)
  }

  getKind(slot: number): number {
    return this.records.getKind(slot)
  }

  /** The lesser of width and height. */
  shortSide(slot: number): number {
    return Math.min(this.records.width(slot), this.records.height(slot))
  }

  setFlags(slot: number, bits: number): void {
    this.records.setFlags(slot, bits)
    this.touch(slot, slot + 1)
  }

  /**
   * Brings records that came in any order near each other again, as `reset` lays them, and closes the gaps. Returns the
   * new slot of each old one; null where they lie well as they are.
   */
  tidy(): Uint32Array | null {
    const { used, capacity, records } = this
    if (this.chunks.spread(used) < maxSpread) return null
    const gaps = new Set(this.free)
    const kept = new Uint32Array(used - gaps.size)
    const corners = new Float64Array(kept.length * 4)
    for (let slot = 0, to = 0; slot < used; slot++) {
      if (gaps.has(slot)) continue
      const at = to * 4
      corners[at] = corners[at + 2] = records.position(slot, 0)
      corners[at + 1] = corners[at + 3] = records.position(slot, 1)
      kept[to++] = slot
    }
    const order = zOrder(corners)
    const moved = new Uint32Array(used)
    const words = stride / 4
    const after = new InstanceRecords(new ArrayBuffer(capacity * stride))
    for (let to = 0; to < order.length; to++) {
      const from = kept[order[to] as number] as number
      moved[from] = to
      for (let word = 0; word < words; word++)
        after.words[to * words + word] = records.words[from * words + word] as number
    }
    this.records = after
    this.used = order.length
    this.free.length = 0
    this.chunks = new Chunks(capacity)
    for (let slot = 0; slot < this.used; slot++) this.include(slot, after.read(slot))
    this.touch(0, this.used)
    return moved
  }

  /** Runs [first slot, count] of the chunks that a rectangle meets; `margin` widens it, in image pixels. */
  runs(rect: Rect, margin: number): [number, number][] {
    return this.chunks.runs(inset(rect, -margin), this.used)
  }

  /** The slots of the records that a rectangle meets, in the order in which they are painted. */
  visible(rect: Rect, margin: number): Uint32Array {
    const [left, top] = [rect.x - margin, rect.y - margin]
    const [right, bottom] = [rect.x + rect.w + margin, rect.y + rect.h + margin]
    const runs = this.runs(rect, margin)
    const { records } = this
    const found = new Uint32Array(runs.reduce((sum, [, count]) => sum + count, 0))
    let length = 0
    for (const [first, count] of runs) {
      for (let slot = first; slot < first + count; slot++) {
        const kind = records.getKind(slot)
        const [x, y] = [records.position(slot, 0), records.position(slot, 1)]
        const [w, h] = [records.width(slot), records.height(slot)]
        // A trapezoid's reach takes more than this, and there are few.
        const isSeen =
          kind === kinds.trapezoid ||
          (Math.min(x, x + w) < right &&
            Math.min(y, y + h) < bottom &&
            Math.max(x, x + w) >= left &&
            Math.max(y, y + h) >= top)
        if (isSeen && !(records.getFlags(slot) & flags.dead)) found[length++] = slot
      }
    }
    return found.subarray(0, length)
  }

  /** The blocks that changed since the last call, as few runs of whole blocks. */
  takeDirty(): { readonly block: number; readonly count: number; readonly words: Uint32Array }[] {
    const runs: [number, number][] = []
    for (const block of [...this.dirtyBlocks].sort((a, b) => a - b)) {
      const last = runs.at(-1)
      if (last && last[0] + last[1] === block) last[1]++
      else runs.push([block, 1])
    }
    this.dirtyBlocks.clear()
    const words = (blockSize * stride) / 4
    return runs.map(([block, count]) => ({
      block,
      count,
      words: this.records.words.subarray(block * words, (block + count) * words),
    }))
  }

  /** Blocks that there is room for. */
  get blockCount(): number {
    return this.capacity / blockSize
  }

  /** All of it goes to the GPU again: after its context was lost. */
  markAllDirty(): void {
    if (this.used > 0) this.touch(0, this.used)
  }

  private set(slot: number, instance: Instance, flagBits: number): void {
    this.records.set(slot, instance, flagBits)
    this.include(slot, instance)
  }

  private include(slot: number, { x, y, w, h, kind, score = 0, extra = 0 }: Instance): void {
    const [low, high] = kind === kinds.trapezoid ? [Math.min(0, score), Math.max(w, extra)] : [0, w]
    const [left, right] = [x + Math.min(low, high), x + Math.max(low, high)]
    this.chunks.include(slot, left, Math.min(y, y + h), right, Math.max(y, y + h))
  }

  private touch(from: number, to: number): void {
    this.revision++
    for (let block = Math.floor(from / blockSize); block * blockSize < to; block++)
      this.dirtyBlocks.add(block)
  }

  private grow(needed: number): void {
    if (needed <= this.capacity) return
    this.capacity = Math.ceil(Math.max(needed, this.capacity * 2) / blockSize) * blockSize
    const bigger = new InstanceRecords(new ArrayBuffer(this.capacity * stride))
    bigger.words.set(this.records.words)
    this.records = bigger
    this.chunks = new Chunks(this.capacity, this.chunks)
    this.touch(0, this.used)
  }
}

/** The numbers of some places so that what is near in the image is mostly near in the buffer. */
export function nearOrder(places: readonly { readonly x: number; readonly y: number }[]): Uint32Array {
  const corners = new Float64Array(places.length * 4)
  places.forEach(({ x, y }, i) => corners.set([x, y, x, y], i * 4))
  return zOrder(corners)
}
