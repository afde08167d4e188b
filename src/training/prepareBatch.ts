import { chain } from '../augment/augment'
import type { DatasetReader } from '../dataset/dataset'
import { alignedFloats } from '../engine/alignedFloats'
import { makeBatch, type InputBatch } from './batches'
import { asInput, type InputSetting } from './input'
import { drawsOf, type BatchPlan } from './sequence'
import { makeTargets, type TargetSetting } from '../heads/targets'

/** A batch, and what it cost wherever it was made. */
export interface PreparedBatch {
  readonly plan: BatchPlan
  readonly batch: InputBatch
  /** Seconds; the targets count as augmentation. */
  readonly read: number
  readonly augmented: number
}

export interface BatchSettings extends InputSetting {
  readonly seed: number
  /** What the batch's targets are made from; absent: it has none. */
  readonly targets?: TargetSetting | undefined
}

/** `prepareBatch` of tiles that may have to be fetched first; that counts as reading. */
export async function fetchBatch(
  reader: DatasetReader,
  settings: BatchSettings,
  plan: BatchPlan,
  spare?: SharedArrayBuffer,
): Promise<PreparedBatch> {
  const started = performance.now()
  await reader.fetch?.(plan.numbers)
  const fetched = (performance.now() - started) / 1000
  const prepared = prepareBatch(reader, settings, plan, spare)
  return { ...prepared, read: prepared.read + fetched }
}

/** Reads and augments one batch, with its targets, and tells how long each took. The images lie in `spare` where they fit. */
export function prepareBatch(
  reader: DatasetReader,
  settings: BatchSettings,
  plan: BatchPlan,
  spare?: SharedArrayBuffer,
): PreparedBatch {
  const started = performance.now()
  let read = 0
  // Where the loss can leave out a class alone.
  const source = settings.targets?.kind === 'heatmap' ? (reader.partly ?? reader) : reader
  const timed = {
    ...asInput(reader, settings),
    read(tiles: ArrayLike<number>) {
      const before = performance.now()
      const batch = source.read(tiles)
      read += performance.now() - before
      return batch
    },
    memory: (length: number) => alignedFloats(length, spare),
  }
  const draws = drawsOf(settings.seed, plan)
  const made = makeBatch(timed, plan.numbers, chain(settings.augmentation), draws)
  const batch = { ...made, targets: settings.targets && makeTargets(settings.targets, made.tiles) }
  const all = performance.now() - started
  return { plan, batch, read: read / 1000, augmented: (all - read) / 1000 }
}
