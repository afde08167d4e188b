import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { isThere } from '../files/readFile.node'
import type { CallContext, JobRunner } from '../base/wire'
import type { RunInfo } from '../runs/config'
import { stopFile } from '../project/folder/awayRun.node'
import type { TrainerJobs } from './jobs'
import { readTrainPlan } from './trainPlan'

/** Milliseconds between two looks whether the training is to end. */
const looking = 500

/**
 * Trains what a plan says, in the run's folder, which others see: record, curves and checkpoints lie there as they are
 * written. Ends after its current step when the file `stopFile` comes there. Throws AppError.
 */
export async function trainAsPlanned(
  plan: unknown,
  trainer: JobRunner<Pick<TrainerJobs, 'train'>>,
  context: CallContext,
): Promise<RunInfo> {
  const job = readTrainPlan(plan)
  const file = join(job.runDir, stopFile)
  const stop = new AbortController()
  const timer = setInterval(() => {
    if (isThere(file)) stop.abort()
  }, looking)
  try {
    const signal = AbortSignal.any([context.signal, stop.signal])
    // What it sees on validation tiles is no text: for a window on the same machine.
    const report = (data: unknown) => {
      if ((data as { kind: string }).kind !== 'strip') context.report?.(data)
    }
    return await trainer.run('train', job, { ...context, signal, report })
  } finally {
    clearInterval(timer)
    rmSync(file, { force: true })
  }
}
