import { intersect, type Rect } from '../geometry/rect'
import type { JobContext } from '../base/job'
import { levelSize, type PixelSource } from '../image/pixels/pixelSource'
import { Resampler } from '../image/pixels/resample'

/** Rows that are read at once. */
const band = 256
/** Pixels that the kernel of a resampling sees beyond a border. */
const margin = 8

/** The level of which a pixel is no larger than one of the result. */
export function levelForScale(scale: number, levels: number): number {
  return Math.max(0, Math.min(levels - 1, Math.floor(Math.log2(1 / scale) + 1e-9)))
}

/**
 * A region of an image (full-size pixels) as RGB u8 of `width` × `height` pixels, from the level that fits: memory holds three
 * times the result at most, however large the region is.
 */
export async function readRegion(
  image: PixelSource,
  region: Rect,
  { width, height }: { readonly width: number; readonly height: number },
  { signal, progress }: Pick<JobContext, 'signal' | 'progress'>,
): Promise<{ readonly pixels: Uint8Array; readonly level: number }> {
  const level = levelForScale(width / region.w, image.levels)
  const factor = 2 ** -level
  const part = { x: region.x * factor, y: region.y * factor, w: region.w * factor, h: region.h * factor }
  const size = levelSize(image.width, image.height, level)
  const [left, top] = [Math.floor(part.x) - margin, Math.floor(part.y) - margin]
  const wide = {
    ...{ x: left, y: top },
    w: Math.ceil(part.x + part.w) + margin - left,
    h: Math.ceil(part.y + part.h) + margin - top,
  }
  const from = intersect(wide, { x: 0, y: 0, w: size.width, h: size.height }) as Rect
  const inside = { ...part, x: part.x - from.x, y: part.y - from.y }
  const resampler = new Resampler({ width: from.w, height: from.h }, inside, { width, height })
  for (let y = 0; y < from.h; y += band) {
    signal.throwIfAborted()
    progress({ done: y, total: from.h, unit: 'rows' })
    const rows = { x: from.x, y: from.y + y, w: from.w, h: Math.min(band, from.h - y) }
    resampler.push(await image.read(rows, level, signal))
  }
  return { pixels: resampler.finish(), level }
}
