import { AppError, fromWireError } from '../base/errors'
import { secondsLeft, type JobContext } from '../base/job'
import { isStopped } from '../base/projectLeft'
import { packZip, type ZippedFile } from '../files/zip.node'
import { says } from '../messages/says/says'
import { readDriverLines, plain, type DriverLine } from './driverLines'
import { hashText } from './jobId.node'
import { pause, type ServerAddress } from './http.node'
import { hasEnded, RayJobs, type RayJob } from './rayJobs.node'

/** Work for a cluster: files for the driver's folder, and the command that starts it there. */
export interface RayWork {
  readonly id: string
  readonly entrypoint: string
  readonly files: readonly ZippedFile[]
  /** Counted by the driver's progress. */
  readonly unit: string
  /** It was given before: a job that has ended meanwhile says how, and is not given anew. */
  readonly found?: boolean
  /** Told before the job is given: from now on it may run there. */
  begun?(): void
  /** Resolves when the work has ended by itself because it was asked to, or it does not; then it is stopped. */
  stop?(): Promise<void>
}

export type RayEnd = Extract<DriverLine, { event: 'end' }>

/** Milliseconds from one look to the next: at first, and at most. */
const [firstPause, longestPause] = [500, 10_000]
/** How long a host may be silent while a job runs there: longer than it takes to close a laptop and open it again. */
const patience = 15 * 60 * 1000
/** Milliseconds for the answer whether a job runs there, where nobody needs to wait for it. */
const askPatience = 5000
const tailLines = 40

/**
 * Gives the work to a cluster, or finds it where it was given before, and watches it to its end. When it is cancelled, the job
 * is stopped there, too. Throws AppError: what `RayJobs` throws, what the driver said, or place-job.
 */
export async function runOnRay(host: ServerAddress, work: RayWork, context: JobContext): Promise<RayEnd> {
  const jobs = new RayJobs(host, context.signal)
  await jobs.version()
  try {
    await begin(jobs, work)
    return await watch(jobs, work, context)
  } catch (error) {
    // A project that was left goes on there.
    if (isStopped(context.signal)) {
      await work.stop?.()
      await stopThere(host, work.id)
    }
    throw error
  }
}

/** Whether the cluster still has work of this id in hand; where it cannot be asked, it has none. */
export async function isOnRay(host: ServerAddress, id: string, signal: AbortSignal): Promise<boolean> {
  const soon = AbortSignal.any([signal, AbortSignal.timeout(askPatience)])
  const job = await new RayJobs(host, soon).find(id).catch(() => undefined)
  signal.throwIfAborted()
  return job !== undefined && !hasEnded(job)
}

/** A job that runs is left alone; one that has ended is forgotten and given again: what it has done is not done twice. */
async function begin(jobs: RayJobs, work: RayWork): Promise<void> {
  const { id, entrypoint, files, found } = work
  const known = await jobs.find(id)
  if (known && (found || !hasEnded(known))) return
  if (known) await jobs.remove(id)
  const zip = packZip(files)
  const address = await jobs.upload(zip, hashText(zip).slice(0, 32))
  work.begun?.()
  await jobs.submit({ id, entrypoint, package: address })
}

async function watch(jobs: RayJobs, work: RayWork, context: JobContext): Promise<RayEnd> {
  const said = new Said(work.unit, context)
  let wait = firstPause
  for (let heard = performance.now(); ; wait = Math.min(wait * 1.3, longestPause)) {
    try {
      const job = await jobs.find(work.id)
      if (!job) throw new AppError('place-job', says.cluster.hostNoLongerKnowsThe(jobs.host.host, work.id))
      const node = job.driver_node_id
      const lines = node ? readDriverLines(await jobs.tail(work.id, node, tailLines)) : []
      heard = performance.now()
      said.take(lines)
      if (hasEnded(job)) return endOf(job, lines, work)
    } catch (error) {
      const silent = error instanceof AppError && error.code === 'place-unreachable'
      if (context.signal.aborted || !silent || performance.now() - heard > patience) throw error
    }
    await pause(wait, context.signal)
  }
}

/** What the driver has said so far. */
class Said {
  private readonly started = performance.now()
  private first: number | undefined
  private readonly warned = new Set<string>()

  constructor(
    private readonly unit: string,
    private readonly context: JobContext,
  ) {}

  take(lines: readonly DriverLine[]): void {
    for (const line of lines)
      if (line.event === 'warning' && !this.warned.has(line.message)) {
        this.warned.add(line.message)
        this.context.warn(line.message)
      }
    const last = lines.findLast((line) => line.event === 'progress')
    if (!last) return
    const { done, total } = last
    // What was done before we looked says nothing of the speed.
    this.first ??= done
    const left = secondsLeft(this.started, performance.now(), done - this.first, total - this.first)
    this.context.progress({ done, total, unit: this.unit, secondsLeft: left })
  }
}

function endOf({ status, message }: RayJob, lines: readonly DriverLine[], { id }: RayWork): RayEnd {
  const error = lines.find((line) => line.event === 'error')
  if (error) throw fromWireError(error)
  const end = lines.findLast((line) => line.event === 'end')
  // What the driver said counts: Ray calls a job failed that has just ended where it sees the end of its supervisor first.
  if (end && status !== 'STOPPED') return end
  if (status === 'STOPPED') throw new AppError('place-job', says.cluster.theJobIdWasStopped(id))
  throw new AppError('place-job', says.cluster.theJobIdEndedBefore(id, lastWords(message ?? '')))
}

/** The last line of an error's text says what it was. */
const lastWords = (text: string) =>
  plain(text.trim().split('\n').at(-1) ?? '').slice(0, 300) || says.cluster.itDoesNotSayWhy

/** The person's signal is gone: it has its own deadline. */
async function stopThere(host: ServerAddress, id: string): Promise<void> {
  try {
    await new RayJobs(host, AbortSignal.timeout(10_000)).stop(id)
  } catch (error) {
    throw new AppError('place-job', says.cluster.theJobIdAtHost(id, host.host), { cause: error })
  }
}
