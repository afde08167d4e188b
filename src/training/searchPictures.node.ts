import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { AppError } from '../base/errors'
import { secondsLeft, type JobContext } from '../base/job'
import type { TileSource } from '../dataset/tileSource.node'
import { importImage, preparePicture } from '../image/importImage.node'
import { openPixelSource } from '../image/pixelSource.node'
import { chooseLevel, detectorSearch } from '../prediction/chooseLevel.node'
import type { Detector } from '../prediction/detector'
import { asNamed, askedOr, atLeast } from '../found/threshold'
import type { Detections } from '../found/detections'
import { says } from '../messages/says/says'
import type { FoundRows, TableAbout } from '../prediction/table/rows'
import { writeTable } from '../prediction/table/writeTable.node'
import { withTestTimeAugmentation } from '../prediction/testTimeAugmentation'
import { loadDetector } from './loadDetector.node'
import type { TrainedWeights } from './loadNetwork.node'
import type { TilesJob, TilesResult } from './tilesJob'

/**
 * Searches pictures in files, each whole and in its own size, as images of a project are searched, with one run that finds
 * objects: a row a detection at the threshold, in pixels of its picture. What cannot be read is left out, with a warning.
 */
export async function searchPictures(
  job: TilesJob,
  trained: TrainedWeights,
  source: TileSource,
  context: JobContext,
): Promise<Omit<TilesResult, 'seconds'>> {
  const { classNames } = trained.state
  const threshold = askedOr(job.threshold, trained.state.threshold)
  refuseIdle(job)
  const detector = await loadDetector(job.runDir, job.engine, trained)
  try {
    const looking = withTestTimeAugmentation(detector, job.tta ?? 'none')
    const about: TableAbout = {
      ...{ kind: 'detections', run: basename(job.runDir), classNames, several: true, threshold },
      ...{ from: job.from, split: job.split, sources: source.sources, labelled: false },
    }
    let tiles = 0
    const each = async (add: (rows: FoundRows) => Promise<void>) => {
      const started = performance.now()
      const total = source.tiles.length
      for (const [done, picture] of source.tiles.entries()) {
        context.signal.throwIfAborted()
        const left = secondsLeft(started, performance.now(), done, total)
        context.progress({ done, total, unit: 'pictures', secondsLeft: left })
        const found = await searched(source.sources[picture] as string, looking, context)
        if (!found) continue
        tiles++
        await add(rowsOf(atLeast(found, threshold), picture))
      }
      context.progress({ done: total, total, unit: 'pictures' })
    }
    const rows = job.out ? await writeTable(job.out, about, each) : await each(async () => {}).then(() => 0)
    return { tiles, rows, ...asNamed(threshold, classNames) }
  } finally {
    detector.dispose()
  }
}

/** Fails with `usage` for what such a run has no use for. */
function refuseIdle({ resize, runDir }: TilesJob): void {
  if (resize) throw new AppError('usage', says.training.resizeMakesAPictureFit(basename(runDir)))
}

/** Undefined for a picture that cannot be read. */
async function searched(
  file: string,
  detector: Detector,
  context: JobContext,
): Promise<Detections | undefined> {
  const quiet = { ...context, progress: () => {} }
  const folder = await mkdtemp(join(tmpdir(), 'windhover-'))
  try {
    const pyramid = join(folder, 'picture.tif')
    const found = await importImage({ file, pyramid }, quiet)
    const image = { path: file, pyramid, ...found }
    const whole = found.unprepared ? { ...image, ...(await preparePicture(image, quiet)) } : image
    const source = await openPixelSource(whole)
    try {
      const search = detectorSearch(detector)
      const level =
        detector.level === 'auto'
          ? await chooseLevel(source, search, quiet)
          : Math.min(detector.level, source.levels - 1)
      return await search.find(source, level, quiet)
    } finally {
      await source.close()
    }
  } catch (error) {
    if (context.signal.aborted || !(error instanceof AppError)) throw error
    context.warn(says.training.leftOutMessage(error.message))
    return undefined
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function rowsOf({ xywh, score, class: classes }: Detections, picture: number): FoundRows {
  const same = (value: number) => new Int32Array(score.length).fill(value)
  return {
    ...{ tile: same(picture), source: same(picture), place: new Int32Array(score.length * 3) },
    ...{ class: classes, score, xywh },
  }
}
