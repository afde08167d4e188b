import { inset } from '../../src/geometry/rect'
import type { Rect } from '../../src/geometry/rect'
import { zOrder } from '../../src/geometry/zOrder'
import { Chunks } from './chunks'

// Rectangles, points and line segments as flat records that the GPU reads as they lie here: a million of them are one
// buffer. Near ones lie near each other in it, in blocks with bounds, so that a view draws only the blocks it sees.

/** Bytes of one record, two RGBA32UI texels: see `offsets`. */
export const stride = 32
/**
 * Positions are split: `cell` counts steps of 4,096 pixels, `rest` is what is left, and the shader subtracts the
 * camera's two parts one by one. A float32 alone would be wrong by half a screen pixel at 100,000 px and zoom 64.
 */
export const offsets = {
  rest: 0,
  size: 8,
  score: 16,
  cell: 20,
  palette: 24,
  kind: 26,
  flags: 27,
  extra: 28,
} as const
export const cellSize = 4096

export const kinds = { box: 0, point: 1, segment: 2, trapezoid: 3 } as const
export const flags = { dead: 1, selected: 2, hovered: 4, faded: 8 } as const

export interface Instance {
  readonly x: number
  readonly y: number
  /** For a segment: the step to its other end, of any sign. */
  readonly w: number
  readonly h: number
  readonly kind: number
  readonly palette: number
  /** For a trapezoid: the step from `x` to its bottom left corner. */
  readonly score?: number
  /** For a trapezoid: the step from `x` to its bottom right corner. */
  readonly extra?: number
}

/** Records of a block: one row of the texture that the shaders read. */
export const blockSize = 1024
export class InstanceStore {
  private view!: DataView
  private floats!: Float32Array
  private bytes!: Uint8Array
  private data!: ArrayBuffer
  private capacity: number
  private used = 0
  private readonly free: number[] = []
  /** They only grow until the next `reset` or `tidy`. */
  private chunks: Chunks
  private readonly dirtyBlocks = new Set<number>()
  /** Another number after each change. */
  revision = 0

  constructor() {
    this.capacity = blockSize
    this.hold(new ArrayBuffer(this.capacity * stride))
    this.chunks = new Chunks(this.capacity)
  }

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

  write(slot: number, instance: Instance, flagBits: number): void {
    this.set(slot, instance, flagBits)
    this.touch(slot, slot + 1)
  }

  remove(slot: number): void {
    this.setFlags(slot, flags.dead)
    this.free.push(slot)
  }

  getFlags(slot: number): number {
    return this.bytes[slot * stride + offsets.flags] as number
  }

  getKind(slot: number): number {
    return this.bytes[slot * stride + offsets.kind] as number
  }

  /** The lesser of width and height. */
  shortSide(slot: number): number {
    const at = (slot * stride + offsets.size) / 4
    return Math.min(this.floats[at] as number, this.floats[at + 1] as number)
  }

  setFlags(slot: number, bits: number): void {
    this.bytes[slot * stride + offsets.flags] = bits
    this.touch(slot, slot + 1)
  }

  /**
   * Brings records that came in any order near each other again, as `reset` lays them, and closes the gaps. Returns the
   * new slot of each old one.
   */
  tidy(): Uint32Array {
    const { used, capacity } = this
    const before = new Uint32Array(this.data)
    const gaps = new Set(this.free)
    const kept = Uint32Array.from({ length: used - gaps.size })
    for (let slot = 0, to = 0; slot < used; slot++) if (!gaps.has(slot)) kept[to++] = slot
    const corners = new Float64Array(kept.length * 4)
    kept.forEach((slot, i) => {
      const [x, y] = [this.position(slot, 0), this.position(slot, 1)]
      corners.set([x, y, x, y], i * 4)
    })
    const order = zOrder(corners)
    const moved = new Uint32Array(used)
    const after = new Uint32Array((capacity * stride) / 4)
    const words = stride / 4
    order.forEach((at, to) => {
      const from = kept[at] as number
      moved[from] = to
      for (let word = 0; word < words; word++)
        after[to * words + word] = before[from * words + word] as number
    })
    this.hold(after.buffer)
    this.used = order.length
    this.free.length = 0
    this.chunks = new Chunks(capacity)
    for (let slot = 0; slot < this.used; slot++) this.include(slot, this.read(slot))
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
    const { floats } = this
    const found = new Uint32Array(runs.reduce((sum, [, count]) => sum + count, 0))
    let length = 0
    for (const [first, count] of runs) {
      for (let slot = first; slot < first + count; slot++) {
        const at = slot * (stride / 4)
        const kind = this.getKind(slot)
        const [x, y] = [this.position(slot, 0), this.position(slot, 1)]
        const [w, h] = [floats[at + 2] as number, floats[at + 3] as number]
        // A trapezoid's reach takes more than this, and there are few.
        const isSeen =
          kind === kinds.trapezoid ||
          (Math.min(x, x + w) < right &&
            Math.min(y, y + h) < bottom &&
            Math.max(x, x + w) >= left &&
            Math.max(y, y + h) >= top)
        if (isSeen && !(this.getFlags(slot) & flags.dead)) found[length++] = slot
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
      words: new Uint32Array(this.data, block * blockSize * stride, count * words),
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

  private hold(data: ArrayBuffer): void {
    this.data = data
    this.view = new DataView(data)
    this.floats = new Float32Array(data)
    this.bytes = new Uint8Array(data)
  }

  private set(slot: number, instance: Instance, flagBits: number): void {
    const { view } = this
    const at = slot * stride
    const cellX = Math.floor(instance.x / cellSize)
    const cellY = Math.floor(instance.y / cellSize)
    view.setFloat32(at + offsets.rest, instance.x - cellX * cellSize, true)
    view.setFloat32(at + offsets.rest + 4, instance.y - cellY * cellSize, true)
    view.setFloat32(at + offsets.size, instance.w, true)
    view.setFloat32(at + offsets.size + 4, instance.h, true)
    view.setFloat32(at + offsets.score, instance.score ?? 1, true)
    view.setFloat32(at + offsets.extra, instance.extra ?? 0, true)
    view.setInt16(at + offsets.cell, cellX, true)
    view.setInt16(at + offsets.cell + 2, cellY, true)
    view.setUint16(at + offsets.palette, instance.palette, true)
    view.setUint8(at + offsets.kind, instance.kind)
    view.setUint8(at + offsets.flags, flagBits)
    this.include(slot, instance)
  }

  /** x or y, in image pixels. */
  private position(slot: number, axis: 0 | 1): number {
    const at = slot * stride
    const cell = this.view.getInt16(at + offsets.cell + 2 * axis, true)
    return cell * cellSize + (this.floats[at / 4 + axis] as number)
  }

  private read(slot: number): Instance {
    const { view } = this
    const at = slot * stride
    return {
      x: this.position(slot, 0),
      y: this.position(slot, 1),
      w: view.getFloat32(at + offsets.size, true),
      h: view.getFloat32(at + offsets.size + 4, true),
      kind: view.getUint8(at + offsets.kind),
      palette: view.getUint16(at + offsets.palette, true),
      score: view.getFloat32(at + offsets.score, true),
      extra: view.getFloat32(at + offsets.extra, true),
    }
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
    const bigger = new ArrayBuffer(this.capacity * stride)
    new Uint8Array(bigger).set(new Uint8Array(this.data))
    this.hold(bigger)
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
