import { basename } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { centreCrop, mirroredCrops, tenCrop } from '../augment/crops'
import { findPreprocessing } from '../augment/preprocessing'
import { renderTile } from '../augment/render'
import { withEffect, type View } from '../augment/view'
import { AppError } from '../base/errors'
import type { EngineId } from '../engine/engine'
import { selectEngine } from '../engine/engines.node'
import { probabilities } from '../models/probabilities'
import type { Classifier } from '../prediction/classifier'
import type { TestTimeAugmentation } from '../prediction/testTimeAugmentation'
import type { CheckpointState } from './checkpoint.node'
import { buildTrained, readTrained } from './loadNetwork.node'

/** Tiles that go through the network together. */
const tilesAtOnce = 16

/**
 * Loads a run that classifies, once for any number of tiles. `tta`: `none` is the centre crop, `flips` its four mirror images,
 * `ten-crop` the true one; absent, as the run was validated. Fails with `no-weights`, or `no-classifier` for a run that finds objects.
 */
export async function loadClassifier(
  runDir: string,
  engine: EngineId | 'auto',
  tta?: TestTimeAugmentation,
  trained = readTrained(runDir),
): Promise<Classifier> {
  const { state, options, definition } = trained
  const run = basename(runDir)
  if (definition.task !== 'classify')
    throw new AppError(
      'no-classifier',
      `Run ${run} finds objects and classifies no tiles; choose another run.`,
    )
  const { classes, several = false, tile: side = state.tile } = options
  const { tile = state.tile, resize, crop = 'centre' } = state.input ?? {}
  const views = viewsOf(tta ?? (crop === 'ten-crop' ? crop : 'none'), tile, side)
  const started = await selectEngine(engine)
  const model = buildTrained(trained)
  const look = async (tiles: Uint8Array, count: number, view: View) => {
    const images = inputs(tiles, count, view, tile, side, state)
    const output = tf.tidy(() => {
      const input = tf.tensor4d(images, [count, side, side, 3])
      return model.apply(input, { training: false }) as tf.Tensor
    })
    const logits = (await output.data()) as Float32Array
    output.dispose()
    return probabilities(logits, classes, several)
  }
  return {
    ...{ run, engine: `${started.id} (${started.device})`, classNames: state.classNames, several },
    ...{ threshold: state.threshold, tile, resize, level: state.level ?? 0 },
    async classify(tiles, count) {
      const mean = new Float32Array(count * classes)
      for (let from = 0; from < count; from += tilesAtOnce) {
        const n = Math.min(tilesAtOnce, count - from)
        const part = tiles.subarray(from * tile * tile * 3, (from + n) * tile * tile * 3)
        for (const view of views) {
          const found = await look(part, n, view)
          for (let i = 0; i < found.length; i++) mean[from * classes + i]! += found[i]! / views.length
        }
      }
      return mean
    },
    close: () => model.dispose(),
  }
}

function viewsOf(tta: TestTimeAugmentation, tile: number, side: number): View[] {
  if (tta === 'ten-crop') return tenCrop(tile, side)
  return tta === 'flips' ? mirroredCrops(tile, side) : [centreCrop(tile, side)]
}

/** f32 [count, side, side, 3]: the tiles through the view, by the code that training and validation use. */
function inputs(
  tiles: Uint8Array,
  count: number,
  view: View,
  tile: number,
  side: number,
  { mean, std, preprocessing }: CheckpointState,
): Float32Array {
  const hook = preprocessing ? findPreprocessing(preprocessing).hook : undefined
  const shown = hook ? withEffect(view, hook) : view
  const images = new Float32Array(count * side * side * 3)
  const mask = new Uint8Array(0)
  for (let i = 0; i < count; i++) {
    const image = tiles.subarray(i * tile * tile * 3, (i + 1) * tile * tile * 3)
    const canvas = { image: images.subarray(i * side * side * 3, (i + 1) * side * side * 3), mask }
    renderTile({ image, mask, size: tile }, shown, { mean, std }, canvas)
  }
  return images
}
