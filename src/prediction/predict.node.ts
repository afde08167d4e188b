import type { JobContext } from '../base/job'
import type { CoarseAbout } from '../found/coarse'
import { enlarge, heatClassesOf, type Detections } from '../found/detections'
import { type MergeRule, defaultMerge } from '../found/mergeRule'
import { asStated, askedOr, countAtLeast, type AskedThreshold } from '../found/threshold'
import type { HeatPart } from '../found/partialHeat'
import type { Rect } from '../geometry/rect'
import type { PixelSource } from '../image/pixels/pixelSource'
import { resultKey } from './blocks/blockKey.node'
import { completeBlocks, type BlockWatch } from './blocks/computeBlocks.node'
import {
  detectorWork,
  mergeDetections,
  type Merging,
  type DetectorSearch,
  type DetectorWork,
} from './blocks/detectorBlocks.node'
import { madeBefore, openBlocks, type Keeping } from './blocks/openBlocks.node'
import { atLevel, blockShower } from './blocks/showBlock'
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
  readonly threshold?: AskedThreshold | undefined
  /** How boxes that overlap become objects; absent: the usual way. */
  readonly merge?: MergeRule | undefined
  /** From coarse to fine; absent: all is searched closely. */
  readonly coarse?: Coarse | undefined
  /** What somebody looks at, in full-size pixels: it is searched first, then outwards. */
  readonly first?: Rect | undefined
  /** Told of what each window shows as soon as the network is done with it; in full-size pixels, by falling score. */
  readonly onFound?: ((found: Detections, heat: HeatPart) => void) | undefined
}

/** What is searched closely. */
export interface CloseSearch {
  readonly work: DetectorWork
  /** Numbers of the blocks that are; absent: all. */
  readonly kept?: ReadonlySet<number>
  readonly about?: CoarseAbout
}

/** Where to look closely is decided when the search begins. */
export interface Coarse {
  /** What is asked depends on this beside the search itself: what is marked. */
  readonly about: readonly unknown[]
  choose(search: DetectorSearch, context: JobContext): Promise<CloseSearch>
}

/**
 * Searches a whole image: plans its windows, runs the network on those that no search before this one has finished, and
 * merges all. An older prediction at `out` stays until the new one is whole. Memory holds one row of windows, whatever the
 * image's size; stopped at any moment, the next search of the same goes on there.
 */
export async function predictImage(job: PredictJob, context: JobContext): Promise<PredictResult> {
  const { image, source, detector, level, out, identity = '', merge = defaultMerge, coarse } = job
  const { width, height } = source
  const { run, classNames, stride } = detector
  const started = performance.now()
  const threshold = askedOr(job.threshold, detector.threshold)
  const search = { source, detector, level, identity, merge }
  const dense = detectorWork(search)
  const key = resultKey(dense.key, merge, coarse?.about)
  const grid = { width, height, stride: stride * 2 ** level }
  const before = await madeBefore(job, { key, count: dense.count, ...grid }, threshold, context)
  if (before) return before
  const close: CloseSearch = (await coarse?.choose(search, context)) ?? { work: dense }
  const { work, kept } = close
  const store = openBlocks(job, work)
  const blocks = await completeBlocks(work, store, context, { ...watchOf(job, work), only: kept })
  const about = {
    ...{ run, image, width, height, classNames, ...asStated(threshold), level },
    stride: grid.stride,
    heatClasses: heatClassesOf(classNames),
    search: identity ? key : undefined,
    coarse: close.about,
  }
  const found = await writePrediction(out, about, async (heat) => {
    const merging: Merging = { kept, push: (rows, byClass) => heat.push(rows, byClass) }
    return enlarge(await mergeDetections(work, store, context.signal, merging), 2 ** level, source)
  })
  await store.clear()
  const seconds = (performance.now() - started) / 1000
  const megapixels = (width * height) / 1e6
  return {
    level,
    detections: countAtLeast(found, threshold),
    seconds,
    megapixelsPerSecond: megapixels / seconds,
    blocks,
    ...(close.about && { coarse: close.about }),
  }
}

function watchOf({ first, onFound, level, source }: PredictJob, { search }: DetectorWork): BlockWatch {
  const show = onFound && blockShower({ search, level, size: source })
  return {
    first: first && atLevel(first, level),
    ...(show && {
      found(bytes: Uint8Array, number: number) {
        const { detections, heat } = show(bytes, number)
        onFound(detections, heat)
      },
    }),
  }
}
