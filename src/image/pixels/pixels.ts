import type { Rect } from '../../geometry/rect'

/** Whole numbers of 8 or 16 bits without a sign; all else as floating point, where NaN stands for no value. */
export type Samples = Uint8Array | Uint16Array | Float32Array
export type Depth = 8 | 16 | 32

/** Pixels in memory, interleaved: width × height × channels samples. */
export interface Pixels<S extends Samples = Samples> {
  readonly data: S
  readonly width: number
  readonly height: number
  readonly channels: number
}

export function samplesOf(bits: Depth, length: number): Samples {
  if (bits === 8) return new Uint8Array(length)
  return bits === 16 ? new Uint16Array(length) : new Float32Array(length)
}

export function depthOf(samples: Samples): Depth {
  if (samples instanceof Uint8Array) return 8
  return samples instanceof Uint16Array ? 16 : 32
}

export function emptySamples<S extends Samples>(like: S, length: number): S {
  return samplesOf(depthOf(like), length) as S
}

/**
 * Copies what `pixels` holds of `region` into `out`, a picture of the region's size with as many channels. The top-left corner
 * of `pixels` lies at (left, top) in the region's coordinates.
 */
// eslint-disable-next-line max-params -- Two pictures, and where one lies in the other.
export function copyInto(out: Samples, region: Rect, pixels: Pixels, left: number, top: number): void {
  const { channels } = pixels
  const x0 = Math.max(region.x, left)
  const x1 = Math.min(region.x + region.w, left + pixels.width)
  const y0 = Math.max(region.y, top)
  const y1 = Math.min(region.y + region.h, top + pixels.height)
  if (x0 >= x1) return
  for (let y = y0; y < y1; y++) {
    const from = ((y - top) * pixels.width + x0 - left) * channels
    const to = ((y - region.y) * region.w + x0 - region.x) * channels
    out.set(pixels.data.subarray(from, from + (x1 - x0) * channels), to)
  }
}

/** What `pixels`, at (left, top), holds of a region; zero elsewhere. */
export function cut<S extends Samples>(pixels: Pixels<S>, region: Rect, left = 0, top = 0): S {
  const out = emptySamples(pixels.data, region.w * region.h * pixels.channels)
  copyInto(out, region, pixels, left, top)
  return out
}

/** Repeats the last column and row, or leaves some out, until the picture has the size given. */
export function fitByEdge<S extends Samples>(pixels: Pixels<S>, width: number, height: number): Pixels<S> {
  if (pixels.width === width && pixels.height === height) return pixels
  const { channels } = pixels
  const data = emptySamples(pixels.data, width * height * channels)
  const used = Math.min(width, pixels.width) * channels
  for (let y = 0; y < height; y++) {
    const from = Math.min(y, pixels.height - 1) * pixels.width * channels
    const to = y * width * channels
    data.set(pixels.data.subarray(from, from + used), to)
    for (let at = used; at < width * channels; at++) data[to + at] = data[to + at - channels] as number
  }
  return { data, width, height, channels }
}

/** Half the size, rounded up: each pixel the mean of four, the last column and row repeated where the size is odd. */
export function halve<S extends Samples>(pixels: Pixels<S>): Pixels<S> {
  const { width, height, channels } = pixels
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) }
  const data = emptySamples(pixels.data, half.width * half.height * channels)
  for (let y = 0; y < half.height; y++) {
    const upper = 2 * y * width * channels
    const lower = Math.min(2 * y + 1, height - 1) * width * channels
    halveRow({ samples: pixels.data, upper, lower, width, channels }, data, y * half.width * channels)
  }
  return { data, ...half, channels }
}

/** Two rows of pixels, which begin at sample `upper` and `lower` of `samples`. */
export interface RowPair {
  readonly samples: Samples
  readonly upper: number
  readonly lower: number
  /** Pixels. */
  readonly width: number
  readonly channels: number
}

/** One row of the half-size picture out of two rows, into `out` from sample `to` on. */
export function halveRow(rows: RowPair, out: Samples, to: number): void {
  const { samples: from, upper, lower, width, channels } = rows
  if (from instanceof Float32Array) return halveReals({ ...rows, samples: from }, out, to)
  const pairs = width >> 1
  if (channels === 3)
    for (let x = 0, a = upper, b = lower, o = to; x < pairs; x++, a += 6, b += 6, o += 3) {
      out[o] = (from[a]! + from[a + 3]! + from[b]! + from[b + 3]! + 2) >> 2
      out[o + 1] = (from[a + 1]! + from[a + 4]! + from[b + 1]! + from[b + 4]! + 2) >> 2
      out[o + 2] = (from[a + 2]! + from[a + 5]! + from[b + 2]! + from[b + 5]! + 2) >> 2
    }
  else
    for (let x = 0, a = upper, b = lower, o = to; x < pairs; x++, a += channels, b += channels)
      for (let c = 0; c < channels; c++, a++, b++, o++)
        out[o] = (from[a]! + from[a + channels]! + from[b]! + from[b + channels]! + 2) >> 2
  if (width % 2 === 0) return
  const last = (width - 1) * channels
  for (let c = 0; c < channels; c++)
    out[to + pairs * channels + c] = (from[upper + last + c]! + from[lower + last + c]! + 1) >> 1
}

/** What has no value counts for nothing: a map's border does not run into the map. */
function halveReals(
  { samples: from, upper, lower, width, channels }: RowPair & { readonly samples: Float32Array },
  out: Samples,
  to: number,
): void {
  for (let x = 0, o = to; x < width; x += 2)
    for (let c = 0; c < channels; c++, o++) {
      const left = x * channels + c
      const right = x + 1 < width ? left + channels : left
      const [one, two, three] = [from[upper + left]!, from[upper + right]!, from[lower + left]!]
      const four = from[lower + right]!
      const sum = one + two + three + four
      out[o] = Number.isNaN(sum) ? meanOfValues([one, two, three, four]) : sum / 4
    }
}

function meanOfValues(all: readonly number[]): number {
  const values = all.filter((value) => !Number.isNaN(value))
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Single-channel pictures of one size into one of many channels. */
export function interleave(planes: readonly Pixels[]): Pixels {
  const first = planes[0] as Pixels
  const channels = planes.length
  if (channels === 1) return first
  const length = first.width * first.height
  const data = emptySamples(first.data, length * channels)
  for (const [c, plane] of planes.entries()) {
    const from = plane.data
    for (let i = 0, to = c; i < length; i++, to += channels) data[to] = from[i]!
  }
  return { ...first, data, channels }
}

/** Some channels of a picture, in the order given. */
export function choose(pixels: Pixels, chosen: readonly number[]): Pixels {
  const { channels, width, height } = pixels
  if (chosen.length === channels && chosen.every((c, i) => c === i)) return pixels
  const length = width * height
  const data = emptySamples(pixels.data, length * chosen.length)
  for (let i = 0, to = 0; i < length; i++)
    for (const channel of chosen) data[to++] = pixels.data[i * channels + channel]!
  return { data, width, height, channels: chosen.length }
}
