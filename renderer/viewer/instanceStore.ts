import type { Rect } from '../../src/geometry/rect'

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
/** Records that are drawn or left out together. */
const chunkSize = 128

export class InstanceStore {
  private view: DataView
  private data: ArrayBuffer
  private capacity: number
  private used = 0
  private readonly free: number[] = []
  /** left, top, right, bottom of each chunk; they only grow until the next `reset` or `tidy`. */
  private chunks: Float64Array
  private readonly dirtyBlocks = new Set<number>()

  constructor() {
    this.capacity = blockSize
    this.data = new ArrayBuffer(this.capacity * stride)
    this.view = new DataView(this.data)
    this.chunks = emptyChunks(this.capacity)
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
    this.chunks = emptyChunks(this.capacity)
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
    return this.view.getUint8(slot * stride + offsets.flags)
  }

  setFlags(slot: number, bits: number): void {
    this.view.setUint8(slot * stride + offsets.flags, bits)
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
    const xs = Float64Array.from(kept, (slot) => this.position(slot, 0))
    const ys = Float64Array.from(kept, (slot) => this.position(slot, 1))
    const order = nearPlaces(xs, ys)
    const moved = new Uint32Array(used)
    const after = new Uint32Array((capacity * stride) / 4)
    const words = stride / 4
    order.forEach((at, to) => {
      const from = kept[at] as number
      moved[from] = to
      for (let word = 0; word < words; word++)
        after[to * words + word] = before[from * words + word] as number
    })
    this.data = after.buffer
    this.view = new DataView(this.data)
    this.used = order.length
    this.free.length = 0
    this.chunks = emptyChunks(capacity)
    for (let slot = 0; slot < this.used; slot++)
      this.include(Math.floor(slot / chunkSize) * 4, this.read(slot))
    this.touch(0, this.used)
    return moved
  }

  /** Runs [first slot, count] of the chunks that a rectangle meets; `margin` widens it, in image pixels. */
  runs(rect: Rect, margin: number): [number, number][] {
    const seen = { x: rect.x - margin, y: rect.y - margin, w: rect.w + 2 * margin, h: rect.h + 2 * margin }
    const found: [number, number][] = []
    const { chunks } = this
    for (let chunk = 0; chunk * chunkSize < this.used; chunk++) {
      const at = chunk * 4
      const [left, top] = [chunks[at] as number, chunks[at + 1] as number]
      const [right, bottom] = [chunks[at + 2] as number, chunks[at + 3] as number]
      if (left > right || left >= seen.x + seen.w || top >= seen.y + seen.h) continue
      if (right < seen.x || bottom < seen.y) continue
      const first = chunk * chunkSize
      const count = Math.min(chunkSize, this.used - first)
      const last = found.at(-1)
      if (last && last[0] + last[1] === first) last[1] += count
      else found.push([first, count])
    }
    return found
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
    this.include(Math.floor(slot / chunkSize) * 4, instance)
  }

  /** x or y, in image pixels. */
  private position(slot: number, axis: 0 | 1): number {
    const at = slot * stride
    const cell = this.view.getInt16(at + offsets.cell + 2 * axis, true)
    return cell * cellSize + this.view.getFloat32(at + offsets.rest + 4 * axis, true)
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

  private include(at: number, { x, y, w, h, kind, score = 0, extra = 0 }: Instance): void {
    const { chunks } = this
    const [low, high] = kind === kinds.trapezoid ? [Math.min(0, score), Math.max(w, extra)] : [0, w]
    chunks[at] = Math.min(chunks[at] as number, x + low, x + high)
    chunks[at + 1] = Math.min(chunks[at + 1] as number, y, y + h)
    chunks[at + 2] = Math.max(chunks[at + 2] as number, x + low, x + high)
    chunks[at + 3] = Math.max(chunks[at + 3] as number, y, y + h)
  }

  private touch(from: number, to: number): void {
    for (let block = Math.floor(from / blockSize); block * blockSize < to; block++)
      this.dirtyBlocks.add(block)
  }

  private grow(needed: number): void {
    if (needed <= this.capacity) return
    this.capacity = Math.ceil(Math.max(needed, this.capacity * 2) / blockSize) * blockSize
    const bigger = new ArrayBuffer(this.capacity * stride)
    new Uint8Array(bigger).set(new Uint8Array(this.data))
    this.data = bigger
    this.view = new DataView(bigger)
    const chunks = emptyChunks(this.capacity)
    chunks.set(this.chunks)
    this.chunks = chunks
    this.touch(0, this.used)
  }
}

function emptyChunks(capacity: number): Float64Array {
  const chunks = new Float64Array(Math.ceil(capacity / chunkSize) * 4)
  for (let i = 0; i < chunks.length; i++) chunks[i] = i % 4 < 2 ? Infinity : -Infinity
  return chunks
}

/** The order along a Z-curve over 1,024 × 1,024 cells: what is near in the image is mostly near in the buffer. */
export function nearOrder(instances: readonly { readonly x: number; readonly y: number }[]): Uint32Array {
  return nearPlaces(
    Float64Array.from(instances, ({ x }) => x),
    Float64Array.from(instances, ({ y }) => y),
  )
}

function nearPlaces(xs: Float64Array, ys: Float64Array): Uint32Array {
  const right = xs.reduce((most, x) => Math.max(most, x), 1)
  const bottom = ys.reduce((most, y) => Math.max(most, y), 1)
  // Key and number share one float64 (20 and 32 bits), so that the native sort of plain numbers does the work.
  const keys = new Float64Array(xs.length)
  for (let i = 0; i < xs.length; i++) {
    const column = Math.max(0, Math.floor(((xs[i] as number) / right) * 1023))
    const row = Math.max(0, Math.floor(((ys[i] as number) / bottom) * 1023))
    keys[i] = (spread(column) + 2 * spread(row)) * 2 ** 32 + i
  }
  keys.sort()
  return Uint32Array.from(keys, (key) => key % 2 ** 32)
}

/** Puts a zero between each two of ten bits. */
function spread(bits: number): number {
  let value = (bits | (bits << 8)) & 0x00ff00ff
  value = (value | (value << 4)) & 0x0f0f0f0f
  value = (value | (value << 2)) & 0x33333333
  return (value | (value << 1)) & 0x55555555
}
