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

/** How much larger around than at best chunks of records may be before they are laid anew. */
const mostSpread = 4

/** Records of a block: one row of the texture that the shaders read. */
export const blockSize = 1024
export class InstanceStore {
  private floats!: Float32Array
  /** All of these lie in the order of bytes of every machine that Electron runs on, as the GPU reads them. */
  private shorts!: Int16Array
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

  /** Adds a box or a point at the end, so that what comes one after the other stays so; `touchFrom` follows the last. */
  append(x: number, y: number, w: number, h: number, kind: number, palette: number): number {
    const slot = this.used++
    if (this.used > this.capacity) this.grow(this.used)
    this.put(slot, x, y, w, h, kind, palette)
    this.chunks.include(slot, x, y, x + w, y + h)
    return slot
  }

  /** The records from this slot on were appended. */
  touchFrom(slot: number): void {
    if (slot < this.used) this.touch(slot, this.used)
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
   * new slot of each old one; null where they lie well as they are.
   */
  tidy(): Uint32Array | null {
    const { used, capacity } = this
    if (this.chunks.spread(used) < mostSpread) return null
    const before = new Uint32Array(this.data)
    const gaps = new Set(this.free)
    const kept = new Uint32Array(used - gaps.size)
    const corners = new Float64Array(kept.length * 4)
    for (let slot = 0, to = 0; slot < used; slot++) {
      if (gaps.has(slot)) continue
      const at = to * 4
      corners[at] = corners[at + 2] = this.position(slot, 0)
      corners[at + 1] = corners[at + 3] = this.position(slot, 1)
      kept[to++] = slot
    }
    const order = zOrder(corners)
    const moved = new Uint32Array(used)
    const words = stride / 4
    const after = new Uint32Array(capacity * words)
    for (let to = 0; to < order.length; to++) {
      const from = kept[order[to] as number] as number
      moved[from] = to
      for (let word = 0; word < words; word++)
        after[to * words + word] = before[from * words + word] as number
    }
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
    this.floats = new Float32Array(data)
    this.shorts = new Int16Array(data)
    this.bytes = new Uint8Array(data)
  }

  private set(slot: number, instance: Instance, flagBits: number): void {
    const { x, y, w, h, kind, palette, score = 1, extra = 0 } = instance
    this.put(slot, x, y, w, h, kind, palette)
    const at = (slot * stride) / 4
    this.floats[at + offsets.score / 4] = score
    this.floats[at + offsets.extra / 4] = extra
    this.bytes[slot * stride + offsets.flags] = flagBits
    this.include(slot, instance)
  }

  /** Writes what all kinds have; the flags become none. */
  private put(slot: number, x: number, y: number, w: number, h: number, kind: number, palette: number): void {
    const { floats, shorts, bytes } = this
    const at = slot * stride
    const [cellX, cellY] = [Math.floor(x / cellSize), Math.floor(y / cellSize)]
    const float = at / 4
    floats[float + offsets.rest / 4] = x - cellX * cellSize
    floats[float + offsets.rest / 4 + 1] = y - cellY * cellSize
    floats[float + offsets.size / 4] = w
    floats[float + offsets.size / 4 + 1] = h
    floats[float + offsets.score / 4] = 1
    floats[float + offsets.extra / 4] = 0
    const short = at / 2
    shorts[short + offsets.cell / 2] = cellX
    shorts[short + offsets.cell / 2 + 1] = cellY
    shorts[short + offsets.palette / 2] = palette
    bytes[at + offsets.kind] = kind
    bytes[at + offsets.flags] = 0
  }

  /** x or y, in image pixels. */
  private position(slot: number, axis: 0 | 1): number {
    const at = slot * stride
    const cell = this.shorts[(at + offsets.cell) / 2 + axis] as number
    return cell * cellSize + (this.floats[at / 4 + axis] as number)
  }

  private read(slot: number): Instance {
    const { floats, bytes, shorts } = this
    const at = slot * stride
    const float = at / 4
    return {
      x: this.position(slot, 0),
      y: this.position(slot, 1),
      w: floats[float + offsets.size / 4] as number,
      h: floats[float + offsets.size / 4 + 1] as number,
      kind: bytes[at + offsets.kind] as number,
      palette: (shorts[(at + offsets.palette) / 2] as number) & 0xffff,
      score: floats[float + offsets.score / 4] as number,
      extra: floats[float + offsets.extra / 4] as number,
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
