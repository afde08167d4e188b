import { AppError } from '../base/errors'
import type { AskedThreshold } from '../found/threshold'
import { calledClasses, type LearnedClasses } from '../found/projectClasses'
import { says } from '../messages/says/says'
import type { RunInfo } from '../runs/config'
import type { ProjectClass } from './jobs'

/**
 * A threshold as a person asks for it: one number, one by class number or by the name of the class (absent: as the run was
 * searched with), or what the validation of the run suggests for each class.
 */
export type RequestedThreshold = AskedThreshold | ThresholdByName | 'suggested'

export interface ThresholdByName {
  /** Of classes that are not named. */
  readonly all?: number | undefined
  readonly named: ReadonlyMap<string, number>
}

type Run = Pick<RunInfo, 'id' | 'best'> & LearnedClasses

/**
 * The same by the run's class numbers. Throws AppError: usage where a class is named that no run of `runs` knows, no-suggestion
 * where the validation of the run suggests nothing.
 */
export function thresholdAsked(
  requested: RequestedThreshold | undefined,
  run: Run,
  classes: readonly ProjectClass[],
  runs: readonly Run[] = [run],
): AskedThreshold | undefined {
  if (requested === 'suggested') return suggestedBy(run)
  if (typeof requested !== 'object' || 'own' in requested) return requested
  const { all, named } = requested
  const known = new Set(runs.flatMap((each) => calledClasses(each, classes)))
  const unknown = [...named.keys()].find((name) => !known.has(name))
  if (unknown !== undefined)
    throw new AppError('usage', says.services.noClassForThreshold(run.id, unknown, [...known].join(', ')))
  return { all, own: calledClasses(run, classes).map((name) => named.get(name) ?? null) }
}

/** A class of which too few objects were held back has the threshold of all classes. */
function suggestedBy({ id, best, classNames }: Run): AskedThreshold {
  if (!best) throw new AppError('no-suggestion', says.services.noSuggestedThreshold(id))
  const by = new Map(best.expected?.classes?.map((each) => [each.class, each.threshold]))
  if (by.size === 0) return best.threshold
  return { all: best.threshold, own: classNames.map((_, number) => by.get(number) ?? null) }
}
