import { basename } from 'node:path'
import { levelSize, type PixelSource } from '../image/pixels/pixelSource'
import { openPixelSource } from '../image/pixelSource.node'
import type { JobContext } from '../base/job'
import type { CallContext } from '../base/wire'
import type { Detections } from '../found/detections'
import { asStated, askedOr } from '../found/threshold'
import type { HeatPart } from '../found/partialHeat'
import { says } from '../messages/says/says'
import { chooseLevel, detectorSearch, type LevelSearch } from '../prediction/chooseLevel.node'
import { classifierSearch, classifyImage } from '../prediction/classifyImage.node'
import type { PredictResult } from '../prediction/predictResult'
import { closeSearch } from '../coarse/coarseToFine.node'
import { predictImage, type Coarse } from '../prediction/predict.node'
import { withTestTimeAugmentation } from '../prediction/testTimeAugmentation'
import { loadClassifier } from '../training/loadClassifier.node'
import { hashOfTrained, readTrained } from '../training/loadNetwork.node'
import { expectSearch, giveBackDetector, takeDetector } from './readyDetector.node'
import { WholeProgress } from './wholeProgress'
import type { TrainerJobs } from './jobs'
import type { CoarseMarks, PartialDetections, LocatedImage, SearchedImage } from './searchedImage'

type Job = TrainerJobs['predict']['in']
type ReadyJob = TrainerJobs['predict.ready']['in']
/** One image after the other with a network that is loaded already. */
interface Searcher {
  search(image: SearchedImage, context: CallContext): Promise<PredictResult>
  close(): void
}

/** Loads the run once and searches all images with it; each one's prediction is whole before the next one begins. */
export async function searchImages(
  job: Job,
  context: CallContext,
  openPixels: OpenPixels = openPixelSource,
): Promise<PredictResult[]> {
  const searcher = await openSearcher(job, context, openPixels)
  const { length } = job.images
  const results: PredictResult[] = []
  const whole = new WholeProgress(job.images)
  try {
    for (const [i, image] of job.images.entries()) {
      context.signal.throwIfAborted()
      const { name } = image.image
      const note = length > 1 ? says.searching.nameIOfCount(name, i + 1, length) : name
      const progress: JobContext['progress'] = (p) => context.progress({ ...whole.of(i, p), note })
      progress({ done: 0, total: 0, unit: 'images' })
      results.push(await searcher.search(image, { ...context, progress }))
    }
  } finally {
    searcher.close()
  }
  return results
}

/** Gets a run that finds objects ready for a search that is expected: it then begins with its first window. */
export async function readySearch({ runDir, engine, image, level }: ReadyJob): Promise<void> {
  const trained = readTrained(runDir)
  if (trained.definition.task === 'classify') return
  const size = level === undefined ? undefined : levelSize(image.width, image.height, level)
  await expectSearch({ runDir, engine }, trained, size)
}

async function openSearcher(job: Job, context: JobContext, openPixels: OpenPixels): Promise<Searcher> {
  const trained = readTrained(job.runDir)
  return trained.definition.task === 'classify'
    ? openClassifying(job, trained, context, openPixels)
    : openDetecting(job, trained, openPixels)
}

type Trained = ReturnType<typeof readTrained>
type OpenPixels = (image: LocatedImage) => Promise<PixelSource>

/**
 * What a picture and the network that looks at it are: blocks of the same identity are the same. A picture is known by its file's
 * size and time when it was imported, since its checksum may come later.
 */
export function identityBy(trained: Trained, tta: Job['tta']): (image: LocatedImage) => string {
  const learned = [hashOfTrained(trained), tta ?? null]
  return ({ id, sha256, stamp, part, display, width, height }) =>
    JSON.stringify([learned, id, stamp ?? sha256, part ?? null, display ?? null, width, height])
}

async function openClassifying(
  job: Job,
  trained: Trained,
  { warn }: JobContext,
  openPixels: OpenPixels,
): Promise<Searcher> {
  const classifier = await loadClassifier(job.runDir, job.engine, job.tta, trained)
  const { tile: side = 0 } = trained.options
  if (job.tta === 'ten-crop' && side >= classifier.tile)
    warn(says.searching.runRunDirLearnedWithout(basename(job.runDir)))
  if (classifier.assumed && job.images.some(({ tiles }) => !tiles))
    warn(says.searching.runRunDirLearnedFrom(basename(job.runDir), classifier.tile, classifier.tile))
  const { threshold, resume } = job
  const identityOf = identityBy(trained, job.tta)
  return {
    search({ image, level, out, tiles }, context) {
      const levelOf = levelBy(classifierSearch(classifier), image.name, context)
      const keeping = { out, resume, identity: identityOf(image) }
      const open = () => openPixels(image)
      return classifyImage({ image, open, classifier, level, levelOf, tiles, threshold, ...keeping }, context)
    },
    close: () => classifier.close(),
  }
}

async function openDetecting(job: Job, trained: Trained, openPixels: OpenPixels): Promise<Searcher> {
  const loaded = await takeDetector(job, trained)
  const { threshold, resume, merge } = job
  const identityOf = identityBy(trained, job.tta ?? 'none')
  try {
    const detector = withTestTimeAugmentation(loaded, job.tta ?? 'none')
    return {
      async search({ image, level: wanted, out, first }, context) {
        const source = await openPixels(image)
        try {
          const level = wanted ?? (await levelBy(detectorSearch(detector), image.name, context)(source))
          const keeping = { out, resume, identity: identityOf(image) }
          const search = { image: image.id, source, detector, level, threshold, merge, ...keeping, first }
          const coarse = job.coarse && coarseOf(job.coarse, image, identityOf)
          const { width, height } = image
          const { classNames } = detector
          const about = {
            image: image.id,
            width,
            height,
            classNames,
            ...asStated(askedOr(threshold, detector.threshold)),
          }
          const onFound = (detections: Detections, heat: HeatPart) =>
            context.report?.({ ...about, detections, heat } satisfies PartialDetections)
          return await predictImage({ ...search, coarse, ...(first && { onFound }) }, context)
        } finally {
          await source.close()
        }
      },
      close: () => giveBackDetector(job, trained, loaded),
    }
  } catch (error) {
    giveBackDetector(job, trained, loaded)
    throw error
  }
}

/** Pictures whose marks a coarse look at another one is judged by, besides its own: each is opened and looked at. */
const othersMost = 3

/** The image's own marks, and those of others: what is judged by more objects is judged better. */
function coarseOf(
  marks: readonly CoarseMarks[],
  image: LocatedImage,
  identityOf: (image: LocatedImage) => string,
): Coarse {
  const own = marks.filter((each) => each.image.id === image.id)
  const others = marks.filter((each) => each.image.id !== image.id).slice(0, othersMost)
  const used = [...own, ...others]
  const marked = used.map((each) => ({
    ...each,
    open: each.image.id === image.id ? undefined : () => openPixelSource(each.image),
  }))
  return {
    about: used.map(({ image: of, level, objects, checked }) => [identityOf(of), level, objects, checked]),
    choose: (search, context) => closeSearch({ search, marked, name: image.name }, context),
  }
}

function levelBy(search: LevelSearch, name: string, context: JobContext) {
  return (source: Parameters<typeof chooseLevel>[0]) => chooseLevel(source, search, context, name)
}
