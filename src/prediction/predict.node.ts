import type { JobContext } from '../base/job'
import { enlarge } from '../found/detections'
import { countAtLeast } from '../found/order'
import type { PixelSource } from '../image/pixelSource'
import { completeBlocks } from './blocks/computeBlocks.node'
import { detectorWork, mergeDetections } from './blocks/detectorBlocks.node'
import { madeBefore, openBlocks, type Keeping } from './blocks/openBlocks.node'
import type { Detector } from './detector'
import { writePrediction } from './predictionFile.node'
import type { PredictResult } from './predictResult'

export interface PredictJob extends Keeping {
  readonly image: number
  readonly source: PixelSource
  readonly detector: Detector
  /** The level that is searched: the one at which objects are as large as those that the network has learned. */
  readonly level: number
  /** The score from which a detection counts; the detector's own when it is not given. */
  readonly threshold?: number | undefined
}

/**
 * Searches a whole image: plans its windows, runs the network on those that no search before this one has finished, and
 * merges all. An older prediction at `out` stays until the new one is whole. Memory holds one row of windows, whatever the
 * image's size; stopped at any moment, the next search of the same goes on there.
 */
export async function predictImage(job: PredictJob, context: JobContext): Promise<PredictResult> {
  const { image, source, detector, level, out, identity = '' } = job
  const { width, height } = source
  const { run, classNames, stride } = detector
  const started = performance.now()
  const threshold = job.threshold ?? detector.threshold
  const work = detectorWork({ source, detector, level, identity })
  const before = await madeBefore(job, work, threshold)
  if (before) return before
  const store = openBlocks(job, work)
  const blocks = await completeBlocks(work, store, context)
  const search = identity ? work.key : undefined
  const about = {
    run,
    image,
    width,
    height,
    classNames,
    threshold,
    level,
    stride: stride * 2 ** level,
    search,
  }
  const kept = await writePrediction(out, about, async (heat) =>
    enlarge(await mergeDetections(work, store, context.signal, heat), 2 ** level, source),
  )
  await store.clear()
  const seconds = (performance.now() - started) / 1000
  const megapixels = (width * height) / 1e6
  return {
    level,
    detections: countAtLeast(kept.score, threshold),
    seconds,
    megapixelsPerSecond: megapixels / seconds,
    blocks,
  }
}
