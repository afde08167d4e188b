import type { Rect } from '../geometry/rect'

export type Samples = Uint8Array | Uint16Array

/** Pixels in memory, interleaved: width × height × channels samples. */
export interface Pixels<S extends Samples = Samples> {
  readonly data: S
  readonly width: number
  readonly height: number
  readonly channels: number
}

export function emptySamples<S extends Samples>(like: S, length: number): S {
  return (like instanceof Uint8Array ? new Uint8Array(length) : new Uint16Array(length)) as S
}

/**
 * Copies what `pixels` holds of `region` into `out`, a picture of the region's size with as many channels. The top-left corner
 * of `pixels` lies at (left, top) in the region's coordinates.
 */
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
    halveRow(pixels.data, upper, lower, width, channels, data, y * half.width * channels)
  }
  return { data, ...half, channels }
}

/** One row of the half-size picture out of two rows, which begin at sample `upper` and `lower`. */
export function halveRow(
  from: Samples,
  upper: number,
  lower: number,
  width: number,
  channels: number,
  out: Samples,
  to: number,
): void {
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
