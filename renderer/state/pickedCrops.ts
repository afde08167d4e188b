// Which crops of a list are picked: by keys, since the list changes under them. Pure, so that it can be tested.

export interface Picked {
  /** The crop that keys start from, where it stood, and from where Shift extends. */
  readonly current: number | null
  readonly place: number
  readonly anchor: number | null
  readonly keys: ReadonlySet<number>
}

export const nonePicked: Picked = { current: null, place: 0, anchor: null, keys: new Set() }

export type Order = ArrayLike<number> & { indexOf(key: number): number }

/** Where the current crop stands now; where it has gone, what stands in its place. −1 for an empty list. */
export function currentCropIndex(picked: Picked, order: Order): number {
  const at = picked.current === null ? -1 : order.indexOf(picked.current)
  return at >= 0 ? at : Math.min(Math.max(0, picked.place), order.length - 1)
}

/** `only` this one, `range` from the anchor to here, `toggle` this one in or out. */
export function pick(picked: Picked, order: Order, place: number, how: 'only' | 'range' | 'toggle'): Picked {
  const key = order[place]
  if (key === undefined) return picked
  const here = { current: key, place }
  if (how === 'toggle') {
    const keys = new Set(
      picked.keys.size > 0 ? picked.keys : keysAt(order, [currentCropIndex(picked, order)]),
    )
    if (!keys.delete(key)) keys.add(key)
    return { ...here, anchor: key, keys }
  }
  if (how === 'only') return { ...here, anchor: key, keys: new Set([key]) }
  const start = picked.anchor === null ? -1 : order.indexOf(picked.anchor)
  const anchor = start >= 0 ? start : currentCropIndex(picked, order)
  const [from, to] = anchor < place ? [anchor, place] : [place, anchor]
  const keys = keysAt(
    order,
    Array.from({ length: to - from + 1 }, (_, i) => from + i),
  )
  return { ...here, anchor: order[anchor] ?? key, keys }
}

/** Those under a rectangle that was drawn; `before`: what stays picked beside them. */
export function pickPlaces(
  picked: Picked,
  order: Order,
  places: readonly number[],
  before: ReadonlySet<number>,
): Picked {
  const keys = new Set([...before, ...keysAt(order, places)])
  const last = places.at(-1)
  const current = last === undefined ? undefined : order[last]
  if (last === undefined || current === undefined) return { ...picked, keys }
  return { current, place: last, anchor: current, keys }
}

export function pickEvery(picked: Picked, order: Order): Picked {
  return {
    ...picked,
    keys: keysAt(
      order,
      Array.from({ length: order.length }, (_, i) => i),
    ),
  }
}

/** What an answer is for, in order: what is picked and still there, else the current one. */
export function chosenOf(picked: Picked, order: Order): number[] {
  const [first] = picked.keys
  if (picked.keys.size === 1 && first !== undefined && order.indexOf(first) >= 0) return [first]
  const kept = picked.keys.size > 1 ? Array.from(order).filter((key) => picked.keys.has(key)) : []
  if (kept.length > 0) return kept
  const only = order[currentCropIndex(picked, order)]
  return only === undefined ? [] : [only]
}

/** After the chosen ones were answered, what comes into their place is the current one. */
export function afterAnswer(picked: Picked, order: Order, answered: readonly number[]): Picked {
  const gone = new Set(answered)
  const first = Array.from(order).findIndex((key) => gone.has(key))
  if (first < 0) return picked
  let next = first
  while (next < order.length && gone.has(order[next] as number)) next++
  const current = order[next]
  return { current: current ?? null, place: first, anchor: null, keys: new Set() }
}

/**
 * A new order in which the crop in hand stays where it stands: nobody's answer goes to another crop because the list
 * changed between the look and the key.
 */
export function holding(order: readonly number[], held: number | undefined, place: number): number[] {
  if (held === undefined) return [...order]
  const others = order.filter((key) => key !== held)
  const at = Math.min(place, others.length)
  return [...others.slice(0, at), held, ...others.slice(at)]
}

function keysAt(order: Order, places: readonly number[]): Set<number> {
  return new Set(places.flatMap((place) => order[place] ?? []))
}
