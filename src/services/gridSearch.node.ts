import { AppError } from '../base/errors'
import { quiet } from '../base/job'
import type { CallContext } from '../base/wire'
import { hashText } from '../compute/jobId.node'
import { says } from '../messages/says/says'
import { forgetEnded } from '../project/folder/awayRun.node'
import type { RunInfo } from '../runs/config'
import type { Project } from './project.node'
import { prepareTraining, type TrainRequest } from './training.node'

/** What came of one training: its run, or why there is none. */
export type Trained = RunInfo | AppError

/**
 * Trains once with each of the requests: here one after the other, elsewhere all at once, for whoever schedules there. None
 * begins where one of them is refused; one that fails later does not stop the others. Cancelled, it ends with those that
 * have begun. Elsewhere the same call again finds those that go on and those that have ended, until the end of all was seen.
 * `told` hears of each as it begins and ends.
 */
export async function trainGrid(
  project: Project,
  asked: readonly TrainRequest[],
  context: CallContext,
  told: { begins(index: number): void; ended(trained: Trained): void },
): Promise<Trained[]> {
  const grid = hashText(JSON.stringify(asked.map(({ away: _, ...each }) => each)))
  const requests = asked.map((each) => (each.away ? { ...each, grid } : each))
  for (const request of requests)
    await prepareTraining(project, request, { ...quiet, signal: context.signal })
  const progress = sharedProgress(requests.length, context)
  const trained: Promise<Trained | undefined>[] = []
  let unexpected: unknown
  for (const [index, request] of requests.entries()) {
    if (context.signal.aborted) break
    told.begins(index)
    const here = { ...context, progress: progress(index) }
    // Prepared only now: a run's number and name count those before it, which have their folders once they have begun.
    const begin = await prepareTraining(project, request, here)
    const run = begin().catch((error: unknown) => {
      if (error instanceof AppError) return error
      unexpected ??= error
    })
    trained.push(
      run.then((found) => {
        if (found) told.ended(found)
        return found ?? undefined
      }),
    )
    if (!request.away) await run
    if (unexpected) break
  }
  const all = await Promise.all(trained)
  if (unexpected) throw unexpected as Error
  forgetGrid(project, all)
  return all.filter((each) => each !== undefined)
}

/** Where one is still on its way elsewhere, the others are found as long as it is. */
function forgetGrid({ paths }: Project, all: readonly (Trained | undefined)[]): void {
  const goesOn = all.some((each) => each instanceof AppError && each.code === 'place-unreachable')
  if (!goesOn)
    forgetEnded(
      paths,
      all.flatMap((each) => (each && !(each instanceof AppError) ? [each.id] : [])),
    )
}

/** One bar for all: trainings that are over count whole. */
function sharedProgress(
  count: number,
  { progress }: CallContext,
): (index: number) => CallContext['progress'] {
  const shares = new Float64Array(count)
  return (index) => (each) => {
    shares[index] = each.total > 0 ? each.done / each.total : 0
    const done = shares.reduce((sum, share) => sum + share, 0)
    const note = says.runs.trainingOf(index + 1, count)
    progress({ done, total: count, unit: 'trainings', note })
  }
}
