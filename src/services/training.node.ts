import { existsSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { AppError } from '../base/errors'
import { placeName } from '../compute/place'
import { t } from '../messages/messages'
import type { DatasetSpec, ResizeRule } from '../tiles/tiles'
import type { CallContext } from '../base/wire'
import { says } from '../messages/says/says'
import {
  awayFile,
  listRuns,
  newRunId,
  nextRunNumber,
  readRun,
  refuseLinkedRun,
  writeRun,
} from '../project/folder/runs.node'
import { defaultTraining, type RunInfo, type TrainConfig, type TrainReport } from '../runs/config'
import { defaultSplit } from '../sampling/adaptiveSplit'
import type { GivenOptions } from '../runs/options/gate'
import { joinGround } from '../tiles/learnedGround'
import { defaultRequest } from './datasets.node'
import { type AwayRun, awayRuns, endedAwayRuns, readAway } from '../project/folder/awayRun.node'
import type { TrainerJobs } from './jobs'
import { groundOf, learnedBy, objectsOn, learnedPictures } from './learned.node'
import { allowChange, type Project } from './project.node'
import type { Away } from './searchAway.node'
import { newAway, requestOf, trainAway } from './trainAway.node'
import { configOf, requireConfig, resumedConfig, warnOfAbsent } from './trainingConfig.node'

export interface FilesSetting {
  readonly tile?: number | undefined
  readonly split?: DatasetSpec['split'] | undefined
  readonly resize?: ResizeRule | undefined
}

export interface TrainRequest extends GivenOptions {
  readonly dataset?: string | undefined
  /** How pictures in files are read, where the dataset is a list or a folder of them. */
  readonly files?: FilesSetting | undefined
  /** Go on with this run, or with the newest unfinished one. */
  readonly resume?: string | true | undefined
  /** Absent: on this computer. */
  readonly away?: Away | undefined
  /** Of which several trainings this is one; one that has ended elsewhere is found as long as not all have. */
  readonly grid?: string | undefined
}

/**
 * Starts a new run, or goes on with one; ends when its epochs or minutes are over or the signal aborts. Fails with `usage`
 * for an option that would change nothing.
 *
 * @example const { id, best } = await trainRun(project, { model: 'heatmap', minutes: 5 }, context)
 */
export async function trainRun(
  project: Project,
  request: TrainRequest,
  context: CallContext,
): Promise<RunInfo> {
  const begin = await prepareTraining(project, request, context)
  return begin()
}

/** Refuses what cannot be trained, as `trainRun` does; what comes back begins the training and ends with it. */
export async function prepareTraining(
  project: Project,
  request: TrainRequest,
  context: CallContext,
): Promise<() => Promise<RunInfo>> {
  allowChange(project)
  const { away, ...asked } = request
  const { dataset, files, resume, grid: _, ...settings } = asked
  const going = away && goingOn(project, asked, away)
  if (away && going) return () => trainAway(project, { run: going }, away, naming(going.given.id, context))
  const given = dataset ? resolve(dataset) : project.paths.dataset('dataset')
  const takesFiles = isFiles(given) && !resume
  if (files && !takesFiles) throw new AppError('usage', says.runs.tileSplitAndResizeAre)
  const where = away && { away, asked }
  const resumed = { ...settings, dataset: dataset && given }
  if (resume) return () => resumeRun(project, { which: resume, settings: resumed, where }, context)
  const path = takesFiles
    ? await listFiles(project, given, { seed: settings.seed, ...files }, context)
    : given
  if (!existsSync(path)) {
    throw new AppError('no-dataset', says.runs.thereIsNoDatasetAtPath(path))
  }
  const summary = await project.data.run('dataset.inspect', { path }, context)
  const classes = await project.store.classes()
  const names = classes.map(({ name }) => name)
  // Whole pictures with labels, and other programs' files, have classes of their own.
  const ownClasses = summary.task === 'classify' || summary.reference !== undefined
  if (!dataset && !ownClasses && summary.classNames.join('\n') !== names.join('\n')) {
    throw new AppError(
      'dataset-classes',
      says.runs.theDatasetWasBuiltFor(summary.classNames.join(', '), names.join(', ')),
    )
  }
  warnOfAbsent(summary, context.warn)
  const config = configOf(project, settings, summary, path)
  const id = newRunId(project.paths)
  const classIds = summary.classNames.map((name) => classes.find((each) => each.name === name)?.id ?? null)
  const learned = await groundOf(project, config, context)
  const [number, objects] = [nextNumber(project.paths), await objectsOn(project, learned)]
  const pictures = learnedPictures(learned)
  const job = { id, number, objects, classIds, pictures, config, learned, resume: false }
  return () => train(project, job, where, context)
}

/** What is to run elsewhere, and what was asked for. */
interface Where {
  readonly away: Away
  readonly asked: object
}

/** Those that train elsewhere may have no record yet. */
function nextNumber(paths: Project['paths']): number {
  const away = awayRuns(paths).map(({ given }) => given.number ?? 0)
  return Math.max(nextRunNumber(paths), ...away.map((number) => number + 1))
}

/** The training that the same command has begun elsewhere. */
function goingOn({ paths }: Project, asked: TrainRequest, away: Away): AwayRun | undefined {
  const all = awayRuns(paths)
  const ended = asked.grid === undefined ? [] : endedAwayRuns(paths)
  const known = [...all, ...ended].find(({ request }) => request === requestOf(asked, away))
  if (known || !asked.resume) return known
  const { resume } = asked
  return all.find(
    ({ place, given }) => place === placeName(away.place) && (resume === true || resume === given.id),
  )
}

/** A list of pictures or a folder of them, which are trained from where they lie. */
function isFiles(path: string): boolean {
  return (
    /\.(csv|tsv|txt|lst|list)$/i.test(path) ||
    (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)
  )
}

/** Writes down what the pictures are, beside the project's dataset; the path of what was written. */
async function listFiles(
  project: Project,
  from: string,
  setting: FilesSetting & { readonly seed?: number | undefined },
  context: CallContext,
): Promise<string> {
  const { tile = defaultRequest.tile, split = defaultSplit, resize, seed = defaultTraining.seed } = setting
  const out = join(project.paths.datasets, `${basename(from)}.list.json`)
  const spec = { tile, level: 0, split, seed, resize }
  await project.data.run('dataset.list', { out, from, spec }, context)
  return out
}

async function train(
  project: Project,
  job: Omit<TrainerJobs['train']['in'], 'runDir'>,
  where: Where | undefined,
  context: CallContext,
): Promise<RunInfo> {
  const { id } = job
  if (where) {
    const run = newAway(job, where.asked, where.away)
    const learned = job.learned ?? { images: [], known: false, notes: [] }
    return trainAway(project, { run, learned }, where.away, naming(id, context))
  }
  const input = { ...job, runDir: project.paths.run(id) }
  try {
    return await project.trainer.run('train', input, naming(id, context))
  } catch (error) {
    // A trainer that was killed could not write down how its run ended.
    const run = readRun(project.paths, id)
    if (run?.status === 'running') writeRun(project.paths, { ...run, status: 'interrupted' })
    throw error
  }
}

/** Writes down that nobody stopped a run: what it ran in was closed. A run that had finished stays so. */
export function cutOff(project: Project, run: RunInfo): RunInfo {
  if (run.status !== 'stopped') return run
  const interrupted: RunInfo = { ...run, status: 'interrupted' }
  writeRun(project.paths, interrupted)
  return interrupted
}

/** Milliseconds between two reports of steps: more often nobody can look. The record has them all. */
const reportEvery = 100

/** Reports say which run they are about. */
function naming(run: string, context: CallContext): CallContext {
  let last = 0
  const report = (data: unknown) => {
    const { kind } = data as TrainReport
    const now = performance.now()
    if (kind === 'step' && now - last < reportEvery) return
    if (kind === 'step') last = now
    context.report?.({ run, ...(data as object) })
  }
  return { ...context, report }
}

interface Resumption {
  /** A run's id, or the newest that is not finished. */
  readonly which: string | true
  /** What is to be otherwise from now on. */
  readonly settings: Partial<TrainConfig>
  readonly where: Where | undefined
}

/** Goes on with a run. Fails with `no-run`, `no-dataset`, `usage`. */
async function resumeRun(
  project: Project,
  { which, settings, where }: Resumption,
  context: CallContext,
): Promise<RunInfo> {
  const all = listRuns(project.paths)
  const foreign = all.find(({ id, origin }) => id === which && origin)
  if (foreign) throw new AppError('no-run', says.runs.theRunIdCameFromA(foreign.id, foreign.id))
  const runs = all.filter(({ origin }) => !origin)
  // With new limits a run that had finished goes on, too.
  const limits = settings.epochs !== undefined || settings.minutes !== undefined
  const open = runs.filter((run) => run.status !== 'finished')
  const run =
    which === true ? (open.at(-1) ?? (limits ? runs.at(-1) : undefined)) : runs.find((r) => r.id === which)
  if (!run) {
    const sentence = which === true ? says.runs.thereIsNoUnfinishedRun : says.runs.thereIsNoRunWhich(which)
    throw new AppError('no-run', says.runs.sentenceStartANewTraining(sentence))
  }
  if (!existsSync(run.config.dataset)) {
    throw new AppError('no-dataset', says.runs.theDatasetOfRunId(run.id, run.config.dataset))
  }
  refuseLinkedRun(project.paths, run.id)
  refuseAway(project, run.id)
  const { id, number, classIds } = run
  const config = resumedConfig(run, settings)
  requireConfig(config)
  // Its dataset may have been built anew since.
  const before = await learnedBy(project, run, context)
  const learned = joinGround(before, await groundOf(project, config, context))
  const objects = await objectsOn(project, learned)
  const known = { number, objects, classIds, pictures: learnedPictures(learned) }
  return train(project, { id, ...known, config, learned, resume: true }, where, context)
}

/** Two trainings would write into one folder. */
function refuseAway({ paths }: Project, run: string): void {
  const away = readAway(paths, run)
  if (away) throw new AppError('busy', t.compute.runTrainsAt(run, away.place, join(paths.run(run), awayFile)))
}
