import { AppError } from '../../base/errors'
import type { Random } from '../../base/random'
import { says } from '../../messages/says/says'
import { stratify } from '../../sampling/stratify'
import { splitNames, type DatasetSpec, type SplitName } from '../../tiles/tiles'

/** A picture, or several that are one and must not be parted. */
export interface Labelled {
  /** Class numbers. */
  readonly labels: readonly number[]
  readonly split?: SplitName | undefined
  /** Equal keys stay together: the same file under two names. */
  readonly key: string
}

export interface Dealt {
  readonly parts: readonly SplitName[]
  /** What was done with parts that the data gives. */
  readonly notes: readonly string[]
}

/**
 * Deals labelled pictures out to the parts so that every class stands in each by its share (`stratify`). What says itself where
 * it belongs stays there; a part that is not given is then taken from train, as large as its share of it, and never from
 * another. Throws AppError('bad-split') where a part that was asked for would be empty.
 */
export function splitLabelled(
  items: readonly Labelled[],
  classes: number,
  shares: DatasetSpec['split'],
  random: Random,
): Dealt {
  const given = splitNames.filter((name) => items.some(({ split }) => split === name))
  const parts = items.map((item) => item.split ?? 'train')
  const own = [...items.keys()].filter((i) => parts[i] === 'train')
  if (given.length > 0 && own.length === 0)
    throw new AppError('bad-split', says.foreign.theDataGivesTheParts(given.join(says.foreign.and)))
  const shareOf = (name: SplitName) => shares[splitNames.indexOf(name)] as number
  const missing = splitNames.filter((name) => name !== 'train' && !given.includes(name) && shareOf(name) > 0)
  const rest = missing.reduce((share, name) => share - shareOf(name), 1)
  const wanted = given.length > 0 ? [rest, ...missing.map(shareOf)] : shares.filter((share) => share > 0)
  const names: SplitName[] =
    given.length > 0 ? ['train', ...missing] : splitNames.filter((n) => shareOf(n) > 0)
  if (names.length > 1) {
    const dealt = deal(
      own.map((i) => items[i] as Labelled),
      classes,
      { names, shares: wanted },
      random,
    )
    own.forEach((i, k) => (parts[i] = dealt[k] as SplitName))
  }
  if (given.length === 0) return { parts, notes: [] }
  const count = (name: SplitName) => parts.filter((part) => part === name).length
  const kept = given.filter((name) => name !== 'train' || missing.length === 0)
  const notes = [
    ...(kept.length > 0
      ? [says.foreign.theDatasOwnPartsAre(kept.map((name) => `${count(name)} ${name}`).join(', '))]
      : []),
    ...missing.map((name) => says.foreign.theDataGivesNoPart(name, count(name), own.length, shareOf(name))),
  ]
  return { parts, notes }
}

/** The part of each. */
function deal(
  items: readonly Labelled[],
  classes: number,
  wanted: { readonly names: readonly SplitName[]; readonly shares: readonly number[] },
  random: Random,
): SplitName[] {
  const groups = new Map<string, number[]>()
  items.forEach(({ key }, i) => {
    const group = groups.get(key)
    if (group) group.push(i)
    else groups.set(key, [i])
  })
  if (groups.size < wanted.names.length)
    throw new AppError(
      'bad-split',
      says.foreign.groupsDifferentPicturesCannotBe(groups.size, wanted.names.length),
    )
  const members = [...groups.values()]
  const counts = members.map((group) => {
    const each = new Array<number>(classes).fill(0)
    for (const i of group) for (const c of items[i]?.labels ?? []) each[c] = (each[c] as number) + 1
    return { counts: each }
  })
  const dealt = stratify(counts, wanted.shares, random)
  const parts = new Array<SplitName>(items.length)
  members.forEach((group, g) => {
    for (const i of group) parts[i] = wanted.names[dealt[g] as number] as SplitName
  })
  return parts
}
