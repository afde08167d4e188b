import { intersect, type Rect } from '../geometry/rect'
import { tiffLimit } from './encodedTiles'
import { imageError } from './imageError.node'
import { Limiter } from './limiter'
import { levelSize } from './pixelSource'
import { cut, growByEdge } from './region'
import { openImage, sharp } from './sharp.node'
import { readZipRegion } from './zipTiles.node'

/** Decoding regions of files runs on this many threads at once, however many sources are open. */
const reads = new Limiter(2)

interface Sized {
  readonly width: number
  readonly height: number
}

/** A region of one level of a pyramid, as PixelSource.read gives it. */
export function readPyramidRegion(
  path: string,
  size: Sized,
  region: Rect,
  level: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (Math.max(size.width, size.height) > tiffLimit)
    return reads.run(() => readZipRegion(path, region, level), signal)
  // libvips rounds the size of a level down, we round it up: its last column and row are repeated where it lacks ours.
  const stored = { width: Math.max(1, size.width >> level), height: Math.max(1, size.height >> level) }
  const open = () =>
    sharp(path, { page: level, failOn: 'error', limitInputPixels: false, sequentialRead: false })
  return readRegion(path, open, stored, levelSize(size.width, size.height, level), region, signal)
}

/** A region of a tiled picture at full size, decoded where it lies. */
export function readTiledRegion(
  path: string,
  size: Sized,
  region: Rect,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  return readRegion(path, () => openImage(path, { sequential: false }), size, size, region, signal)
}

async function readRegion(
  path: string,
  open: () => ReturnType<typeof sharp>,
  stored: Sized,
  wanted: Sized,
  region: Rect,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const inside = intersect(region, { x: 0, y: 0, w: wanted.width, h: wanted.height })
  if (!inside) return new Uint8Array(region.w * region.h * 3)
  const left = Math.min(inside.x, stored.width - 1)
  const top = Math.min(inside.y, stored.height - 1)
  const width = Math.max(1, Math.min(inside.x + inside.w, stored.width) - left)
  const height = Math.max(1, Math.min(inside.y + inside.h, stored.height) - top)
  return reads.run(async () => {
    try {
      const data = await open().extract({ left, top, width, height }).toColourspace('srgb').raw().toBuffer()
      return cut(growByEdge({ data, width, height }, inside.w, inside.h), region, inside.x, inside.y)
    } catch (error) {
      throw imageError(path, error)
    }
  }, signal)
}
