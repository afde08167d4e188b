import { secondsLeft, type JobContext } from '../../base/job'
import type { BlockCounts, BlockStore } from './blockStore'
import type { BlockWork } from './blockWork'

/** Computes the blocks that the store lacks. Stopped at any moment, it goes on from there when it is called again. */
export async function completeBlocks(
  work: BlockWork,
  store: BlockStore,
  context: JobContext,
): Promise<BlockCounts> {
  const present = await store.present(work.count, (bytes, number) => work.isSound(bytes, number))
  context.signal.throwIfAborted()
  const missing: number[] = []
  let [before, units] = [0, 0]
  for (let number = 0; number < work.count; number++) {
    units += work.unitsOf(number)
    if (present.has(number)) before += work.unitsOf(number)
    else missing.push(number)
  }
  const progress: JobContext['progress'] = (p) =>
    context.progress({ ...p, done: before + p.done, total: units })
  await computeBlocks(work, missing, store, { ...context, progress })
  return { total: work.count, computed: missing.length, skipped: present.size }
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
