import * as tf from '@tensorflow/tfjs-core'
import { noAugmentation } from '../augment/augment'
import { hookOf } from '../augment/preprocessing'
import { Random } from '../base/random'
import type { TileBatch } from '../dataset/dataset'
import type { EngineId } from '../engine/engine'
import { selectEngine } from '../engine/engines.node'
import { makeBatch } from './batches'
import { buildTrained, type TrainedWeights } from './loadNetwork.node'
import type { Task } from './tasks/task'
import { taskOf } from './tasks/tasks'

/** A trained run that finds objects on whole tiles as validation does. */
export interface TileNet {
  /** Judges and reads the outputs. */
  readonly task: Task
  /** Pixels of a tile to the left of and above what the network is shown. */
  readonly inset: number
  /** Raw output of the network, with boxes and masks of the part of each tile that it was shown. */
  look(batch: TileBatch): Promise<{ readonly output: Float32Array; readonly tiles: TileBatch }>
  dispose(): void
}

/** A run's network for tiles of `tile` pixels: shown whole where they fit it, else the middle of them. */
export async function openTileNet(
  trained: TrainedWeights,
  tile: number,
  engine: EngineId | 'auto',
): Promise<TileNet> {
  const { state, definition, options } = trained
  const side = tile - (tile % definition.multiple)
  await selectEngine(engine)
  const model = buildTrained(trained)
  const { classNames, mean, std, preprocessing, expression } = state
  const hook = preprocessing ? hookOf(preprocessing, expression) : undefined
  return {
    inset: Math.floor((tile - side) / 2),
    task: taskOf(definition, { size: side, options, classNames, missCost: 1 }),
    async look(batch) {
      const shown = { tile, side, mean, std, hook, read: () => batch }
      const made = makeBatch(shown, new Int32Array(batch.count), noAugmentation, new Random(0))
      const output = tf.tidy(() => {
        const input = tf.tensor4d(made.images, [batch.count, side, side, 3])
        return model.apply(input, { training: false }) as tf.Tensor
      })
      const values = (await output.data()) as Float32Array
      output.dispose()
      return { output: values, tiles: made.tiles }
    },
    dispose: () => model.dispose(),
  }
}
