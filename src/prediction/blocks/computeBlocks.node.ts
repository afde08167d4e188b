import { secondsLeft, type JobContext } from '../../base/job'
import { intersects, type Rect } from '../../geometry/rect'
import type { BlockCounts, BlockStore } from './blockStore'
import type { BlockWork } from './blockWork'

/** For whoever watches a search. */
export interface BlockWatch {
  /** What is looked at, in pixels of the level: its blocks come first, then outwards. */
  readonly first?: Rect | undefined
  /** Told of every block as it comes, also of those that were there; in the order in which they are computed. */
  found?(bytes: Uint8Array, number: number): void
  /** The blocks that are wanted; absent: all. */
  readonly only?: ReadonlySet<number> | undefined
}

/** Computes the wanted blocks that the store lacks. Stopped at any moment, it goes on from there when it is called again. */
export async function completeBlocks(
  work: BlockWork,
  store: BlockStore,
  context: JobContext,
  watch: BlockWatch = {},
): Promise<BlockCounts> {
  const present = await store.present(work.count, (bytes, number) => work.isSound(bytes, number))
  context.signal.throwIfAborted()
  const order = blocksInOrder(work, watch)
  const missing = order.filter((number) => !present.has(number))
  const unitsOf = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + work.unitsOf(n), 0)
  const units = unitsOf(order)
  const before = units - unitsOf(missing)
  if (watch.found) {
    for (const number of order) {
      const bytes = present.has(number) ? await store.read(number) : undefined
      if (bytes) watch.found(bytes, number)
      context.signal.throwIfAborted()
    }
  }
  const progress: JobContext['progress'] = (p) =>
    context.progress({ ...p, done: before + p.done, total: units })
  await computeBlocks(work, missing, watched(store, watch), { ...context, progress })
  return { total: order.length, computed: missing.length, skipped: order.length - missing.length }
}

/** All that are wanted, from the middle of `first` outwards; as they are where nothing is looked at. */
export function blocksInOrder(
  work: Pick<BlockWork, 'count' | 'place'>,
  { first, only }: Pick<BlockWatch, 'first' | 'only'>,
): number[] {
  const all = Array.from({ length: work.count }, (_, number) => number)
  const numbers = only ? all.filter((number) => only.has(number)) : all
  if (!first) return numbers
  const [x, y] = [first.x + first.w / 2, first.y + first.h / 2]
  const away = all.map((number) => {
    const place = work.place(number)
    const distance = Math.hypot(place.x + place.w / 2 - x, place.y + place.h / 2 - y)
    return intersects(place, first) ? distance - 1e9 : distance
  })
  return numbers.sort((a, b) => (away[a] as number) - (away[b] as number) || a - b)
}

/** The store, with `found` told of what is written. */
function watched(store: BlockStore, { found }: BlockWatch): BlockStore {
  if (!found) return store
  return {
    present: (count, isSound) => store.present(count, isSound),
    names: (count) => store.names(count),
    read: (number) => store.read(number),
    clear: () => store.clear(),
    write(number, bytes) {
      found(bytes, number)
      return store.write(number, bytes)
    },
  }
}

/**
 * Computes these blocks, in this order, into the store; the pixels of the next one are read and the one before is written
 * while the network computes. A process that takes a part of a search calls this with its part of the numbers.
 */
export async function computeBlocks(
  work: BlockWork,
  numbers: readonly number[],
  store: BlockStore,
  context: JobContext,
): Promise<void> {
  const tell = progressOf(work, numbers, context)
  const read = (number: number | undefined) => {
    const reading = number === undefined ? undefined : work.read(number, context.signal)
    // Awaited only after the network is done with the block before; until then a failure must not count as unhandled.
    reading?.catch(() => {})
    return reading
  }
  let writing: Promise<void> = Promise.resolve()
  let next = read(numbers[0])
  try {
    for (const [i, number] of numbers.entries()) {
      context.signal.throwIfAborted()
      tell(i)
      const pixels = (await next) as Uint8Array
      next = read(numbers[i + 1])
      // A network that answers without waiting would otherwise keep a cancel message from ever being heard.
      await new Promise((resolve) => setImmediate(resolve))
      context.signal.throwIfAborted()
      const bytes = await work.compute(pixels, number)
      await writing
      writing = store.write(number, bytes)
      writing.catch(() => {})
    }
  } finally {
    // What was computed is kept, whatever came after it.
    await writing
  }
  tell(numbers.length)
}

/** Tells how far the work is when `i` of `numbers` are done. */
function progressOf(work: BlockWork, numbers: readonly number[], { progress }: JobContext) {
  const { unit } = work
  const total = numbers.reduce((sum, number) => sum + work.unitsOf(number), 0)
  const started = performance.now()
  let [counted, done] = [0, 0]
  return (i: number) => {
    for (; counted < i; counted++) done += work.unitsOf(numbers[counted] as number)
    progress({ done, total, unit, secondsLeft: secondsLeft(started, performance.now(), done, total) })
  }
}
