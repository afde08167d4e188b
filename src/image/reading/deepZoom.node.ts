import { basename, dirname, extname, join } from 'node:path'
import { AppError } from '../../base/errors'
import { smallFile } from '../../files/readFile.node'
import { says } from '../../messages/says/says'
import { readWhole } from './byteSource.node'
import { jpegSize } from './jpeg'
import { levelOf, type StoredLevel, type StoredPicture } from '../pixels/picture'
import { cut, type Pixels } from '../pixels/pixels'
import { openImage, sharp } from './sharp.node'
import { damagedTile } from './tiff/tileCodec.node'

/** Bytes of a tile: one of 4,096 pixels a side that nothing compresses, with room. */
const largestTile = 128 * 1024 * 1024
const kind = { bits: 8, channels: 3, rgb: true } as const

/**
 * A Deep Zoom picture: a `.dzi` file beside a folder `NAME_files` of tiles by level (Microsoft's schema of 2009). Throws
 * AppError when the file says nothing that can be true.
 */
export async function openDeepZoom(path: string): Promise<StoredPicture> {
  const about = await readAbout(path)
  const { width, height } = about
  const folder = join(dirname(path), `${basename(path, extname(path))}_files`)
  const levels = new Map<number, StoredLevel>()
  // Deep Zoom counts levels from the single pixel up.
  const top = Math.ceil(Math.log2(Math.max(width, height)))
  for (let level = 0; level <= top; level++) {
    const size = { width: Math.ceil(width / 2 ** level), height: Math.ceil(height / 2 ** level) }
    if (levelOf(about, size) === level)
      levels.set(level, deepZoomLevel(join(folder, String(top - level)), size, about))
    if (Math.max(size.width, size.height) <= about.tileSize) break
  }
  const names = [says.image.red, says.image.green, says.image.blue]
  return {
    width,
    height,
    kind,
    channelNames: names,
    channelColors: [],
    levels,
    close: () => Promise.resolve(),
  }
}

interface About {
  readonly width: number
  readonly height: number
  readonly tileSize: number
  readonly overlap: number
  readonly format: string
}

async function readAbout(path: string): Promise<About> {
  const text = (await readWhole(path, smallFile)).toString('utf8')
  const number = (name: string) => Number(new RegExp(`\\b${name}\\s*=\\s*["'](\\d{1,9})["']`).exec(text)?.[1])
  const format = /\bFormat\s*=\s*["'](\w{1,8})["']/.exec(text)?.[1]?.toLowerCase()
  const about = {
    width: number('Width'),
    height: number('Height'),
    tileSize: number('TileSize'),
    overlap: number('Overlap') || 0,
    format: format ?? '',
  }
  const { width, height, tileSize, overlap } = about
  const good = width > 0 && height > 0 && tileSize >= 64 && tileSize <= 4096 && overlap < tileSize
  if (good && ['jpg', 'jpeg', 'png', 'webp'].includes(about.format)) return about
  throw new AppError('image-unreadable', says.image.pathIsNotADeep(path))
}

function deepZoomLevel(folder: string, size: { width: number; height: number }, about: About): StoredLevel {
  const { tileSize, overlap, format } = about
  const file = (column: number, row: number) => join(folder, `${column}_${row}.${format}`)
  const part = (index: number, whole: number) => Math.min(tileSize, whole - index * tileSize)
  const bytes = (column: number, row: number) => readWhole(file(column, row), largestTile)
  return {
    ...size,
    tileWidth: tileSize,
    tileHeight: tileSize,
    padded: false,
    jpeg:
      overlap > 0 || !format.startsWith('jp')
        ? undefined
        : async (column, row) => {
            const tile = await bytes(column, row)
            const found = jpegSize(tile)
            if (found?.width === tileSize && found.height === tileSize) return tile
            throw damagedTile(file(column, row), new Error(says.image.itHasAnotherSizeThan))
          },
    async decode(column, row): Promise<Pixels> {
      const tile = await bytes(column, row)
      try {
        const found = await sharp(tile).metadata()
        const limit = tileSize + 2 * overlap
        if (found.width > limit || found.height > limit) throw new Error(says.image.itIsLargerThanThe)
        const { data, info } = await openImage(tile, { sequential: true })
          .raw()
          .toBuffer({ resolveWithObject: true })
        const pixels = { data, width: info.width, height: info.height, channels: 3 }
        const [x, y] = [column > 0 ? overlap : 0, row > 0 ? overlap : 0]
        const [w, h] = [part(column, size.width), part(row, size.height)]
        if (x === 0 && y === 0 && w === info.width && h === info.height) return pixels
        return { data: cut(pixels, { x, y, w, h }), width: w, height: h, channels: 3 }
      } catch (error) {
        throw damagedTile(file(column, row), error)
      }
    },
  }
}
