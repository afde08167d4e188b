import { basename } from 'node:path'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import type { EngineId } from '../engine/engine'
import { openPixelSource, openServedSource } from '../image/pixelSource.node'
import type { PixelSource } from '../image/pixels/pixelSource'
import { says } from '../messages/says/says'
import type { BlockWork } from '../prediction/blocks/blockWork'
import { classifierWork } from '../prediction/blocks/classifierBlocks.node'
import { detectorWork } from '../prediction/blocks/detectorBlocks.node'
import { isMade, openBlocks } from '../prediction/blocks/openBlocks.node'
import { chooseLevel, detectorSearch, type LevelSearch } from '../prediction/chooseLevel.node'
import { classifierSearch } from '../prediction/classifyImage.node'
import { withTestTimeAugmentation, type TestTimeAugmentation } from '../prediction/testTimeAugmentation'
import { loadClassifier } from '../training/loadClassifier.node'
import { loadDetector } from '../training/loadDetector.node'
import { readTrained, type TrainedWeights } from '../training/loadNetwork.node'
import type { OpenBlocks } from './blockWorker.node'
import type { TrainerJobs } from './jobs'
import type { LocatedImage, SearchedImage } from './searchedImage'
import { defaultMerge, type MergeRule } from '../found/mergeRule'
import { resultKey } from '../prediction/blocks/blockKey.node'
import type { PlannedBlocks } from './plannedBlocks'
import { identityBy } from './searchImages.node'

/** A run and how it is to look. */
export interface BlockJob {
  readonly runDir: string
  readonly engine: EngineId | 'auto'
  readonly tta?: TestTimeAugmentation | undefined
  readonly merge?: MergeRule | undefined
}

export interface OpenSearch extends OpenBlocks {
  readonly level: number
}

export interface BlockSearch {
  /** A level that is not given is chosen, which shows the network parts of the picture. */
  open(image: SearchedImage): Promise<OpenSearch>
  close(): void
}

interface Looking extends LevelSearchOf {
  work(source: PixelSource, level: number, identity: string): BlockWork
  result(work: BlockWork): string
  readonly identityOf: ReturnType<typeof identityBy>
  close(): void
}
interface LevelSearchOf {
  readonly levelSearch: LevelSearch
}

/** Opens the pixels of an image of which the level that is searched may be known. */
type OpenPixels = (image: LocatedImage, level?: number) => Promise<PixelSource>

/** The same for the plan of a search, which may name addresses instead of paths. Throws AppError. */
export function openPlannedSearch(job: BlockJob, context: JobContext): Promise<BlockSearch> {
  return openBlockSearch(job, context, (image, level = 0) => openServedSource(image, level))
}

/** Loads a run whose searches are cut into blocks that any process may compute. Throws AppError. */
export async function openBlockSearch(
  job: BlockJob,
  context: JobContext,
  openPixels: OpenPixels = openPixelSource,
): Promise<BlockSearch> {
  const trained = readTrained(job.runDir)
  const looking =
    trained.definition.task === 'classify' ? await classifying(job, trained) : await detecting(job, trained)
  return {
    async open({ image, out, level: wanted }) {
      const source = await openPixels(image, wanted)
      try {
        const level = wanted ?? (await chooseLevel(source, looking.levelSearch, context, image.name))
        const identity = looking.identityOf(image)
        const work = looking.work(source, level, identity)
        const store = openBlocks({ out, identity }, work)
        return { level, work, store, result: looking.result(work), close: () => source.close() }
      } catch (error) {
        await source.close()
        throw error
      }
    },
    close: () => looking.close(),
  }
}

async function detecting(job: BlockJob, trained: TrainedWeights): Promise<Looking> {
  const { tta = 'none', merge = defaultMerge } = job
  const detector = withTestTimeAugmentation(await loadDetector(job.runDir, job.engine, trained), tta)
  return {
    work: (source, level, identity) => detectorWork({ source, detector, level, identity }),
    result: ({ key }) => resultKey(key, merge),
    levelSearch: detectorSearch(detector),
    identityOf: identityBy(trained, tta),
    close: () => detector.dispose(),
  }
}

async function classifying(job: BlockJob, trained: TrainedWeights): Promise<Looking> {
  const classifier = await loadClassifier(job.runDir, job.engine, job.tta, trained)
  return {
    work: (source, level, identity) => classifierWork({ source, classifier, level, identity }),
    result: ({ key }) => key,
    levelSearch: classifierSearch(classifier),
    identityOf: identityBy(trained, job.tta),
    close: () => classifier.close(),
  }
}

const named = 5

/** What of each image is still to be computed. Whole pictures that are one answer are no search. */
export async function planBlocks(
  job: TrainerJobs['predict.plan']['in'],
  context: JobContext,
): Promise<PlannedBlocks[]> {
  const { definition, state } = readTrained(job.runDir)
  if (definition.task === 'classify' && job.images.some(({ tiles }) => !tiles))
    throw new AppError('usage', says.searching.runRunDirModelGives(basename(job.runDir), state.model))
  const search = await openBlockSearch(job, context)
  try {
    const planned: PlannedBlocks[] = []
    for (const [i, image] of job.images.entries()) {
      context.signal.throwIfAborted()
      context.progress({ done: i, total: job.images.length, unit: 'images', note: image.image.name })
      planned.push(await lookAt(search, image, job.done[i] === true))
    }
    return planned
  } finally {
    search.close()
  }
}

/** By the names of blocks alone: they may lie far away, and whoever takes them looks into them. */
async function lookAt(search: BlockSearch, image: SearchedImage, done: boolean): Promise<PlannedBlocks> {
  const { work, store, level, result, close } = await search.open(image)
  try {
    const { key, count } = work
    if (done && (await isMade(image.out, result)))
      return { level, key, blocks: count, missing: 0, lacking: [], made: true }
    const present = store.names(count)
    const lacking: number[] = []
    for (let number = 0; number < count && lacking.length < named; number++)
      if (!present.has(number)) lacking.push(number)
    return { level, key, blocks: count, missing: count - present.size, lacking, made: false }
  } finally {
    await close()
  }
}
