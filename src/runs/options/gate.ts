import { AppError } from '../../base/errors'
import { t } from '../../messages/messages'
import type { Situation } from './option'
import { trainOption, trainOptionKeys, type TrainOptionKey, type TrainOptionValues } from './table'

/** What was asked for: an option that is undefined was not. */
export type GivenOptions = Partial<TrainOptionValues>

const list = (words: readonly string[]) =>
  words.length < 2
    ? words.join()
    : t.optionRules.wordsAndWords2(words.slice(0, -1).join(', '), String(words.at(-1)))

/** Options that a run may go on with when they are others than those it began with. */
export const changeableOnResume: readonly TrainOptionKey[] = trainOptionKeys.filter(
  (key) => trainOption(key).onResume,
)

/** Why an option does not apply: the end of the sentence that begins with its name. Undefined where it does. */
export function whyNot(key: TrainOptionKey, given: GivenOptions, situation: Situation): string | undefined {
  const { models, refuse } = trainOption(key)
  if (models && !models.includes(situation.model))
    return t.optionRules.appliesToModelsAndThis(list(models), situation.model)
  return refuse?.(given[key], given, situation)
}

/** Fails with `usage` and one sentence for the first option that would be accepted and ignored. */
export function refuseIdle(given: GivenOptions, situation: Situation): void {
  for (const key of trainOptionKeys) {
    if (given[key] === undefined) continue
    const why = whyNot(key, given, situation)
    if (why) throw new AppError('usage', `--${trainOption(key).flag} ${why}.`)
  }
}

/** Refuses what a run that goes on cannot change: most of what it began with must stay. */
export function refuseOnResume(given: GivenOptions): void {
  const fixed = trainOptionKeys.find((key) => given[key] !== undefined && !trainOption(key).onResume)
  if (!fixed) return
  const flags = changeableOnResume.map((key) => `--${trainOption(key).flag}`)
  throw new AppError('usage', t.optionRules.flagCannotChangeWhenA(trainOption(fixed).flag, list(flags)))
}
