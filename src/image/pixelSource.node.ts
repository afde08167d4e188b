import { open } from 'node:fs/promises'
import { AppError } from '../base/errors'
import type { Rect } from '../geometry/rect'
import { holdDecoded, type DecodedImage } from './decodedImages.node'
import { imageError } from './imageError.node'
import type { PixelSource } from './pixelSource'
import { readPyramidRegion, readTiledRegion } from './pyramidRegion.node'
import { cut } from './region'
import { sharp } from './sharp.node'
import { readTiffPages } from './tiffDirectory.node'

/** What an image's record says, with the place of its pyramid. */
export interface SourceImage {
  readonly path: string
  readonly pyramid: string
  readonly width: number
  readonly height: number
  readonly levels: number
}

/** Originals up to this size are decoded once and kept in memory while a source is open (192 MB at most). */
const wholeLimit = 64 * 1024 * 1024

type Strategy = 'whole' | 'in-place' | 'pyramid'

/**
 * The pixels of an imported image. Level 0 comes from the original where that costs little: decoded once into memory up to
 * 64 megapixels, by region from a tiled TIFF of any size; from the pyramid (JPEG) otherwise. Close it when done: it may hold
 * the decoded picture. Throws AppError when the original is missing, damaged or of another size than when it was imported.
 */
export async function openPixelSource(image: SourceImage): Promise<PixelSource> {
  return new FileSource(image, await chooseStrategy(image))
}

async function chooseStrategy(image: SourceImage): Promise<Strategy> {
  let size: { width: number; height: number; format?: string }
  try {
    const found = await sharp(image.path, { limitInputPixels: false }).metadata()
    size = { width: found.autoOrient.width, height: found.autoOrient.height, format: found.format }
  } catch (error) {
    throw imageError(image.path, error)
  }
  if (size.width !== image.width || size.height !== image.height)
    throw new AppError(
      'image-changed',
      `"${image.path}" is ${size.width} × ${size.height} pixels now and was ${image.width} × ${image.height} when it was imported: put the old file back, or import this one as a new image.`,
    )
  if (image.width * image.height <= wholeLimit) return 'whole'
  return size.format === 'tiff' && (await isTiled(image.path)) ? 'in-place' : 'pyramid'
}

/** Whether a TIFF can be read by region: in tiles, and as it is to be seen. */
async function isTiled(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const page = (await readTiffPages(file, path))[0]
    return page !== undefined && page.tileWidth > 0 && page.orientation === 1
  } finally {
    await file.close()
  }
}

class FileSource implements PixelSource {
  readonly width: number
  readonly height: number
  readonly levels: number
  private decoded: Promise<DecodedImage> | undefined
  private closed = false

  constructor(
    private readonly image: SourceImage,
    private readonly strategy: Strategy,
  ) {
    this.width = image.width
    this.height = image.height
    this.levels = image.levels
  }

  async read(region: Rect, level: number, signal?: AbortSignal): Promise<Uint8Array> {
    if (this.closed) throw new Error(`"${this.image.path}" was closed`)
    if (!(level >= 0 && level < this.levels))
      throw new RangeError(`"${this.image.path}" has no level ${level}`)
    if (![region.x, region.y, region.w, region.h].every(Number.isInteger) || region.w < 1 || region.h < 1)
      throw new RangeError(`a region must have whole-number edges and a size: ${JSON.stringify(region)}`)
    signal?.throwIfAborted()
    if (level > 0 || this.strategy === 'pyramid')
      return readPyramidRegion(this.image.pyramid, this.image, region, level, signal)
    if (this.strategy === 'in-place') return readTiledRegion(this.image.path, this.image, region, signal)
    this.decoded ??= holdDecoded(this.image.path)
    return cut(await this.decoded, region)
  }

  async close(): Promise<void> {
    this.closed = true
    const decoded = await this.decoded?.catch(() => undefined)
    decoded?.release()
    this.decoded = undefined
  }
}
