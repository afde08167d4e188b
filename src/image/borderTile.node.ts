import { growByEdge } from './region'
import { sharp } from './sharp.node'

interface Part {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/**
 * A new JPEG of side × side pixels from a part of another, its last column and row repeated: for the tiles at a border that
 * the file holds too small, or not at all.
 */
export async function borderTile(jpeg: Uint8Array, part: Part, side: number): Promise<Uint8Array> {
  const { width, height } = part
  const data = await sharp(jpeg, { failOn: 'error' }).extract(part).toColourspace('srgb').raw().toBuffer()
  const grown = growByEdge({ data, width, height }, side, side)
  return sharp(grown.data, { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer()
}
