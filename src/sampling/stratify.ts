import type { Random } from '../base/random'

/** Something that goes whole into one part: how many objects of each class it holds. */
export interface Item {
  readonly counts: readonly number[]
}

/**
 * Deals items out to parts so that each class, and the number of items without objects, comes near the shares: the
 * rarest class first, each item to the part that lacks most of it (iterative stratification: Sechidis, Tsoumakas,
 * Vlahavas, ECML PKDD 2011, algorithm 1). Every part gets an item that holds objects as long as there are enough.
 * Returns a part's number for each item.
 */
export function stratify(items: readonly Item[], shares: readonly number[], random: Random): Int32Array {
  const part = new Int32Array(items.length).fill(-1)
  const classes = items[0]?.counts.length ?? 0
  const totals = new Float64Array(classes)
  for (const item of items) item.counts.forEach((n, c) => (totals[c] = (totals[c] as number) + n))
  const all = totals.reduce((a, b) => a + b, 0)
  const lackOf = Array.from(totals, (total) => shares.map((share) => share * total))
  const lack = shares.map((share) => share * all)

  const order = Array.from(items.keys())
  random.shuffle(order)
  const give = (i: number, to: number) => {
    part[i] = to
    items[i]?.counts.forEach((n, c) => {
      const row = lackOf[c] as number[]
      row[to] = (row[to] as number) - n
      lack[to] = (lack[to] as number) - n
    })
  }
  const rarestFirst = Array.from(totals.keys()).sort((a, b) => (totals[a] as number) - (totals[b] as number))
  for (const c of rarestFirst) {
    const holders = order.filter((i) => part[i] === -1 && (items[i]?.counts[c] ?? 0) > 0)
    holders.sort((a, b) => (items[b]?.counts[c] ?? 0) - (items[a]?.counts[c] ?? 0))
    for (const i of holders) give(i, neediest(lackOf[c] as number[], lack))
  }
  fillEmptyParts(items, part, shares.length, totals)
  dealEmpty(
    order.filter((i) => part[i] === -1),
    shares,
    part,
  )
  return part
}

/** The part that lacks most of a class; where they are equal, most objects at all. */
function neediest(ofClass: readonly number[], ofAll: readonly number[]): number {
  let best = 0
  for (let p = 1; p < ofClass.length; p++) {
    const more = (ofClass[p] as number) - (ofClass[best] as number)
    if (more > 1e-9 || (more > -1e-9 && (ofAll[p] as number) > (ofAll[best] as number))) best = p
  }
  return best
}

/** Moves one item from the part with most items to each part that got none: the one with least of what is rare. */
function fillEmptyParts(items: readonly Item[], part: Int32Array, parts: number, totals: Float64Array): void {
  const worth = (i: number) =>
    items[i]?.counts.reduce((sum, n, c) => (n ? sum + n / (totals[c] as number) : sum), 0) ?? 0
  for (let p = 0; p < parts; p++) {
    if (part.includes(p)) continue
    const numbers = Array.from({ length: parts }, (_, q) => part.reduce((n, at) => n + (at === q ? 1 : 0), 0))
    const richest = numbers.indexOf(Math.max(...numbers))
    if ((numbers[richest] as number) < 2) continue
    let cheapest = -1
    for (let i = 0; i < items.length; i++)
      if (part[i] === richest && (cheapest < 0 || worth(i) < worth(cheapest))) cheapest = i
    part[cheapest] = p
  }
}

function dealEmpty(empty: readonly number[], shares: readonly number[], part: Int32Array): void {
  const lack = shares.map((share) => share * empty.length)
  for (const i of empty) {
    const to = lack.indexOf(Math.max(...lack))
    part[i] = to
    lack[to] = (lack[to] as number) - 1
  }
}
