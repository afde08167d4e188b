import type { DatasetSummary } from '../../src/dataset/dataset'
import type { CommandIn } from '../../src/ipc/contract'
import { isFitted, usualSettings } from '../../src/models/catalogue'
import { changeableOnResume, whyNot, type GivenOptions } from '../../src/runs/options/gate'
import type { Situation } from '../../src/runs/options/option'
import {
  trainOption,
  trainOptionKeys,
  usualTraining,
  type TrainOptionValues,
} from '../../src/runs/options/table'
import type { RunInfo } from '../../src/runs/config'
import { t } from '../../src/messages/messages'

export type TrainSettings = CommandIn<'train.start'>['settings']
export type TrainStart = NonNullable<TrainSettings['start']>

/** How long to train, in words of a person who has better things to do. */
export const presets = [
  {
    id: 'quick',
    get label() {
      return t.state.quickLook
    },
    get time() {
      return t.state.n2Min
    },
    get about() {
      return t.state.showsWhetherTheIdeaWorks
    },
  },
  {
    id: 'thorough',
    get label() {
      return t.state.thorough
    },
    get time() {
      return t.state.n10Min
    },
    get about() {
      return t.state.forAResultToGo
    },
  },
  {
    id: 'converge',
    get label() {
      return t.state.untilItStopsImproving
    },
    time: '',
    get about() {
      return t.state.ends20EpochsAfterIts
    },
  },
  {
    id: 'own',
    get label() {
      return t.state.myOwnLimits
    },
    time: '',
    get about() {
      return t.state.endsAtWhicheverLimitComes
    },
  },
] as const
export type PresetId = (typeof presets)[number]['id']

const limits: Record<Exclude<PresetId, 'own'>, GivenOptions> = {
  quick: { epochs: 1000, minutes: 2 },
  thorough: { epochs: 1000, minutes: 10 },
  converge: { epochs: 1000, patience: 20 },
}

/** The fields of one's own limits, left open. */
const open: GivenOptions = Object.fromEntries(
  trainOptionKeys.filter((key) => trainOption(key).field?.group === 'limits').map((key) => [key, undefined]),
)

/** Options of the training by their key, an option that is undefined left open; and what the window asks for in its own way. */
export type TrainForm = { -readonly [K in keyof TrainOptionValues]: TrainOptionValues[K] } & {
  preset: PresetId
  /** What the network starts from; null: nothing learned yet. */
  start: TrainStart | null
}

export const defaultForm: TrainForm = {
  ...usualTraining,
  ...usualSettings(usualTraining.model),
  preset: 'quick',
  start: null,
}

/** What decides which options apply. */
export function situationOf(form: TrainForm, dataset: DatasetSummary | null | undefined): Situation {
  return { model: form.model, starts: form.start !== null, task: dataset?.task, tile: dataset?.spec.tile }
}

/** What a run goes on with: limits of one's own, where the person set them; otherwise as it began. */
export function resumeSettings(form: TrainForm): TrainSettings {
  const given = changeableOnResume.filter((key) => form.preset === 'own' && form[key] !== undefined)
  return Object.fromEntries(given.map((key) => [key, form[key]]))
}

/** How much longer a stopped run may go on: as it was planned, or so many minutes more. */
export const moreTimes = ['planned', 'quick', 'thorough'] as const
export type More = (typeof moreTimes)[number]

/** Minutes count from a run's first step: what it has trained already comes on top. */
export function moreSettings(more: More, form: TrainForm, run: RunInfo | undefined): TrainSettings {
  const { minutes } = more === 'planned' ? {} : limits[more]
  if (minutes === undefined || !run) return resumeSettings(form)
  const trained = run.tilesPerSecond > 0 ? (run.steps * run.config.batch) / run.tilesPerSecond / 60 : 0
  return { minutes: Math.ceil(100 * (trained + minutes)) / 100 }
}

/** What the form asks for, without the fields that it does not show. */
export function trainSettings(form: TrainForm, dataset?: DatasetSummary | null): TrainSettings {
  const { preset, start, ...values } = form
  const fitted = isFitted(form.model)
  // What is fitted ends by itself.
  const limited = fitted ? open : preset === 'own' ? {} : { ...open, ...limits[preset] }
  const chosen: GivenOptions = { ...values, ...limited }
  const situation = situationOf(form, dataset)
  const asked = trainOptionKeys.filter(
    (key) => chosen[key] !== undefined && !(trainOption(key).field && whyNot(key, chosen, situation)),
  )
  return {
    ...Object.fromEntries(asked.map((key) => [key, chosen[key]])),
    ...(start && !fitted && { start }),
  }
}
