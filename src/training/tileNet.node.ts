import { noAugmentation } from '../augment/augment'
import { hookOf } from '../augment/preprocessing'
import type { TileView } from '../augment/view'
import { Random } from '../base/random'
import type { TileBatch } from '../tiles/tiles'
import type { EngineId } from '../engine/engine'
import { selectEngine } from '../engine/engines.node'
import { makeBatch } from './batches'
import { buildTrained, type TrainedWeights } from './loadNetwork.node'
import { NetworkAnswer } from './networkAnswer'

/** A trained run that is shown tiles as validation shows them. */
export interface TileNet {
  readonly engine: string
  /** Side of what the network is shown, in pixels. */
  readonly side: number
  /** Pixels of a tile to the left of and above that, where no other view is asked for. */
  readonly inset: number
  /** Raw output of the network, with boxes and masks of the part of each tile that it was shown. */
  look(
    batch: TileBatch,
    view?: TileView,
  ): Promise<{ readonly output: Float32Array; readonly tiles: TileBatch }>
  dispose(): void
}

/**
 * A run's network for tiles of `tile` pixels. One that classifies sees a square of the side that it has learned, the middle of
 * the tile unless a view says otherwise; one that finds objects the whole tile where it fits it, else the middle.
 */
export async function openTileNet(
  trained: TrainedWeights,
  tile: number,
  engine: EngineId | 'auto',
): Promise<TileNet> {
  const { state, definition, options } = trained
  const side =
    definition.task === 'classify' ? (options.tile ?? state.tile) : tile - (tile % definition.multiple)
  const { id, device } = await selectEngine(engine)
  const answer = new NetworkAnswer(buildTrained(trained))
  const { mean, std, preprocessing, expression } = state
  const hook = preprocessing ? hookOf(preprocessing, expression) : undefined
  return {
    engine: `${id} (${device})`,
    side,
    inset: Math.floor((tile - side) / 2),
    async look(batch, view) {
      const chain = view ? { mixes: [], transforms: [() => view] } : noAugmentation
      const shown = { tile, side, mean, std, hook, read: () => batch }
      const made = makeBatch(shown, new Int32Array(batch.count), chain, new Random(0))
      const output = await answer.of(made.images, [batch.count, side, side, 3])
      return { output, tiles: made.tiles }
    },
    dispose: () => answer.dispose(),
  }
}
