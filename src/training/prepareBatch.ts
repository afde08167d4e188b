import { chain } from '../augment/augment'
import type { AugmentationSettings } from '../augment/augmentation'
import type { DatasetReader } from '../dataset/dataset'
import { makeBatch, type InputBatch } from './batches'
import { asInput } from './input'
import { drawsOf, type BatchPlan } from './sequence'

/** A batch, and what it cost wherever it was made. */
export interface PreparedBatch {
  readonly plan: BatchPlan
  readonly batch: InputBatch
  /** Seconds. */
  readonly read: number
  readonly augmented: number
}

export interface BatchSettings {
  readonly seed: number
  readonly augmentation: AugmentationSettings
  readonly preprocessing: string
}

/** Reads and augments one batch, and tells how long each took. */
export function prepareBatch(reader: DatasetReader, settings: BatchSettings, plan: BatchPlan): PreparedBatch {
  const started = performance.now()
  let read = 0
  const timed = {
    ...asInput(reader, settings),
    read(tiles: ArrayLike<number>) {
      const before = performance.now()
      const batch = reader.read(tiles)
      read += performance.now() - before
      return batch
    },
  }
  const batch = makeBatch(timed, plan.numbers, chain(settings.augmentation), drawsOf(settings.seed, plan))
  const all = performance.now() - started
  return { plan, batch, read: read / 1000, augmented: (all - read) / 1000 }
}
