import { basename } from 'node:path'
import { centreCrop, mirroredCrops, tenCrop } from '../augment/crops'
import type { TileView } from '../augment/view'
import { AppError } from '../base/errors'
import type { TileBatch } from '../tiles/tiles'
import type { EngineId } from '../engine/engine'
import { probabilities } from '../heads/classes/read'
import type { Classifier } from '../found/classifier'
import { says } from '../messages/says/says'
import type { TestTimeAugmentation } from '../prediction/testTimeAugmentation'
import { readTrained } from './loadNetwork.node'
import { openTileNet } from './tileNet.node'

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
    throw new AppError('no-classifier', says.training.runRunFindsObjectsAnd(run))
  const { classes, several = false } = options
  const { tile = state.tile, resize, assumed = false, crop = 'centre' } = state.input ?? {}
  const net = await openTileNet(trained, tile, engine)
  const views = viewsOf(tta ?? (crop === 'ten-crop' ? crop : 'none'), tile, net.side)
  return {
    ...{ run, engine: net.engine, classNames: state.classNames, several },
    ...{ threshold: state.threshold, tile, resize, assumed, level: state.level ?? 0 },
    async classify(tiles, count) {
      const mean = new Float32Array(count * classes)
      for (let from = 0; from < count; from += tilesAtOnce) {
        const n = Math.min(tilesAtOnce, count - from)
        const part = onlyPixels(tiles.subarray(from * tile * tile * 3, (from + n) * tile * tile * 3), n)
        for (const view of views) {
          const found = probabilities((await net.look(part, view)).output, classes, several)
          for (let i = 0; i < found.length; i++) mean[from * classes + i]! += found[i]! / views.length
        }
      }
      return mean
    },
    close: () => net.dispose(),
  }
}

function viewsOf(tta: TestTimeAugmentation, tile: number, side: number): TileView[] {
  if (tta === 'ten-crop') return tenCrop(tile, side)
  return tta === 'flips' ? mirroredCrops(tile, side) : [centreCrop(tile, side)]
}

/** Tiles of which nothing is known. */
function onlyPixels(images: Uint8Array, count: number): TileBatch {
  const none = new Uint8Array(0)
  const boxes = { offset: new Int32Array(count + 1), xywh: new Float32Array(0), classes: none }
  return { count, images, masks: none, ...boxes, labels: none }
}
