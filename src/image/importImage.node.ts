import { basename } from 'node:path'
import type { JobContext } from '../base/job'
import { buildPyramid, levelsToBuild } from './building/buildPyramid.node'
import { describePicture, openInPlace, type PictureAbout } from './reading/describe.node'
import { firstDisplay, histograms, type Histogram } from './showing/display'
import { says } from '../messages/says/says'
import type { DisplaySetting } from '../records/image'
import { pyramidTile } from './showing/encodedTiles'
import type { ImportedPicture, PreparedPicture } from './imported'
import { colorRules } from './colorRules'
import { needsColorRules } from './oldColors.node'
import { openLevels, type LevelFiles } from './openLevels.node'
import { partAxes } from './pixels/part'
import type { PicturePart } from '../records/image'
import { levelCount, levelSize } from './pixels/pixelSource'
import { discardBuilding } from './building/buildingFiles.node'
import { sha256Of, stampOf } from './reading/sameFile.node'

export interface ImportJob {
  readonly file: string
  /** Which part of the file, where it holds several: the first of what is not named. */
  readonly part?: PicturePart | undefined
  /** Where the pyramid goes; an old one is replaced when the new one is whole. */
  readonly pyramid: string
}

/** Pictures up to this size are prepared while they are imported: it takes less than a second. */
const atOncePixels = 24e6
const atOnceBytes = 48 * 1024 * 1024
/** Pixels that a histogram is made of. */
const samplePixels = 4 * 1024 * 1024

/**
 * Looks at a picture and says what it is; a small one is prepared for viewing at once. Throws AppError with a sentence about
 * the file; what was begun is removed then.
 */
export async function importImage(job: ImportJob, ctx: JobContext): Promise<ImportedPicture> {
  ctx.signal.throwIfAborted()
  const about = await describePicture(job.file, job.part)
  const stamp = await stampOf(job.file)
  const { part, parts } = about
  const tileSize = await tileSizeOf(job.file, about)
  const levels = levelCount(about.width, about.height, tileSize)
  const { width, height, kind, channelNames, geo, pixelSize } = about
  for (const note of about.notes) ctx.warn(note)
  const files = { path: job.file, part, pyramid: job.pyramid, width, height, levels, tileSize }
  const missing = await levelsToBuild(job.file, about, levels)
  const small = width * height <= atOncePixels && about.bytes <= atOnceBytes
  const prepared = small ? await prepareWhole({ ...job, part }, files, about, ctx) : { sha256: '' }
  const display = 'display' in prepared || missing.length > 0 ? prepared : await displayOf(files, about)
  return {
    width,
    height,
    levels,
    tileSize,
    sha256: prepared.sha256,
    stamp,
    ...(geo ? { geo } : {}),
    ...(pixelSize ? { pixelSize } : {}),
    ...('display' in display && display.display ? { display: display.display } : {}),
    ...(partAxes.some((axis) => part[axis]) ? { part, parts } : {}),
    ...(kind.rgb ? {} : { channels: channelNames }),
    ...(needsColorRules(about) ? { colorRules } : {}),
    ...(small ? {} : { unprepared: true }),
  }
}

/** Builds the missing levels and takes the checksum; goes on where it was stopped. Throws AppError with a sentence. */
export async function preparePicture(files: LevelFiles, ctx: JobContext): Promise<PreparedPicture> {
  const { path: file, part, pyramid } = files
  return prepareAt({ file, part, pyramid }, files, await describePicture(file, part), ctx)
}

async function prepareAt(
  job: ImportJob,
  files: LevelFiles,
  about: PictureAbout,
  ctx: JobContext,
): Promise<PreparedPicture> {
  const started = performance.now()
  const progress: JobContext['progress'] = (p) => {
    const seconds = (performance.now() - started) / 1000
    const secondsLeft = seconds > 1 && p.done > 0.02 ? (seconds / p.done) * (1 - p.done) : undefined
    ctx.progress({ ...p, note: says.image.preparingFile(basename(job.file)), secondsLeft })
  }
  const { levels, tileSize } = files
  const hash = sha256Of(job.file, ctx.signal)
  // If building fails first, the checksum's own failure has nobody to tell.
  hash.catch(() => undefined)
  await buildPyramid({ ...job, levels, tileSize }, about, { ...ctx, progress })
  if (about.width * about.height <= atOncePixels) await checkTiles(files, about, ctx.signal)
  return { sha256: await hash, ...(await displayOf(files, about)) }
}

/** Decodes every tile of a small picture that is read where it lies: a damaged one is told of now, and not when it is needed. */
async function checkTiles(files: LevelFiles, about: PictureAbout, signal: AbortSignal): Promise<void> {
  if (about.access.how !== 'in-place') return
  if ((await levelsToBuild(files.path, about, files.levels)).length > 0) return
  const picture = await openInPlace(files.path, files.part)
  const channels = Array.from({ length: about.kind.channels }, (_, c) => c)
  try {
    for (const { width, height, tileWidth, tileHeight, decode } of picture.levels.values())
      for (let row = 0; row * tileHeight < height; row++) {
        signal.throwIfAborted()
        const columns = Array.from({ length: Math.ceil(width / tileWidth) }, (_, column) => column)
        await Promise.all(columns.map((column) => decode(column, row, channels)))
      }
  } finally {
    await picture.close()
  }
}

/** A picture that is not imported leaves nothing. */
async function prepareWhole(...args: Parameters<typeof prepareAt>): Promise<PreparedPicture> {
  try {
    return await prepareAt(...args)
  } catch (error) {
    await discardBuilding(args[0].pyramid)
    throw error
  }
}

async function displayOf(files: LevelFiles, about: PictureAbout): Promise<{ display?: DisplaySetting }> {
  if (about.kind.rgb) return {}
  const display = firstDisplay(about.kind, about.channelColors, await histogramsOf(files))
  return display ? { display } : {}
}

/** Histograms of all channels, from a level of a few megapixels. */
export async function histogramsOf(
  files: LevelFiles & { readonly channels?: readonly string[] | undefined },
): Promise<Histogram[]> {
  const levels = await openLevels({ ...files, display: undefined })
  try {
    const pixels = (level: number) => {
      const { width, height } = levelSize(files.width, files.height, level)
      return width * height
    }
    let level = 0
    while (level < files.levels - 1 && pixels(level) > samplePixels) level++
    const size = levelSize(files.width, files.height, level)
    const all = Array.from({ length: levels.kind.channels }, (_, c) => c)
    const region = { x: 0, y: 0, w: size.width, h: size.height }
    return histograms(await levels.samples(region, level, all), files.channels ?? levels.channelNames)
  } finally {
    await levels.close()
  }
}

/** That of the file where its tiles are shown as they lie, ours elsewhere. */
async function tileSizeOf(file: string, about: PictureAbout): Promise<number> {
  if (about.access.how !== 'in-place') return pyramidTile
  const picture = await openInPlace(file, about.part)
  await picture.close()
  const side = picture.levels.get(0)?.tileWidth ?? 0
  const square = picture.levels.get(0)?.tileHeight === side
  return square && side >= 128 && side <= 1024 ? side : pyramidTile
}
