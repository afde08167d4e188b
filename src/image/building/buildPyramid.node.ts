import { AppError } from '../../base/errors'
import type { JobContext } from '../../base/job'
import { diskFull, isDiskFull } from '../../files/diskErrors'
import { checkSpace } from '../../files/space.node'
import { says } from '../../messages/says/says'
import { Cascade } from './cascade.node'
import { cmykToRgb } from '../pixels/cmyk'
import { DarkTiles } from './darkTiles'
import { openInPlace, openTiff, type PictureAbout } from '../reading/describe.node'
import { jpegTables } from './encodeTiles.node'
import { imageError, unwritable } from '../reading/imageError.node'
import { growingLevel } from './growingLevel.node'
import { LevelSet, missingLevels } from '../showing/levelSet.node'
import { levelSize } from '../pixels/pixelSource'
import type { PicturePart } from '../../records/image'
import type { PixelKind, StoredLevel, StoredPicture } from '../pixels/picture'
import { discardBuilding, wasBegun } from './buildingFiles.node'
import { PyramidWriter } from './pyramidWriter.node'
import { streamRows, type RowStream } from './rowStream.node'
import { openDeepImage, openImage, sharp } from '../reading/sharp.node'

export interface PyramidJob {
  readonly file: string
  readonly part?: PicturePart | undefined
  /** Where the pyramid goes; an old one is replaced when the new one is whole. */
  readonly pyramid: string
  readonly levels: number
  readonly tileSize: number
}

/** Of rows that are read at once. */
const readBytes = 8 * 1024 * 1024

/** What is being built in this process, by the pyramid's place. */
const buildings = new Map<
  string,
  { readonly writer: PyramidWriter; readonly cascade: Cascade; readonly file: string }
>()

/** Counts up whenever a pyramid begins or ends to be built: what was opened before shows less, or is gone. */
const versions = new Map<string, number>()
const changed = (pyramid: string) => versions.set(pyramid, pyramidVersion(pyramid) + 1)
export function pyramidVersion(pyramid: string): number {
  return versions.get(pyramid) ?? 0
}

/** Share of its tiles that a pyramid has while it is built here; undefined for one that is not. */
export function buildingShare(pyramid: string): number | undefined {
  return buildings.get(pyramid)?.writer.share
}

/** As much of a pyramid as there is while it is built here. */
export function buildingPicture(pyramid: string): StoredPicture | undefined {
  const building = buildings.get(pyramid)
  if (!building) return undefined
  const { width, height, kind } = building.writer.plan
  const levels = new Map(
    [...building.writer.levels.keys()].map((level) => [level, growingLevel(building, level)]),
  )
  return { width, height, kind, channelNames: [], channelColors: [], levels, close: () => Promise.resolve() }
}

/** The levels of a picture that must be built; none where it can be looked at as it lies. */
export async function levelsToBuild(file: string, about: PictureAbout, levels: number): Promise<number[]> {
  if (about.access.how !== 'in-place') return Array.from({ length: levels }, (_, level) => level)
  const picture = await openInPlace(file, about.part)
  try {
    return missingLevels(picture.levels, levels)
  } finally {
    await picture.close()
  }
}

/**
 * Builds the missing levels of a picture without holding it in memory. What is begun stays when it is cancelled or killed, and
 * the next call goes on from there; after an error it is removed. Throws AppError with a sentence about the file.
 */
export async function buildPyramid(job: PyramidJob, about: PictureAbout, ctx: JobContext): Promise<void> {
  const missing = await levelsToBuild(job.file, about, job.levels)
  const [first] = missing
  if (first === undefined || buildings.has(job.pyramid)) return
  const writer = await openWriter(job, about, first)
  const from = about.access.how === 'in-place' ? first - 1 : first
  const cascade = new Cascade(writer, Math.max(0, from))
  buildings.set(job.pyramid, { writer, cascade, file: job.file })
  changed(job.pyramid)
  const ticking = setInterval(() => report(), 250)
  const report = () =>
    ctx.progress({ done: writer.share, total: 1, unit: 'picture', note: says.image.preparing })
  const before = sharp.concurrency(1)
  try {
    await eachRow(job, about, Math.max(0, from), { cascade, signal: ctx.signal })
    await cascade.end()
    await writer.finish()
  } catch (error) {
    await writer.pause()
    if (!ctx.signal.aborted) await discardBuilding(job.pyramid)
    throw ctx.signal.aborted
      ? error
      : isDiskFull(error)
        ? diskFull(job.pyramid, error)
        : imageError(job.file, error)
  } finally {
    clearInterval(ticking)
    sharp.concurrency(before as number)
    buildings.delete(job.pyramid)
    changed(job.pyramid)
  }
}

async function openWriter(job: PyramidJob, about: PictureAbout, first: number): Promise<PyramidWriter> {
  const { width, height, kind, fingerprint } = about
  const { levels, tileSize } = job
  const tables = kind.rgb ? Buffer.from(await jpegTables(tileSize)).toString('base64') : undefined
  const plan = {
    width,
    height,
    tileSize,
    kind,
    first,
    last: levels - 1,
    source: fingerprint,
    jpegTables: tables,
  }
  if (!(await wasBegun(job.pyramid)))
    await checkSpace(job.pyramid, minBytes(plan), says.image.preparingTheImage)
  try {
    return await PyramidWriter.open(job.pyramid, plan)
  } catch (error) {
    throw isDiskFull(error) ? diskFull(job.pyramid, error) : unwritable(job.pyramid, error)
  }
}

/** What a pyramid takes at the least: pictures with more detail than usual take several times as much. */
function minBytes({
  width,
  height,
  first,
  kind,
}: {
  width: number
  height: number
  first: number
  kind: PixelKind
}) {
  const pixels = ((width * height) / 4 ** first) * (4 / 3)
  return pixels * (kind.rgb ? 0.1 : kind.channels * (kind.bits / 8) * 0.2)
}

/** Where the rows of a picture go, until the signal is aborted. */
interface RowTarget {
  readonly cascade: Cascade
  readonly signal: AbortSignal
}

/** All samples of one level of the picture, from top to bottom, into the cascade. */
async function eachRow(
  job: PyramidJob,
  about: PictureAbout,
  level: number,
  target: RowTarget,
): Promise<void> {
  const { access, kind } = about
  if (access.how === 'in-place' && access.stream && level === 0) return streamTiles(job, about, target)
  if (access.how !== 'decode') return readRows(job, about, level, target)
  const { form } = access
  const how = { sequential: form.orientation === 1, form }
  const picture = kind.rgb
    ? openImage(job.file, how)
    : openDeepImage(job.file, { ...how, grey: kind.channels === 1 })
  await intoCascade(picture, job, about, target)
}

/** A plain tiled picture by libvips, which is told of no damaged tile. */
async function streamTiles(job: PyramidJob, about: PictureAbout, target: RowTarget): Promise<void> {
  const picture = await openTiff(job.file, job.part)
  try {
    await picture.checkEnds()
    const dark = new DarkTiles(picture.levels.get(0) as StoredLevel)
    const decoded = openImage(job.file, { sequential: true })
    await intoCascade(decoded, job, about, { ...target, look: (rows) => dark.took(rows) })
  } finally {
    await picture.close()
  }
}

async function intoCascade(
  picture: ReturnType<typeof openImage>,
  job: PyramidJob,
  { width: wantedWidth, height: wantedHeight, kind, access }: PictureAbout,
  { cascade, signal, look }: RowTarget & { readonly look?: (rows: Uint8Array) => Promise<void> },
): Promise<void> {
  const ink = access.how === 'decode' && access.form.cmyk
  await streamRows(
    picture,
    async (rows) => {
      const { width, height, channels, bits } = rows
      if (
        width !== wantedWidth ||
        height !== wantedHeight ||
        channels !== (ink ? 4 : kind.channels) ||
        bits !== kind.bits
      )
        throw new AppError('image-changed', says.image.fileChangedWhileItWas(job.file))
      for (let space = cascade.space(); space; space = cascade.space()) {
        if (ink) await readInk(rows, space)
        else await rows.read(space)
        await look?.(space)
        await cascade.took(space.length)
      }
    },
    signal,
  )
}

async function readInk(rows: RowStream, into: Uint8Array): Promise<void> {
  const four = new Uint8Array((into.length / 3) * 4)
  await rows.read(four)
  cmykToRgb(four, into)
}

/** Reads a tiled picture, or one in strips, band by band where it lies. */
async function readRows(
  job: PyramidJob,
  { width, height, kind }: PictureAbout,
  level: number,
  { cascade, signal }: RowTarget,
): Promise<void> {
  const picture = await openInPlace(job.file, job.part)
  const set = new LevelSet({ path: job.file, width, height, levels: job.levels, tileSize: job.tileSize }, [
    picture,
  ])
  const size = levelSize(width, height, level)
  const channels = Array.from({ length: kind.channels }, (_, c) => c)
  const rows = picture.levels.get(level)?.tileHeight ?? job.tileSize
  // Strips may be single rows: some are read together.
  const most = Math.min(job.tileSize, Math.ceil(readBytes / (size.width * kind.channels * (kind.bits / 8))))
  const step = Math.max(1, Math.round(most / rows)) * rows
  const read = (y: number) =>
    set.samples({ x: 0, y, w: size.width, h: Math.min(step, size.height - y) }, level, channels, signal)
  try {
    let next = read(0)
    for (let y = 0; y < size.height; y += step) {
      signal.throwIfAborted()
      const { data } = await next
      if (y + step < size.height) {
        next = read(y + step)
        // Awaited only when this band is through; a failure until then must not count as unhandled.
        next.catch(() => undefined)
      }
      await cascade.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    }
  } finally {
    await set.close()
  }
}
