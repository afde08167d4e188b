import { noAugmentation } from '../augment/augment'
import { Random } from '../base/random'
import type { DatasetReader } from '../dataset/dataset'
import { makeBatch } from './batches'
import type { ExamplesReport } from '../runs/config'
import type { Trainer } from './trainer'

/** Tiles to look at after an epoch. */
const most = 6

/** What the averaged weights see on the first validation tiles with objects; undefined for a model that sees no places. */
export async function lookAtExamples(
  trainer: Trainer,
  reader: DatasetReader,
  tiles: Int32Array,
): Promise<Pick<ExamplesReport, 'tiles' | 'heat' | 'grid'> | undefined> {
  const look = trainer.task.look
  if (!look || tiles.length === 0) return undefined
  const shown = pick(reader, tiles)
  const batch = makeBatch(reader, shown, noAugmentation, new Random(0))
  const { output } = await trainer.withAverage(() => trainer.evaluate(batch))
  return { tiles: [...shown], ...look(output, shown.length) }
}

function pick(reader: DatasetReader, tiles: Int32Array): Int32Array {
  const first = tiles.subarray(0, 64)
  const { offset } = reader.labels(first)
  const holds = (i: number) => (offset[i + 1] as number) > (offset[i] as number)
  const places = [...first.keys()].sort((a, b) => Number(holds(b)) - Number(holds(a)) || a - b)
  return Int32Array.from(places.slice(0, most), (i) => first[i] as number)
}
