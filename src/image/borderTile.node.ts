import { growByEdge } from './region'
import { sharp } from './sharp.node'

/**
 * A tile at the right or bottom border, anew from its pixels with the last column and row repeated. As stored it is padded
 * with black, which bleeds into the image where a decoder smooths colours; or it is too small, or missing (libvips rounds the
 * size of a level down, we round it up).
 */
export async function borderTile(
  data: Uint8Array,
  width: number,
  height: number,
  side: number,
): Promise<Uint8Array> {
  const grown = growByEdge({ data, width, height }, side, side)
  return sharp(grown.data, { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer()
}

/** What a tile shows of a level, in the level's pixels; undefined where the level has no such tile. */
export function tileRegion(
  size: { readonly width: number; readonly height: number },
  side: number,
  column: number,
  row: number,
): { x: number; y: number; w: number; h: number } | undefined {
  const [x, y] = [column * side, row * side]
  if (!(x >= 0 && y >= 0 && x < size.width && y < size.height)) return undefined
  return { x, y, w: Math.min(side, size.width - x), h: Math.min(side, size.height - y) }
}
