import { AppError } from '../base/errors'
import type { MatchRule } from '../evaluation/evaluation'
import { withExpectations, withoutExpectations } from '../runs/expectations'
import { isUnseen } from '../runs/expected'
import type { WrongPlaces } from '../evaluation/mistakes'
import type { TilesEvaluation } from '../evaluation/splitEvaluation'
import { projectClasses } from '../found/projectClasses'
import type { ClassRecord, ImageRecord } from '../records/records'
import type { RunInfo } from '../runs/config'
import { isUnchecked } from '../tiles/checkedGround'
import { trainingsOn, type LearnedGround } from '../tiles/learnedGround'
import type { CallContext } from '../base/wire'
import { says } from '../messages/says/says'
import { thresholdAsked, type RequestedThreshold } from './askedThreshold'
import { learnedBy } from './learned.node'
import { chosenImages, chosenRun, marksOf, projectClass, type Project } from './project.node'

export interface EvaluateRequest {
  readonly images: number[] | 'all'
  readonly run?: string | undefined
  readonly match: MatchRule
  /** Absent: the one that the run was searched with. */
  readonly threshold?: RequestedThreshold | undefined
  /** Say which objects are missed and which detections false; images by their ids. */
  readonly mistakes?: boolean | undefined
  /** False: without what the run's validation expected, and without a word on why that is not said. */
  readonly expected?: boolean | undefined
}

/**
 * Holds a run's predictions against what people marked, inside of what they checked; of a run that classifies, its classes.
 *
 * @example const { precision, recall } = await evaluateRun(project, { images: 'all', match: { kind: 'centre' } }, context)
 */
export async function evaluateRun(
  project: Project,
  request: EvaluateRequest,
  context: CallContext,
): Promise<TilesEvaluation & WrongPlaces> {
  const { match, mistakes } = request
  const run = chosenRun(project, request.run)
  const classes = await project.store.classes()
  const threshold = thresholdAsked(request.threshold, run, classes.map(projectClass))
  const predicted = await searchedBy(project, run, request.images, context)
  const learned = await learnedBy(project, run, context)
  for (const note of learned.notes) context.warn(note)
  const images = await Promise.all(
    predicted.map((image) => markedImage(project, { run, learned }, image, classes)),
  )
  const known = { classes: classes.map(projectClass), classIds: run.classIds }
  const found = await project.data.run('evaluate', { images, ...known, match, threshold, mistakes }, context)
  const unlearned = unlearnedIn(images, run)
  const judged = request.expected === false ? found : withBest(found, run, classes, unlearned, context)
  if (!found.mistakes) return judged
  const named = <T extends { readonly image: number }>(each: T): T => ({
    ...each,
    image: predicted[each.image]?.id ?? 0,
  })
  return { ...judged, mistakes: found.mistakes.map(named), confused: (found.confused ?? []).map(named) }
}

type MarkedImage = Awaited<ReturnType<typeof markedImage>>

/** The names of those pictures that count and that the run learned nothing from. */
function unlearnedIn(images: readonly MarkedImage[], { pictures }: RunInfo): string[] {
  const checked = images.filter(({ marks }) => !isUnchecked(marks))
  const counted = checked.length > 0 ? checked : images
  return counted.filter(({ sha256 }) => isUnseen(pictures, sha256)).map(({ name }) => name)
}

/**
 * With what validation expected beside it, where the run finds objects. What was held back says nothing of a picture that
 * nothing was learned from (0.86 expected and 0.26 true, 0015): where there is one, a warning takes the figure's place.
 */
// eslint-disable-next-line max-params -- What was found by which run, and where the warning goes.
function withBest<E extends TilesEvaluation>(
  found: E,
  run: RunInfo,
  classes: readonly ClassRecord[],
  unlearned: readonly string[],
  { warn }: Pick<CallContext, 'warn'>,
): E {
  if (!run.best || found.accuracy !== undefined) return found
  if (unlearned.length > 0) {
    if (run.best.expected)
      warn(says.services.expectedOfOthers(run.id, unlearned[0] ?? '', unlearned.length - 1))
    return withoutExpectations(found)
  }
  const known = projectClasses(run, classes)
  return withExpectations(found, run.best, (name) => {
    const number = known.findIndex((each) => each?.name === name)
    return number < 0 ? undefined : number
  })
}

/** Of the images that are asked for, those that a run has searched. Throws AppError('no-prediction'). */
export async function searchedBy(
  project: Project,
  run: RunInfo,
  which: number[] | 'all',
  context: CallContext,
): Promise<ImageRecord[]> {
  const chosen = await chosenImages(project, which)
  const predicted = chosen.filter((image) => project.paths.has(project.paths.prediction(run.id, image.id)))
  const missing = chosen.filter((image) => !predicted.includes(image))
  if (predicted.length === 0 || (which !== 'all' && missing.length > 0)) {
    throw new AppError(
      'no-prediction',
      says.services.runIdHasNotSearched(run.id, missing[0]?.name ?? says.services.anyImage),
    )
  }
  for (const image of missing) context.warn(says.services.nameIsLeftOutRun(image.name, run.id))
  return predicted
}

/** What people marked on an image, where the run's prediction of it lies, and what the run has seen of it. */
export async function markedImage(
  project: Project,
  { run, learned }: { readonly run: RunInfo; readonly learned: LearnedGround },
  { id, name, width, height, sha256, path }: ImageRecord,
  classes: readonly ClassRecord[],
) {
  const prediction = project.paths.prediction(run.id, id)
  const seen = learned.known ? trainingsOn(learned, { sha256, path }) : undefined
  return { prediction, marks: await marksOf(project, id, classes), name, width, height, seen, sha256 }
}
