import { stat } from 'node:fs/promises'
import { AppError } from '../base/errors'
import type { Rect } from '../geometry/rect'
import { says } from '../messages/says/says'
import { holdDecoded, type DecodedImage } from './decodedImages.node'
import { describePicture, type PictureAbout } from './reading/describe.node'
import { render } from './showing/display'
import { seenChannels } from './showing/stains'
import type { DisplaySetting } from '../records/image'
import type { FileStamp } from '../records/image'
import type { LevelSet } from './showing/levelSet.node'
import { openLevels, openServedLevels } from './openLevels.node'
import type { PicturePart } from '../records/image'
import type { PixelSource } from './pixels/pixelSource'
import { cut } from './pixels/pixels'
import { checkSameFile } from './reading/sameFile.node'
import { isServed } from './reading/served'

/** What an image's record says, with the place of its pyramid. */
export interface SourceImage {
  readonly path: string
  readonly part?: PicturePart | undefined
  readonly pyramid: string
  readonly width: number
  readonly height: number
  readonly levels: number
  readonly tileSize: number
  readonly display?: DisplaySetting | undefined
  readonly sha256?: string | undefined
  readonly stamp?: FileStamp | undefined
}

/** Originals up to this size are decoded once and kept in memory while a source is open (192 MB at most). */
const wholeLimit = 64 * 1024 * 1024

/**
 * The pixels of an imported image as they are seen: rendered by its display setting. Level 0 comes from the original where
 * that costs little: decoded once into memory up to 64 megapixels, by tile where it is tiled; from the pyramid otherwise.
 * Close it when done: it may hold the decoded picture. Throws AppError when the original is missing, damaged or
 * another than when it was imported.
 */
export async function openPixelSource(image: SourceImage): Promise<PixelSource> {
  const about = await describeOnce(image)
  const { width, height, kind, access } = about
  if (width !== image.width || height !== image.height)
    throw new AppError(
      'image-changed',
      says.image.pathIsWidthHeightPixels(image.path, width, height, image.width, image.height),
    )
  await checkSameFile(image)
  // A pyramid of colours is of JPEG.
  const whole = access.how !== 'in-place' && kind.rgb && width * height <= wholeLimit
  return new FileSource(image, whole ? about : undefined)
}

/** What pictures said of themselves while their files stayed as they are: each opening would read the first megabyte anew. */
const described = new Map<string, PictureAbout>()
const maxDescribed = 200

async function describeOnce({ path, part }: SourceImage): Promise<PictureAbout> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined)
  // A folder's date says nothing of what its files say.
  if (!stats?.isFile()) return describePicture(path, part)
  const { dev, ino, size, mtimeNs, ctimeNs } = stats
  const key = [path, JSON.stringify(part ?? null), dev, ino, size, mtimeNs, ctimeNs].join('|')
  const known = described.get(key)
  if (known) return known
  const about = await describePicture(path, part)
  if (described.size >= maxDescribed) described.clear()
  described.set(key, about)
  return about
}

/**
 * The same for a worker of a search whose plan names an address for the picture, for its pyramid, or for both: these are read
 * there, by HTTP. Throws AppError, also where level 0 would have to be decoded from the whole original.
 */
export async function openServedSource(image: SourceImage, level: number): Promise<PixelSource> {
  if (!isServed(image.path) && !isServed(image.pyramid)) return openPixelSource(image)
  const levels = await openServedLevels(image)
  if (level === 0 && levels.fromPyramid && levels.set.kind.rgb && image.width * image.height <= wholeLimit) {
    await levels.set.close()
    throw new AppError('picture-server', says.image.pathIsDecodedWhole(image.path))
  }
  return new FileSource(image, undefined, levels.set)
}

class FileSource implements PixelSource {
  readonly width: number
  readonly height: number
  readonly levels: number
  private decoded: Promise<DecodedImage> | undefined
  private opened: Promise<LevelSet> | undefined
  private closed = false

  constructor(
    private readonly image: SourceImage,
    /** Level 0 is decoded whole. */
    private readonly whole: PictureAbout | undefined,
    /** Closed with it; absent: opened when they are asked for. */
    levels?: LevelSet,
  ) {
    this.opened = levels && Promise.resolve(levels)
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
    if (level > 0 || !this.whole) {
      this.opened ??= openLevels(this.image)
      return (await this.opened).read(region, level, signal)
    }
    this.decoded ??= holdDecoded(this.image.path, this.whole)
    const data = cut(await this.decoded, region)
    const { display } = this.image
    if (!display) return data
    const pixels = { data, width: region.w, height: region.h, channels: 3 }
    return render(seenChannels(pixels, display), display)
  }

  async close(): Promise<void> {
    this.closed = true
    const decoded = await this.decoded?.catch(() => undefined)
    decoded?.release()
    this.decoded = undefined
    const levels = await this.opened?.catch(() => undefined)
    await levels?.close()
    this.opened = undefined
  }
}
