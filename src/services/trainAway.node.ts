import { randomBytes } from 'node:crypto'
import { constants, mkdirSync, rmdirSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../base/errors'
import { isStopped } from '../base/projectLeft'
import type { CallContext } from '../base/wire'
import { driverCommand, driverFiles } from '../compute/driver.node'
import { pause } from '../compute/http.node'
import { hashText, jobId } from '../compute/jobId.node'
import { mapPath } from '../compute/pathMap'
import { placeName } from '../compute/place'
import { runOnRay } from '../compute/rayRun.node'
import { runOnSlurm } from '../compute/slurm.node'
import { replaceFile } from '../files/replaceFile.node'
import { t } from '../messages/messages'
import { readRun, writeRun } from '../project/folder/runs.node'
import { learnedFile, type RunInfo, type TrainConfig, type TrainJob, type TrainReport } from '../runs/config'
import { reportOf } from '../training/report'
import { type AwayRun, endAway, planFile, stopFile, writeAway } from '../project/folder/awayRun.node'
import type { Project } from './project.node'
import { type Away, warnOfToken } from './searchAway.node'
import { trainPlanOf, type TrainPlan } from './trainPlan'

/** Milliseconds between two looks into the run's folder; how long a training may take for its last step and checkpoint. */
const [looking, stopping] = [1000, 60_000]

/** Of what was asked for and where: the same for the same command. */
export const requestOf = (asked: object, { place }: Away): string =>
  hashText(JSON.stringify([asked, placeName(place)]))

/** What a new training elsewhere is known by; two trainings are two jobs, though they be of the same run. */
export function newAway(job: Omit<TrainJob, 'runDir'>, asked: { grid?: unknown }, away: Away): AwayRun {
  const { learned: _, there: _there, ...given } = job
  const id = jobId(`${job.id}\n${randomBytes(16).toString('hex')}`)
  const grid = asked.grid !== undefined
  return {
    place: placeName(away.place),
    request: requestOf(asked, away),
    job: id,
    ...(grid && { grid }),
    given,
  }
}

interface Begun {
  readonly run: AwayRun
  /** Absent: it was given before. */
  readonly learned?: TrainJob['learned']
}

/**
 * Trains a run elsewhere, in the run's folder, which both sides see; or finds the training where it was given before. Its
 * record is followed as it is written. When it is cancelled it ends there after its step; when the project is left it
 * goes on. Resolves with the run; throws AppError: what the place says, or place-job.
 */
export async function trainAway(
  project: Pick<Project, 'paths'>,
  { run, learned }: Begun,
  away: Away,
  context: CallContext,
): Promise<RunInfo> {
  const { paths } = project
  const { id } = run.given
  const runDir = paths.run(id)
  const known = learned === undefined
  const ended = known ? readRun(paths, id) : undefined
  if (ended && ended.status !== 'running') {
    endAway(paths, id, run.grid)
    return ended
  }
  mkdirSync(runDir, { recursive: true })
  rmSync(join(runDir, stopFile), { force: true })
  if (learned) replaceFile(join(runDir, learnedFile), JSON.stringify(learned))
  writeAway(paths, run)
  const follower = new Follower(runDir, run.given.config, context, known || run.given.resume)
  const over = new AbortController()
  const following = follower.follow(over.signal)
  let begun = known
  try {
    const given = { ...run.given, resume: run.given.resume || ended !== undefined }
    const plan = planThere(given, runDir, away)
    const ends = {
      begun: () => (begun = true),
      stop: () => askToStop(runDir, () => readRun(paths, id)),
    }
    await give(plan, { ...ends, job: run.job, runDir, found: known }, away, context)
    return close(paths, id, run.grid)
  } catch (error) {
    if (isStopped(context.signal)) return stopped(paths, id, error)
    // Nobody knows how it ends.
    const silent = error instanceof AppError && error.code === 'place-unreachable'
    if (!begun || !(context.signal.aborted || silent)) failed(paths, id)
    throw error
  } finally {
    over.abort()
    await following
  }
}

function planThere(job: AwayRun['given'], runDir: string, { paths }: Away): TrainPlan {
  const there = (path: string) => mapPath(paths, path)
  const { dataset, from, weights } = job.config
  return trainPlanOf(job, {
    ...{ runDir: there(runDir), dataset: there(dataset) },
    ...(from !== undefined && { from: there(from) }),
    ...(weights !== undefined && { weights: there(weights) }),
  })
}

interface Given {
  readonly job: string
  readonly runDir: string
  /** It was given before: a job that has ended is looked at, not given anew. */
  readonly found: boolean
  begun(): void
  stop(): Promise<void>
}

async function give(
  plan: TrainPlan,
  { job: id, runDir, ...ends }: Given,
  away: Away,
  context: CallContext,
): Promise<void> {
  const { place, paths, token } = away
  if (place.kind === 'ray') {
    warnOfToken(away, context)
    const job = { training: plan }
    const files = [...driverFiles(), { name: 'job.json', bytes: Buffer.from(JSON.stringify(job)) }]
    const { host, port } = place
    const work = { id, entrypoint: driverCommand, files, unit: 'epochs', ...ends }
    await runOnRay({ host, port, token }, work, context)
    return
  }
  const file = join(runDir, planFile)
  replaceFile(file, JSON.stringify(plan))
  const work = { id, script: place.script, slots: 1, plan: mapPath(paths, file), ...ends }
  await runOnSlurm(work, context)
}

/** Resolves when the training has ended by itself, or after a while. */
async function askToStop(runDir: string, read: () => RunInfo | undefined): Promise<void> {
  // What has not begun has nothing to save.
  if (!read()) return
  replaceFile(join(runDir, stopFile), '')
  const until = performance.now() + stopping
  while (read()?.status === 'running' && performance.now() < until)
    await pause(200, AbortSignal.timeout(stopping))
}

/** The job is over, and says that all went well. */
function close(paths: Project['paths'], id: string, kept?: boolean): RunInfo {
  const run = readRun(paths, id)
  if (run && run.status !== 'running' && run.status !== 'failed') {
    endAway(paths, id, kept)
    return run
  }
  throw new AppError('place-job', run ? t.compute.trainingDied(id) : t.compute.trainingCannotBegin)
}

/** A person stopped it: what was learned is kept. */
function stopped(paths: Project['paths'], id: string, error: unknown): RunInfo {
  const run = readRun(paths, id)
  if (run?.status === 'running') writeRun(paths, { ...run, status: 'interrupted' })
  leaveRun(paths, id)
  const now = readRun(paths, id)
  if (!now) throw error
  return now
}

function failed(paths: Project['paths'], id: string): void {
  const run = readRun(paths, id)
  if (run?.status === 'running') writeRun(paths, { ...run, status: 'interrupted' })
  leaveRun(paths, id)
}

/** Without a trace where it never began. */
function leaveRun(paths: Project['paths'], id: string): void {
  endAway(paths, id)
  if (readRun(paths, id)) return
  const folder = paths.run(id)
  for (const name of [learnedFile, 'config.json']) rmSync(join(folder, name), { force: true })
  try {
    rmdirSync(folder)
  } catch {
    // Something else lies there.
  }
}

/** Neither what a link leads to nor a pipe that nobody writes into. */
const asItIs = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
/** Bytes of a record that are read at once. */
const maxAtOnce = 1024 * 1024

/** Tells of what is written into a run's record by somebody else. */
class Follower {
  private at: number | undefined
  private rest = ''

  /** `goesOn`: what stands there already was told before. */
  constructor(
    private readonly runDir: string,
    private readonly config: TrainConfig,
    private readonly context: CallContext,
    goesOn: boolean,
  ) {
    if (!goesOn) this.at = 0
  }

  async follow(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await this.look()
      await pause(looking, over).catch(() => {})
    }
    await this.look()
  }

  private async look(): Promise<void> {
    try {
      const file = await open(join(this.runDir, 'metrics.jsonl'), asItIs)
      try {
        const { size } = await file.stat()
        // The steps after a checkpoint are taken back when a run goes on.
        if (this.at === undefined || size < this.at) [this.at, this.rest] = [size, '']
        while (this.at < size) {
          const bytes = Buffer.alloc(Math.min(maxAtOnce, size - this.at))
          const { bytesRead } = await file.read(bytes, 0, bytes.length, this.at)
          if (bytesRead === 0) break
          this.at += bytesRead
          this.take(bytes.toString('latin1', 0, bytesRead))
        }
      } finally {
        await file.close()
      }
    } catch {
      // It is not there yet, or its disk is away for a moment.
    }
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop() ?? ''
    for (const line of lines) {
      const report = reportOf(line)
      if (!report) continue
      this.context.report?.(report)
      this.tell(report)
    }
  }

  private tell(report: TrainReport): void {
    const { minutes, epochs } = this.config
    const secondsLeft = report.kind === 'step' ? report.secondsLeft : undefined
    const done = report.kind === 'epoch' ? report.epoch : report.epoch - 1
    if (minutes !== undefined && secondsLeft !== undefined) {
      const total = minutes * 60
      this.context.progress({ done: Math.max(0, total - secondsLeft), total, unit: 'seconds', secondsLeft })
    } else if (minutes === undefined)
      this.context.progress({ done, total: epochs, unit: 'epochs', secondsLeft })
  }
}
