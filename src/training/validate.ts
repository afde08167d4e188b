import { noAugmentation } from '../augment/augment'
import { Random } from '../base/random'
import type { DatasetReader } from '../dataset/dataset'
import { makeBatch } from './batches'
import type { Judgement } from './tasks/task'
import type { Trainer } from './trainer'

/** The evaluation is at the threshold. */
export interface Validation extends Judgement {
  readonly loss: number
}

/**
 * What the averaged weights say of the tiles as they are, judged by the model's task. `objects` is how many different
 * ones the threshold may trust; `pause` is awaited between batches and may throw to end it.
 */
export async function validate(
  trainer: Trainer,
  reader: DatasetReader,
  tiles: Int32Array,
  objects: number,
  batchSize: number,
  pause: () => Promise<void>,
): Promise<Validation> {
  const judge = trainer.task.judge(objects)
  let lossSum = 0
  // Pictures in files are decoded while the batch before them is judged.
  const batchAt = (at: number) => tiles.subarray(at, at + batchSize)
  const fetchAt = (at: number) => (at < tiles.length ? reader.fetch?.(batchAt(at)) : undefined)
  let fetching = fetchAt(0)
  await trainer.withAverage(async () => {
    for (let at = 0; at < tiles.length; at += batchSize) {
      await fetching
      const batch = makeBatch(reader, batchAt(at), noAugmentation, new Random(0))
      fetching = fetchAt(at + batchSize)
      // Whoever waits for it hears of it.
      fetching?.catch(() => undefined)
      await pause()
      const { loss, output } = trainer.evaluate(batch)
      lossSum += loss * batch.tiles.count
      judge.add(output, batch.tiles)
    }
  })
  return { loss: lossSum / Math.max(1, tiles.length), ...judge.judge() }
}
