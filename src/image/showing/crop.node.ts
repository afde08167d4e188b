import type { Rect } from '../../geometry/rect'
import type { LevelSet } from './levelSet.node'
import { sharp } from '../reading/sharp.node'

/** A JPEG of a region (full-size pixels, may reach over the image), scaled to fit size × size. */
export async function cropJpeg(image: LevelSet, region: Rect, size: number): Promise<Uint8Array> {
  const longest = Math.max(region.w, region.h, 1)
  const level = Math.min(image.levels - 1, Math.max(0, Math.floor(Math.log2(longest / size))))
  const scale = 2 ** -level
  const x = Math.floor(region.x * scale)
  const y = Math.floor(region.y * scale)
  // Far zoomed out on an enormous region the last level may still be large: what is read stays within bounds.
  const limit = 4 * size
  const width = Math.min(limit, Math.max(1, Math.ceil((region.x + region.w) * scale) - x))
  const height = Math.min(limit, Math.max(1, Math.ceil((region.y + region.h) * scale) - y))
  const data = await image.read({ x, y, w: width, h: height }, level)
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ width: size, height: size, fit: 'inside' })
    .jpeg({ quality: 85 })
    .toBuffer()
}
