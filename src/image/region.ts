import type { Rect } from '../geometry/rect'

export interface Raster {
  /** u8, interleaved RGB: width × height × 3 */
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

/**
 * Copies what `raster` holds of `region` into a black picture of the region's size. The raster's top-left corner lies at
 * (left, top) in the region's coordinates.
 */
export function cut(raster: Raster, region: Rect, left = 0, top = 0): Uint8Array {
  const out = new Uint8Array(region.w * region.h * 3)
  copyInto(out, region, raster, left, top)
  return out
}

/** The same, into a picture of the region's size that is there already. */
export function copyInto(out: Uint8Array, region: Rect, raster: Raster, left: number, top: number): void {
  const x0 = Math.max(region.x, left)
  const x1 = Math.min(region.x + region.w, left + raster.width)
  const y0 = Math.max(region.y, top)
  const y1 = Math.min(region.y + region.h, top + raster.height)
  if (x0 >= x1) return
  for (let y = y0; y < y1; y++) {
    const from = ((y - top) * raster.width + x0 - left) * 3
    out.set(raster.data.subarray(from, from + (x1 - x0) * 3), ((y - region.y) * region.w + x0 - region.x) * 3)
  }
}

/** Repeats the last column and row of a raster until it has the size given. */
export function growByEdge(raster: Raster, width: number, height: number): Raster {
  if (raster.width === width && raster.height === height) return raster
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const from = Math.min(y, raster.height - 1) * raster.width * 3
    const to = y * width * 3
    data.set(raster.data.subarray(from, from + Math.min(width, raster.width) * 3), to)
    const last = from + (raster.width - 1) * 3
    for (let x = raster.width; x < width; x++) data.set(raster.data.subarray(last, last + 3), to + x * 3)
  }
  return { data, width, height }
}
