import { basename, join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { AppError } from '../base/errors'
import type { EngineId } from '../engine/engine'
import { selectEngine } from '../engine/engines.node'
import { findModel } from '../models/models'
import { readWindows } from '../models/readings'
import type { Detector, WindowOutput } from '../prediction/detector'
import { loadCheckpoint } from './checkpoint.node'
import { FlatWeights } from './weights'

/** Loads a run's best weights, or its last where validation has not come yet. Fails with `no-weights`. */
export async function loadDetector(runDir: string, engine: EngineId | 'auto'): Promise<Detector> {
  const [best, last] = ['best', 'last'].map((which) => join(runDir, 'checkpoints', which)) as [string, string]
  const stored = loadCheckpoint(best) ?? loadCheckpoint(last)
  const average = stored?.arrays['average']
  if (!stored || !average) {
    throw new AppError(
      'no-weights',
      `The run in ${runDir} has no trained weights yet; let it train for an epoch.`,
    )
  }
  const { state } = stored
  const definition = findModel(state.model)
  const started = await selectEngine(engine)
  const options = state.options ?? { classes: state.classNames.length, seed: 0 }
  const model = definition.build(options)
  new FlatWeights(model).write(average)

  const predict = async (
    images: Uint8Array,
    n: number,
    width: number,
    height: number,
  ): Promise<WindowOutput> => {
    if (width % definition.multiple !== 0 || height % definition.multiple !== 0) {
      throw new AppError(
        'window-size',
        `A window of ${width} × ${height} pixels does not fit the model; its sides must be multiples of ${definition.multiple}.`,
      )
    }
    const output = tf.tidy(() => {
      const input = tf.tensor4d(normalise(images, state.mean, state.std), [n, height, width, 3])
      return model.apply(input, { training: false }) as tf.Tensor
    })
    const values = (await output.data()) as Float32Array
    output.dispose()
    return readWindows(definition, options, values, width)
  }
  return {
    run: basename(runDir),
    engine: `${started.id} (${started.device})`,
    classNames: state.classNames,
    stride: definition.stride,
    multiple: definition.multiple,
    margin: definition.margin,
    tile: state.tile,
    threshold: state.threshold,
    predict,
    dispose: () => model.dispose(),
  }
}

function normalise(images: Uint8Array, mean: readonly number[], std: readonly number[]): Float32Array {
  const values = new Float32Array(images.length)
  for (let c = 0; c < 3; c++) {
    const gain = 1 / (std[c] ?? 1)
    const shift = -(mean[c] ?? 0) * gain
    for (let i = c; i < images.length; i += 3) values[i] = (images[i] as number) * gain + shift
  }
  return values
}
