import { resolve } from 'node:path'
import * as v from 'valibot'
import type { AugmentationSettings } from '../augment/augmentation'
import { AppError } from '../base/errors'
import type { CallContext } from '../base/wire'
import type { DatasetSummary } from '../dataset/dataset'
import { says } from '../messages/says/says'
import { usualSettings } from '../models/catalogue'
import { configSchema } from '../project/folder/runSchema'
import { defaultTraining, type RunInfo, type TrainConfig } from '../runs/config'
import { refuseIdle, refuseOnResume, type GivenOptions } from '../runs/options/gate'
import { usualTraining } from '../runs/options/table'
import type { Project } from './project.node'
import { runFolder } from './runFolder.node'

const unlimitedEpochs = 1_000_000

/** Says which classes the training part lacks. */
export function warnOfAbsent({ classNames, splits }: DatasetSummary, warn: CallContext['warn']): void {
  const absent = classNames.filter((_, i) => splits.train.classes[i] === 0)
  if (absent.length === 0 || absent.length === classNames.length) return
  warn(says.runs.theTrainSplitHasNo(absent.map((name) => `"${name}"`).join(', ')))
}

/** What was asked for, with what is usual for the model and the dataset. */
export function configOf(
  project: Project,
  settings: GivenOptions,
  { task, spec }: DatasetSummary,
  dataset: string,
): TrainConfig {
  const model = settings.model ?? usualTraining.model
  const starts = (settings.from ?? settings.weights) !== undefined
  refuseIdle(settings, { model, starts, task, tile: spec.tile })
  const weights = {
    from: settings.from === undefined ? undefined : runFolder(project, settings.from),
    weights: settings.weights === undefined ? undefined : resolve(settings.weights),
  }
  const chosen = givenOf({ ...settings, ...weights })
  // With a limit in minutes alone, the minutes count.
  const epochs = settings.minutes !== undefined ? unlimitedEpochs : defaultTraining.epochs
  const whole = { ...defaultTraining, ...usualSettings(model), epochs, ...chosen, dataset }
  const config: TrainConfig = { ...whole, augmentation: suitedTo(task, whole.augmentation) }
  requireConfig(config)
  return config
}

/**
 * The run's configuration with what is given anew. As at the start, a limit in minutes alone means that the minutes count,
 * and one in epochs alone the epochs; both count from the run's first step.
 */
export function resumedConfig(
  { id, config, epochs: done }: RunInfo,
  settings: Partial<TrainConfig>,
): TrainConfig {
  const { dataset, ...options } = settings
  const others = Object.entries(givenOf(options)).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(config[key as keyof TrainConfig]),
  )
  refuseOnResume(Object.fromEntries(others))
  if (dataset !== undefined && dataset !== config.dataset)
    throw new AppError('usage', says.runs.datasetCannotChangeWhenA(id, config.dataset))
  const { epochs, minutes } = settings
  if (epochs !== undefined && epochs <= done) {
    throw new AppError('usage', says.runs.theRunIdHasDone(id, done))
  }
  const limits =
    minutes === undefined
      ? epochs === undefined
        ? {}
        : { epochs, minutes: undefined }
      : { epochs: epochs ?? unlimitedEpochs, minutes }
  return { ...config, ...givenOf(settings), ...limits }
}

/** What a person, a script or a run of before has set must be possible. Fails with `bad-setting` and which is not. */
export function requireConfig(config: TrainConfig): void {
  const parsed = v.safeParse(configSchema, config)
  if (parsed.success) return
  const [issue] = parsed.issues
  throw new AppError(
    'bad-setting',
    says.runs.theTrainingCannotHaveSetting(
      v.getDotPath(issue) ?? says.runs.aSetting,
      issue.received.slice(0, 60),
      issue.message,
    ),
  )
}

/** Without what was not asked for. */
function givenOf<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>
}

/** Of a preset what suits the dataset: without marked objects there are none to copy. */
function suitedTo(task: DatasetSummary['task'], settings: AugmentationSettings): AugmentationSettings {
  const { copyPaste: _, ...others } = settings
  return task === 'classify' ? others : settings
}
