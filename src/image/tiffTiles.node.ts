import { open, type FileHandle } from 'node:fs/promises'
import { AppError } from '../base/errors'
import { borderTile, tileRegion } from './borderTile.node'
import type { EncodedTiles } from './encodedTiles'
import { imageError } from './imageError.node'
import { levelSize } from './pixelSource'
import { readPyramidRegion } from './pyramidRegion.node'
import { compressions, photometrics, readTiffPages, type TiffPage } from './tiffDirectory.node'
import { openZipTiles } from './zipTiles.node'

/** Opens a pyramid that `importImage` built. Throws AppError when it is missing, damaged or of another making. */
export async function openPyramid(path: string): Promise<EncodedTiles> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (error) {
    throw imageError(path, error)
  }
  try {
    const start = Buffer.alloc(2)
    await file.read(start, 0, 2, 0)
    if (start.toString('latin1') === 'PK') {
      await file.close()
      return await openZipTiles(path)
    }
    return new TiffTiles(path, file, checkPyramid(path, await readTiffPages(file, path)))
  } catch (error) {
    await file.close().catch(() => undefined)
    throw error
  }
}

/** Every page must halve the one before it and be made of tiles that we can hand out. */
function checkPyramid(path: string, pages: TiffPage[]): TiffPage[] {
  const first = pages[0] as TiffPage
  pages.forEach((page, level) => {
    const size = { width: Math.max(1, first.width >> level), height: Math.max(1, first.height >> level) }
    const known = page.compression === compressions.jpeg
    const square =
      page.tileWidth === first.tileWidth && page.tileHeight === page.tileWidth && page.tileWidth > 0
    if (!known || !square || page.width !== size.width || page.height !== size.height)
      throw new AppError('pyramid-foreign', `"${path}" is not one of our pyramids: import the image again.`)
  })
  return pages
}

class TiffTiles implements EncodedTiles {
  readonly width: number
  readonly height: number
  readonly levels: number
  readonly tileSize: number
  private readonly first: TiffPage

  constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    private readonly pages: readonly TiffPage[],
  ) {
    this.first = pages[0] as TiffPage
    this.width = this.first.width
    this.height = this.first.height
    this.levels = pages.length
    this.tileSize = this.first.tileWidth
  }

  async tile(level: number, column: number, row: number): Promise<Uint8Array> {
    const page = this.pages[level]
    const region = tileRegion(levelSize(this.width, this.height, level), this.tileSize, column, row)
    if (!page || !region)
      throw new AppError('tile-missing', `"${this.path}" has no tile ${column}, ${row} on level ${level}.`)
    const [right, bottom] = [(column + 1) * this.tileSize, (row + 1) * this.tileSize]
    if (right <= page.width && bottom <= page.height) return this.stored(page, column, row)
    const pixels = await readPyramidRegion(this.path, this, region, level)
    return borderTile(pixels, region.w, region.h, this.tileSize)
  }

  async close(): Promise<void> {
    await this.file.close()
  }

  private async stored(page: TiffPage, column: number, row: number): Promise<Uint8Array> {
    const index = row * Math.ceil(page.width / page.tileWidth) + column
    const [at, length] = [page.offsets[index] as number, page.byteCounts[index] as number]
    if (!(length >= 4 && length <= 64 * 1024 * 1024)) throw this.damaged()
    const bytes = Buffer.allocUnsafe(length)
    const { bytesRead } = await this.file.read(bytes, 0, length, at)
    if (bytesRead !== length) throw this.damaged()
    if (bytes.readUInt16BE(0) !== 0xffd8) throw this.damaged()
    return wholeJpeg(bytes, page.jpegTables, page.photometric)
  }

  private damaged(): AppError {
    return new AppError('pyramid-damaged', `"${this.path}" is damaged: import the image again.`)
  }
}

/**
 * A tile of a JPEG TIFF lacks its tables, which the page holds once (TIFF Technical Note 2): they go in after the start
 * marker. Tiles stored as RGB also need Adobe's APP14 with transform 0, or every reader takes them for YCbCr.
 */
export function wholeJpeg(tile: Uint8Array, tables: Uint8Array | undefined, photometric: number): Uint8Array {
  const adobe =
    photometric === photometrics.rgb
      ? [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0]
      : []
  const shared = tables && tables.length > 4 ? tables.subarray(2, tables.length - 2) : new Uint8Array(0)
  const out = new Uint8Array(tile.length + adobe.length + shared.length)
  out.set(tile.subarray(0, 2))
  out.set(adobe, 2)
  out.set(shared, 2 + adobe.length)
  out.set(tile.subarray(2), 2 + adobe.length + shared.length)
  return out
}
