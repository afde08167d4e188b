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

const one = new Float64Array(4)

/**
 * Records as they lie in a block of memory. Its numbers are in the order of bytes of every machine that Electron runs on,
 * as the GPU reads them.
 */
export class InstanceRecords {
  private readonly floats: Float32Array
  private readonly shorts: Int16Array
  private readonly bytes: Uint8Array
  readonly words: Uint32Array<ArrayBuffer>

  constructor(data: ArrayBuffer) {
    this.floats = new Float32Array(data)
    this.shorts = new Int16Array(data)
    this.bytes = new Uint8Array(data)
    this.words = new Uint32Array(data)
  }

  getFlags(slot: number): number {
    return this.bytes[slot * stride + offsets.flags] as number
  }

  setFlags(slot: number, bits: number): void {
    this.bytes[slot * stride + offsets.flags] = bits
  }

  getKind(slot: number): number {
    return this.bytes[slot * stride + offsets.kind] as number
  }

  width(slot: number): number {
    return this.floats[(slot * stride + offsets.size) / 4] as number
  }

  height(slot: number): number {
    return this.floats[(slot * stride + offsets.size) / 4 + 1] as number
  }

  set(slot: number, instance: Instance, flagBits: number): void {
    const { x, y, w, h, kind, palette, score = 1, extra = 0 } = instance
    one[0] = x
    one[1] = y
    one[2] = w
    one[3] = h
    this.putRect(slot, one, 0)
    this.putLook(slot, kind, palette)
    const at = (slot * stride) / 4
    this.floats[at + offsets.score / 4] = score
    this.floats[at + offsets.extra / 4] = extra
    this.bytes[slot * stride + offsets.flags] = flagBits
  }

  /** Writes the rectangle that begins at `at`: numbers that are handed on one by one become objects for the collector. */
  putRect(slot: number, rects: Float64Array, at: number): void {
    const { floats, shorts } = this
    const [float, short] = [(slot * stride) / 4, (slot * stride) / 2]
    for (let axis = 0; axis < 2; axis++) {
      const value = rects[at + axis] as number
      const cell = Math.floor(value / cellSize)
      floats[float + offsets.rest / 4 + axis] = value - cell * cellSize
      floats[float + offsets.size / 4 + axis] = rects[at + 2 + axis] as number
      shorts[short + offsets.cell / 2 + axis] = cell
    }
  }

  /** What else all kinds have; flags, score and extra become those of a box that is as sure as can be. */
  putLook(slot: number, kind: number, palette: number): void {
    const { floats, shorts, bytes } = this
    const at = slot * stride
    floats[at / 4 + offsets.score / 4] = 1
    floats[at / 4 + offsets.extra / 4] = 0
    shorts[(at + offsets.palette) / 2] = palette
    bytes[at + offsets.kind] = kind
    bytes[at + offsets.flags] = 0
  }

  /** x or y, in image pixels. */
  position(slot: number, axis: 0 | 1): number {
    const at = slot * stride
    const cell = this.shorts[(at + offsets.cell) / 2 + axis] as number
    return cell * cellSize + (this.floats[at / 4 + axis] as number)
  }

  read(slot: number): Instance {
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
}
