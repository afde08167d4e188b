import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, dirname } from 'node:path'
import { AppError, isAbort } from '../base/errors'
import type { JobContext } from '../base/job'
import { pyramidTile, tiffLimit } from './encodedTiles'
import { diskFull, imageError, isDiskFull } from './imageError.node'
import { claimPartial, commitPartial } from './partialFile.node'
import { openImage, sharp } from './sharp.node'
import { openPyramid } from './tiffTiles.node'

export interface ImportJob {
  readonly file: string
  /** Where the pyramid goes; an old one is replaced when the new one is whole. */
  readonly pyramid: string
}

export interface ImportedPyramid {
  readonly width: number
  readonly height: number
  readonly levels: number
  readonly tileSize: number
  readonly sha256: string
}

/** Below 90, libvips stores YCbCr with halved colour, at a third of the size and no visible loss (measured: 98 to 311 MB). */
const quality = 88
/** From here on a TIFF may pass 4 GB, where the classic kind ends. */
const bigTiffPixels = 1e9
/** Megapixels a second by file format, learned from each import; the first value is for a slow machine. */
const speeds = new Map<string, number>()
const firstSpeed = 60
let running = 0

/**
 * Builds the pyramid of a picture (upright, 8-bit sRGB) without holding it in memory, under a temporary name, synced and
 * renamed. Throws AppError with a sentence about the file; what was begun is removed then, and after an abort.
 */
export async function importImage(job: ImportJob, ctx: JobContext): Promise<ImportedPyramid> {
  ctx.signal.throwIfAborted()
  const about = await look(job.file)
  const temporary = await claimTemporary(job.pyramid)
  const building = build(job, temporary, about)
  try {
    const stopProgress = estimateProgress(about, basename(job.file), ctx)
    const hash = await untilAborted(Promise.all([sha256Of(job.file, ctx.signal), building]), ctx.signal)
      .then(([sha256]) => sha256)
      .finally(stopProgress)
    const pyramid = await openPyramid(temporary)
    await pyramid.close()
    await commitPartial(temporary, job.pyramid)
    const { width, height, levels, tileSize } = pyramid
    return { width, height, levels, tileSize, sha256: hash }
  } catch (error) {
    const remove = () => rm(temporary, { force: true }).catch(() => undefined)
    await remove()
    // sharp cannot be stopped: after an abort it writes on into the removed file, and may still be about to create it.
    building.then(remove, remove)
    throw isAbort(error) ? error : imageError(job.file, error)
  }
}

interface About {
  readonly format: string
  readonly width: number
  readonly height: number
  /** Turned by its EXIF orientation: cannot be decoded from top to bottom. */
  readonly turned: boolean
}

async function look(file: string): Promise<About> {
  try {
    const found = await stat(file)
    if (found.isDirectory())
      throw new AppError('image-folder', `"${file}" is a folder: choose the pictures in it.`)
    if (found.size === 0)
      throw new AppError('image-empty', `"${file}" is empty (0 bytes): copy it again from where it came.`)
    const { format, autoOrient, orientation } = await sharp(file, {
      limitInputPixels: false,
      unlimited: true,
    }).metadata()
    return { format, width: autoOrient.width, height: autoOrient.height, turned: (orientation ?? 1) > 1 }
  } catch (error) {
    const problem = imageError(file, error)
    const kind = problem.code === 'image-unsupported' ? await formatBySignature(file) : undefined
    if (!kind) throw problem
    throw new AppError(
      'image-damaged',
      `"${file}" is a damaged ${kind} file: copy it again from where it came.`,
      { cause: error },
    )
  }
}

/** What a file that cannot be opened claims to be by its first bytes. */
async function formatBySignature(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r')
  try {
    const start = Buffer.alloc(12)
    await handle.read(start, 0, 12, 0)
    const text = start.toString('latin1')
    if (/^(II[*+]\0|MM\0[*+])/.test(text)) return 'TIFF'
    if (text.startsWith('\x89PNG')) return 'PNG'
    if (text.startsWith('\xff\xd8\xff')) return 'JPEG'
    return text.startsWith('RIFF') && text.endsWith('WEBP') ? 'WebP' : undefined
  } finally {
    await handle.close()
  }
}

async function build(job: ImportJob, temporary: string, about: About): Promise<void> {
  const started = performance.now()
  const before = sharp.concurrency()
  running++
  sharp.concurrency(Math.min(4, availableParallelism()))
  try {
    const image = openImage(job.file, { sequential: !about.turned })
    if (Math.max(about.width, about.height) <= tiffLimit)
      await image
        .tiff({
          tile: true,
          tileWidth: pyramidTile,
          tileHeight: pyramidTile,
          pyramid: true,
          compression: 'jpeg',
          quality,
          bigtiff: about.width * about.height > bigTiffPixels,
        })
        .toFile(temporary)
    else
      await image
        .jpeg({ quality })
        .tile({
          size: pyramidTile,
          overlap: 0,
          depth: 'onetile',
          layout: 'dz',
          container: 'zip',
          skipBlanks: -1,
        })
        .toFile(temporary)
    const seconds = (performance.now() - started) / 1000
    speeds.set(about.format, (about.width * about.height) / 1e6 / Math.max(0.05, seconds))
  } catch (error) {
    throw writeError(job, temporary, error)
  } finally {
    if (--running === 0) sharp.concurrency(before)
  }
}

/** Tells a full disk from a damaged picture: libvips names the file that it was writing. */
function writeError(job: ImportJob, temporary: string, error: unknown): unknown {
  const text = error instanceof Error ? error.message : String(error)
  if (isDiskFull(error)) return diskFull(job.pyramid, error)
  if (text.includes(`${temporary}: write error`) || text.includes(`${temporary}: unable to open`))
    return unwritable(job.pyramid, error)
  return error
}

function unwritable(pyramid: string, cause: unknown): AppError {
  const folder = dirname(pyramid)
  return new AppError(
    'folder-forbidden',
    `The folder "${folder}" cannot be written to: change its permissions, or move the project.`,
    { cause },
  )
}

async function claimTemporary(pyramid: string): Promise<string> {
  try {
    return await claimPartial(pyramid)
  } catch (error) {
    throw isDiskFull(error) ? diskFull(pyramid, error) : unwritable(pyramid, error)
  }
}

/**
 * libvips tells sharp nothing of how far it is, so this is an estimate from the time and the speed of the import before, which
 * slows down rather than reach its end too soon. Returns how to end it.
 */
function estimateProgress(about: About, name: string, ctx: JobContext): () => void {
  const megapixels = (about.width * about.height) / 1e6
  const expected = megapixels / (speeds.get(about.format) ?? firstSpeed)
  const started = performance.now()
  const report = () => {
    const elapsed = (performance.now() - started) / 1000
    const part = elapsed / expected
    const done = part < 0.8 ? part : 1 - 0.2 * Math.exp(-(part - 0.8) / 0.2)
    const left = elapsed > 1 && part < 1 ? expected - elapsed : undefined
    ctx.progress({
      done: done * megapixels,
      total: megapixels,
      unit: 'megapixels',
      note: `Importing ${name}`,
      secondsLeft: left,
    })
  }
  report()
  const timer = setInterval(report, 250)
  return () => clearInterval(timer)
}

async function sha256Of(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, signal }))
    hash.update(chunk as Buffer)
  return hash.digest('hex')
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () =>
      reject(signal.reason instanceof Error ? signal.reason : new AppError('cancelled', 'Cancelled.'))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
