import * as v from 'valibot'
import { AppError } from '../base/errors'
import { appVersion } from '../base/version'
import { t } from '../messages/messages'
import { says } from '../messages/says/says'
import { configSchema, knownAtStart } from '../project/folder/runSchema'
import type { TrainJob } from '../runs/config'

// What a worker on another machine is told of a training. Both ends check what they get.

const path = v.pipe(v.string(), v.minLength(1), v.maxLength(4096))
const format = 'windhover-training/1'

const planSchema = v.object({
  format: v.literal(format),
  version: v.pipe(v.string(), v.maxLength(60)),
  /** With paths as this computer names them: they become part of the run's record. */
  job: v.object({
    id: v.pipe(v.string(), v.maxLength(200)),
    ...knownAtStart,
    config: configSchema,
    resume: v.boolean(),
  }),
  /** Files and folders as the place names them. */
  there: v.object({ runDir: path, dataset: path, from: v.optional(path), weights: v.optional(path) }),
})
export type TrainPlan = v.InferOutput<typeof planSchema>

export const trainPlanOf = (
  job: Omit<TrainJob, 'runDir' | 'learned' | 'there'>,
  there: TrainPlan['there'],
): TrainPlan => {
  const { classIds, config } = job
  return {
    ...{ format, version: appVersion, there },
    job: { ...job, config: { ...config }, ...(classIds && { classIds: [...classIds] }) } as TrainPlan['job'],
  }
}

/** Whether a plan is one of a training; it need not be a good one. */
export const isTrainPlan = (value: unknown): boolean =>
  v.is(v.object({ format: v.pipe(v.string(), v.startsWith('windhover-training/')) }), value)

/** Throws AppError: place-version where another version has made it, usage where it is no plan. */
export function readTrainPlan(value: unknown): TrainJob {
  const named = v.safeParse(v.object({ version: planSchema.entries.version }), value)
  if (named.success && named.output.version !== appVersion)
    throw new AppError('place-version', t.compute.planVersion(named.output.version, appVersion))
  const read = v.safeParse(planSchema, value)
  if (!read.success) {
    const [issue] = read.issues
    throw new AppError('usage', t.compute.trainPlanWrong(v.getDotPath(issue) ?? says.searching.allOfIt))
  }
  const { job, there } = read.output
  const { runDir, ...files } = there
  return { ...(job as unknown as Omit<TrainJob, 'runDir'>), runDir, there: files }
}
