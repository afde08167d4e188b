import * as tf from '@tensorflow/tfjs-core'
import type { Engine } from '../engine/engine'
import type { InputBatch } from './batches'
import type { Trainer } from './trainer'

/**
 * `batch`, halved until a step should fit into the engine's memory, judged by the peaks of steps of one and two tiles.
 * tfjs counts about a fifth more than TensorFlow holds at a time: room for scratch space. Asking first is needed:
 * TensorFlow's convolutions on a CPU end the process where they get no memory, other kernels throw.
 */
export async function batchThatFits(
  trainer: Trainer,
  tilesOf: (count: 1 | 2) => InputBatch,
  engine: Engine,
  batch: number,
): Promise<number> {
  if (engine.memory === undefined || batch <= 1) return batch
  const one = await peakBytes(trainer, tilesOf(1))
  const perTile = (await peakBytes(trainer, tilesOf(2))) - one
  const room = engine.memory - trainer.heldBytes
  let fitting = batch
  while (fitting > 1 && one + perTile * (fitting - 1) > room) fitting >>= 1
  return fitting
}

async function peakBytes(trainer: Trainer, tiles: InputBatch): Promise<number> {
  const profile = await tf.profile(() => {
    trainer.rehearse(tiles)
    return []
  })
  return profile.peakBytes
}
