import { open, stat } from 'node:fs/promises'
import { AppError } from '../base/errors'
import { intersect, type Rect } from '../geometry/rect'
import { borderTile, tileRegion } from './borderTile.node'
import type { EncodedTiles } from './encodedTiles'
import { imageError } from './imageError.node'
import { levelSize } from './pixelSource'
import { copyInto } from './region'
import { openImage } from './sharp.node'
import { damagedPyramid, readZipIndex, storedBytes, type ZipIndex } from './zipIndex.node'

/** Tables of contents of the pyramids used last: that of a 100,000² image takes 4 MB and a second to read. */
const indexes = new Map<string, Promise<ZipIndex>>()
const indexesKept = 4

async function indexOf(path: string): Promise<ZipIndex> {
  const file = await stat(path).catch((error: unknown) => {
    throw imageError(path, error)
  })
  const key = `${path}|${file.mtimeMs}|${file.size}`
  const index = indexes.get(key) ?? readZipIndex(path)
  indexes.delete(key)
  indexes.set(key, index)
  index.catch(() => indexes.delete(key))
  const [oldest] = indexes.keys()
  if (indexes.size > indexesKept && oldest !== undefined) indexes.delete(oldest)
  return index
}

/** The tiles of a pyramid of an image over 65,535 pixels a side. */
export async function openZipTiles(path: string): Promise<EncodedTiles> {
  const { width, height, tileSize, levels } = await indexOf(path)
  return {
    width,
    height,
    levels: levels.length,
    tileSize,
    async tile(level, column, row) {
      const region = tileRegion(levelSize(width, height, level), tileSize, column, row)
      if (region && (region.w < tileSize || region.h < tileSize))
        return borderTile(await readZipRegion(path, region, level), region.w, region.h, tileSize)
      return storedTile(path, level, column, row)
    },
    async close() {},
  }
}

/** A region of one level, tile by tile: u8 RGB, black beyond the border. */
export async function readZipRegion(path: string, region: Rect, level: number): Promise<Uint8Array> {
  const { width, height, tileSize: side } = await indexOf(path)
  const out = new Uint8Array(region.w * region.h * 3)
  const size = levelSize(width, height, level)
  const inside = intersect(region, { x: 0, y: 0, w: size.width, h: size.height })
  if (!inside) return out
  for (let row = Math.floor(inside.y / side); row * side < inside.y + inside.h; row++)
    for (let column = Math.floor(inside.x / side); column * side < inside.x + inside.w; column++) {
      const jpeg = await storedTile(path, level, column, row)
      const { data, info } = await openImage(jpeg, { sequential: true })
        .raw()
        .toBuffer({ resolveWithObject: true })
      copyInto(out, region, { data, width: info.width, height: info.height }, column * side, row * side)
    }
  return out
}

async function storedTile(path: string, level: number, column: number, row: number): Promise<Uint8Array> {
  const found = (await indexOf(path)).levels[level]
  if (!found || !(column >= 0 && row >= 0 && column < found.columns && row < found.rows))
    throw new AppError('tile-missing', `"${path}" has no tile ${column}, ${row} on level ${level}.`)
  const file = await open(path, 'r')
  try {
    const index = row * found.columns + column
    return await storedBytes(file, path, found.at[index] as number, found.length[index] as number)
  } catch (error) {
    throw error instanceof AppError ? error : damagedPyramid(path, error)
  } finally {
    await file.close()
  }
}
