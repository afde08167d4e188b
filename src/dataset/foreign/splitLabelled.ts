import { AppError } from '../../base/errors'
import type { Random } from '../../base/random'
import { stratify } from '../../sampling/stratify'
import { splitNames, type DatasetSpec, type SplitName } from '../dataset'

/** A picture, or several that are one and must not be parted. */
export interface Labelled {
  /** Class numbers. */
  readonly labels: readonly number[]
  readonly split?: SplitName | undefined
  /** Equal keys stay together: the same file under two names. */
  readonly key: string
}

/**
 * Deals labelled pictures out to the parts so that every class stands in each by its share (`stratify`); what says itself where
 * it belongs stays there. Throws AppError('bad-split') where a part that was asked for would be empty.
 */
export function splitLabelled(
  items: readonly Labelled[],
  classes: number,
  split: DatasetSpec['split'],
  random: Random,
): SplitName[] {
  if (items.some((item) => item.split)) return items.map((item) => item.split ?? 'train')
  const parts = splitNames.filter((_, i) => (split[i] ?? 0) > 0)
  const groups = new Map<string, number[]>()
  items.forEach(({ key }, i) => {
    const group = groups.get(key)
    if (group) group.push(i)
    else groups.set(key, [i])
  })
  if (groups.size < parts.length)
    throw new AppError(
      'bad-split',
      `${groups.size} different pictures cannot be split into ${parts.length} parts: add pictures, or ask for fewer parts.`,
    )
  const members = [...groups.values()]
  const counts = members.map((group) => {
    const own = new Array<number>(classes).fill(0)
    for (const i of group) for (const c of items[i]?.labels ?? []) own[c] = (own[c] as number) + 1
    return { counts: own }
  })
  const dealt = stratify(
    counts,
    split.filter((share) => share > 0),
    random,
  )
  const result = new Array<SplitName>(items.length)
  members.forEach((group, g) => {
    for (const i of group) result[i] = parts[dealt[g] as number] as SplitName
  })
  return result
}
