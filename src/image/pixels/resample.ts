import type { Rect } from '../../geometry/rect'

// Resizing as Pillow does it, byte for byte: `Image.resize(size, Image.LANCZOS, box)`, which is Keras'
// `load_img(target_size=…, interpolation='lanczos')`. A network gives the answer that it gave where it was trained only for the
// same pixels, and no two libraries' "Lanczos" agree by themselves.

interface Size {
  readonly width: number
  readonly height: number
}

/** Lobes of the kernel on each side (Duchon 1979). */
const lobes = 3
/** Weights are whole numbers, this many bits finer than a step of a pixel's value. */
const weightBits = 22
const one = 2 ** weightBits
const half = 2 ** (weightBits - 1)

/** Which values along one side make up each of those that come out, and with what weights. */
interface Taps {
  /** First value of each. */
  readonly first: Int32Array
  readonly count: Int32Array
  /** `most` weights for each. */
  readonly weight: Int32Array
  readonly most: number
}

function lanczos(x: number): number {
  if (x === 0) return 1
  if (Math.abs(x) >= lobes) return 0
  const [a, b] = [Math.PI * x, (Math.PI * x) / lobes]
  return (Math.sin(a) / a) * (Math.sin(b) / b)
}

/**
 * For `to` values out of the `length` from `from` on, of `all`: shrunk, the kernel is as much wider as that it sees every value.
 * At the edges of the picture it is cut off, at those of the part it looks beyond.
 */
function tapsOf(all: number, from: number, length: number, to: number): Taps {
  const scale = length / to
  const stretch = Math.max(1, scale)
  const reach = lobes * stretch
  const most = Math.ceil(reach) * 2 + 1
  const taps: Taps = {
    ...{ first: new Int32Array(to), count: new Int32Array(to) },
    ...{ weight: new Int32Array(to * most), most },
  }
  for (let i = 0; i < to; i++) {
    const centre = from + (i + 0.5) * scale
    const first = Math.max(0, Math.trunc(centre - reach + 0.5))
    const end = Math.min(all, Math.trunc(centre + reach + 0.5))
    const values = Array.from({ length: end - first }, (_, k) =>
      lanczos((k + first - centre + 0.5) / stretch),
    )
    const sum = values.reduce((a, b) => a + b, 0)
    values.forEach((value, k) => {
      const share = (value / sum) * one
      taps.weight[i * most + k] = Math.trunc(share < 0 ? share - 0.5 : share + 0.5)
    })
    taps.first[i] = first
    taps.count[i] = end - first
  }
  return taps
}

/** A weighted sum of bytes as a byte. */
function byteOf(sum: number): number {
  const value = sum >> weightBits
  return value < 0 ? 0 : value > 255 ? 255 : value
}

/**
 * Resizes a picture whose rows come from the top, some at a time: first each row, to bytes, then the columns. Memory holds the
 * picture's height times the width that comes out.
 */
export class Resampler {
  private readonly across: Taps
  private readonly down: Taps
  /** u8 [height, to.width, 3] */
  private readonly narrow: Uint8Array
  private rows = 0

  /** `part` of a picture of this size, in whole pixels, as `to` pixels. */
  constructor(
    private readonly from: Size,
    part: Rect,
    private readonly to: Size,
  ) {
    this.across = tapsOf(from.width, part.x, part.w, to.width)
    this.down = tapsOf(from.height, part.y, part.h, to.height)
    this.narrow = new Uint8Array(from.height * to.width * 3)
  }

  /** rows: u8 [n, width, 3], the next n. */
  push(rows: Uint8Array): void {
    const { first, count, weight, most } = this.across
    const { narrow, to, from } = this
    const row = from.width * 3
    let out = this.rows * to.width * 3
    for (let start = 0; start < rows.length; start += row) {
      for (let x = 0; x < to.width; x++) {
        let [r, g, b] = [half, half, half]
        let at = start + (first[x] as number) * 3
        const end = x * most + (count[x] as number)
        for (let k = x * most; k < end; k++, at += 3) {
          const w = weight[k]!
          r += rows[at]! * w
          g += rows[at + 1]! * w
          b += rows[at + 2]! * w
        }
        narrow[out++] = byteOf(r)
        narrow[out++] = byteOf(g)
        narrow[out++] = byteOf(b)
      }
    }
    this.rows += rows.length / row
  }

  /** u8 [to.height, to.width, 3] */
  finish(): Uint8Array {
    if (this.rows !== this.from.height)
      throw new Error(`${this.rows} rows of ${this.from.height} were resized`)
    const { first, count, weight, most } = this.down
    const { narrow, to } = this
    const row = to.width * 3
    const pixels = new Uint8Array(to.height * row)
    for (let y = 0; y < to.height; y++) {
      for (let x = 0; x < row; x++) {
        let sum = half
        let at = (first[y] as number) * row + x
        const end = y * most + (count[y] as number)
        for (let k = y * most; k < end; k++, at += row) sum += narrow[at]! * weight[k]!
        pixels[y * row + x] = byteOf(sum)
      }
    }
    return pixels
  }
}
