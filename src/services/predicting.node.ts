import { AppError } from '../base/errors'
import { boxFinders, classifiers } from '../models/catalogue'
import type { RunInfo } from '../runs/config'
import type { EngineId } from '../engine/engine'
import type { CallContext } from '../base/wire'
import type { Rect } from '../geometry/rect'
import type { MergeRule } from '../found/mergeRule'
import type { TestTimeAugmentation } from '../prediction/testTimeAugmentation'
import type { PredictResult } from '../prediction/predictResult'
import type { LevelChoice } from '../tiles/levels'
import { t } from '../messages/messages'
import { says } from '../messages/says/says'
import { thresholdAsked, type RequestedThreshold } from './askedThreshold'
import type { ImageRecord } from '../records/records'
import { isShownOtherwise, shownAs, shownAsText } from '../records/shownAs'
import { listRuns } from '../project/folder/runs.node'
import { coarseMarks } from './coarseMarks.node'
import type { PartialDetections, SearchedImage } from './searchedImage'
import { SearchLevels } from './searchLevel.node'
import { type Away, searchAway } from './searchAway.node'
import { allowChange, chosenImages, chosenRun, locate, projectClass, type Project } from './project.node'

export interface PredictRequest {
  readonly images: number[] | 'all'
  readonly run?: string | undefined
  readonly threshold?: RequestedThreshold | undefined
  /** The level to search, or to classify tiles of; absent: as the run has learned. */
  readonly level?: LevelChoice | undefined
  readonly engine?: EngineId | 'auto' | undefined
  readonly tta?: TestTimeAugmentation | undefined
  /** How boxes that overlap become objects; absent: the usual way. */
  readonly merge?: MergeRule | undefined
  /** A look at a coarser level decides where it is searched closely. */
  readonly coarseToFine?: boolean | undefined
  /** Absent: on this computer. */
  readonly away?: Away | undefined
  /** Leave images as they are that were searched whole by the same run and options. Parts of a search that was stopped are always used. */
  readonly resume?: boolean | undefined
  /** The image that somebody looks at, and where, in full-size pixels: it comes first, and what is found there is reported. */
  readonly first?: { readonly image: number; readonly rect: Rect } | undefined
}

/** What a search has found so far, with what its classes are in the project. */
export interface ReportedFinds extends PartialDetections {
  readonly run: string
  readonly classIds?: RunInfo['classIds']
}

export interface PredictedImage extends PredictResult {
  readonly id: number
}

/**
 * Searches whole images with a run, which is loaded once; what was found so far is kept when a later image fails.
 *
 * @example const [first] = await predictImages(project, { images: 'all', run: 'best', tta: 'none' }, context)
 */
export async function predictImages(
  project: Project,
  request: PredictRequest,
  context: CallContext,
): Promise<PredictedImage[]> {
  allowChange(project)
  const run = chosenRun(project, request.run)
  refuseIdle(run, request)
  const { first } = request
  const chosen = await chosenImages(project, request.images)
  const records = [
    ...chosen.filter(({ id }) => id === first?.image),
    ...chosen.filter(({ id }) => id !== first?.image),
  ]
  const images: SearchedImage[] = []
  const levels = new SearchLevels(project.store)
  const { level } = request
  warnOfOtherDisplays(run, records, context)
  for (const image of records) {
    context.signal.throwIfAborted()
    if (typeof level === 'number' && level >= image.levels)
      context.warn(says.services.nameHasNoLevelLevel(image.name, level, image.levels - 1))
    images.push({
      image: locate(project, image),
      out: project.paths.prediction(run.id, image.id),
      level: await levels.of(image, request.level ?? run.level ?? 0),
      tiles: request.level !== undefined,
      ...(image.id === first?.image && { first: first.rect }),
    })
  }
  const { engine = 'auto', tta, resume, merge } = request
  const threshold = thresholdAsked(request.threshold, run, (await project.store.classes()).map(projectClass))
  const coarse = request.coarseToFine
    ? await coarseMarks(project, records, (image) => levels.of(image, request.level ?? run.level ?? 0))
    : undefined
  const input = { images, runDir: project.paths.run(run.id), engine, threshold, tta, resume, merge, coarse }
  const about = { run: run.id, classIds: run.classIds }
  const report = (found: unknown) =>
    context.report?.({ ...(found as PartialDetections), ...about } satisfies ReportedFinds)
  const reporting = { ...context, report }
  const away = request.away && (await searchAway(project, input, request.away, reporting))
  const results = await project.trainer.run(
    'predict',
    // What was merged elsewhere is there.
    { ...input, images: away?.images ?? images, ...(away?.merged && { resume: true }) },
    reporting,
  )
  return results.map((result, i) => ({ id: (records[i] as ImageRecord).id, ...result }))
}

/** Of each way to show pictures that the run has never seen: it may miss objects there, or find what is none. */
function warnOfOtherDisplays(
  { id, shownAs: learned = [] }: RunInfo,
  images: readonly ImageRecord[],
  { warn }: CallContext,
) {
  const names = new Map<string, string[]>()
  for (const image of images) {
    if (!isShownOtherwise(image, learned)) continue
    const way = shownAsText(shownAs(image))
    names.set(way, [...(names.get(way) ?? []), image.name])
  }
  for (const [way, [first = '', ...more]] of names)
    warn(
      says.services.shownOtherwise(first, more.length, way, id, learned.map(shownAsText).join(t.images.or)),
    )
}

/** Gets a run ready to search an image, before anybody asks for it. */
export async function expectPrediction(
  project: Project,
  request: {
    readonly image: number
    readonly run?: string | undefined
    readonly level?: LevelChoice | undefined
  },
  context: CallContext,
): Promise<void> {
  const run = chosenRun(project, request.run)
  const [image] = await chosenImages(project, [request.image])
  if (!image) return
  const { width, height } = image
  const level = await new SearchLevels(project.store).of(image, request.level ?? run.level ?? 0)
  const job = { runDir: project.paths.run(run.id), engine: 'auto' as const, image: { width, height }, level }
  await project.trainer.run('predict.ready', job, context)
}

/** Fails with `usage` for what this run's kind of network has no use for. */
function refuseIdle(
  { id, config: { model } }: RunInfo,
  { tta, merge, coarseToFine, away }: PredictRequest,
): void {
  if (coarseToFine && classifiers.some((each) => each === model))
    throw new AppError('usage', says.services.coarseIsForObjects(id, model))
  if (coarseToFine && away) throw new AppError('usage', says.services.coarseIsForHere)
  if (merge && !boxFinders.some((each) => each === model))
    throw new AppError('usage', says.services.mergeIsForBoxes(id, model))
  if (tta === 'ten-crop' && !classifiers.some((each) => each === model))
    throw new AppError('usage', says.services.ttaTenCropAveragesThe(id, model))
}

export interface StoredPrediction {
  readonly path: string
  readonly info: RunInfo
}

/** The prediction of an image that is shown: that of the run asked for, else of the newest run that has searched it. */
export function storedPrediction(
  { paths }: Project,
  image: number,
  run?: string,
): StoredPrediction | undefined {
  // Refuses a name that leads outside of the project.
  if (run !== undefined && !paths.has(paths.prediction(run, image))) return undefined
  const runs = listRuns(paths)
  const asked = run === undefined ? runs : runs.filter(({ id }) => id === run)
  const info = asked.findLast(({ id }) => paths.has(paths.prediction(id, image)))
  return info && { path: paths.prediction(info.id, image), info }
}
