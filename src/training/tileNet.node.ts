import * as tf from '@tensorflow/tfjs-core'
import { noAugmentation } from '../augment/augment'
import { findPreprocessing } from '../augment/preprocessing'
import { AppError } from '../base/errors'
import { Random } from '../base/random'
import type { TileBatch } from '../dataset/dataset'
import type { EngineId } from '../engine/engine'
import { selectEngine } from '../engine/engines.node'
import { probabilities } from '../models/probabilities'
import { makeBatch } from './batches'
import { buildTrained, type TrainedWeights } from './loadNetwork.node'
import type { Task } from './tasks/task'
import { taskOf } from './tasks/tasks'

/** A trained run that says of whole tiles what validation would say. */
export interface TileNet {
  readonly run: string
  readonly engine: string
  readonly classNames: readonly string[]
  /** Classifies tiles, instead of finding objects on them. */
  readonly classifies: boolean
  /** A tile may have several classes. */
  readonly several: boolean
  readonly threshold: number
  /** Pixels of a tile to the left of and above what the network was shown. */
  readonly inset: number
  /** Tiles that go through the network together: as many as in a step of its training. */
  readonly batch: number
  /** Judges and reads the outputs. */
  readonly task: Task
  /** Raw output of the network, with boxes and masks of the part of each tile that it was shown. */
  look(batch: TileBatch): Promise<{ readonly output: Float32Array; readonly tiles: TileBatch }>
  /** f32 [n, classes] of the output of a network that classifies. */
  probabilities(output: Float32Array): Float32Array
  dispose(): void
}

/**
 * A run's network for tiles of `tile` pixels. A network that classifies, or whose tiles cannot have this size, is
 * shown the middle of them, as in validation; any other the whole of them. Fails with `tile-size`.
 */
export async function openTileNet(
  run: string,
  trained: TrainedWeights,
  tile: number,
  engine: EngineId | 'auto',
): Promise<TileNet> {
  const { state, definition, options } = trained
  const classifies = definition.task === 'classify'
  const side = classifies || tile % definition.multiple !== 0 ? state.tile : tile
  if (side > tile)
    throw new AppError(
      'tile-size',
      `Run ${run} learned from tiles of ${state.tile} pixels, and these have ${tile}: take a dataset with tiles of at least that size.`,
    )
  const started = await selectEngine(engine)
  const model = buildTrained(trained)
  const { classNames, mean, std, preprocessing } = state
  const { several = false } = options
  const hook = preprocessing ? findPreprocessing(preprocessing).hook : undefined
  return {
    run,
    engine: `${started.id} (${started.device})`,
    classNames,
    classifies,
    several: !classifies || several,
    threshold: state.threshold,
    inset: Math.floor((tile - side) / 2),
    batch: Math.max(1, state.batch),
    task: taskOf(definition, { size: side, options, classNames, missCost: 1 }),
    probabilities: (output) => probabilities(output, classNames.length, several),
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
