import { basename } from 'node:path'
import { hookOf } from '../augment/preprocessing'
import { AppError } from '../base/errors'
import type { EngineId } from '../engine/engine'
import { selectEngine } from '../engine/engines.node'
import { readWindows } from '../heads/readWindows'
import { says } from '../messages/says/says'
import type { Detector } from '../prediction/detector'
import { buildTrained, readTrained, type TrainedWeights } from './loadNetwork.node'
import { NetworkAnswer } from './networkAnswer'

/** Images u8 [n, height, width, 3] through the network: its output, row-major. */
type Run = (images: Uint8Array, n: number, width: number, height: number) => Promise<Float32Array>

/**
 * Loads a run that finds objects: its best weights, or its last where validation has not come yet. Fails with `no-weights`.
 * A run that classifies is loaded by `loadClassifier`.
 */
export async function loadDetector(
  runDir: string,
  engine: EngineId | 'auto',
  trained = readTrained(runDir),
): Promise<Detector> {
  const { state } = trained
  const started = await selectEngine(engine)
  const hook = state.preprocessing ? hookOf(state.preprocessing, state.expression) : undefined
  const answer = new NetworkAnswer(buildTrained(trained))
  const { mean, std } = state
  const run: Run = (images, n, width, height) =>
    answer.ofImages(images, [n, height, width, 3], { mean, std, hook })
  return {
    run: basename(runDir),
    engine: `${started.id} (${started.device})`,
    classNames: state.classNames,
    tile: state.tile,
    level: state.level ?? 0,
    threshold: state.threshold,
    ...windowReader(trained, run),
    dispose: () => answer.dispose(),
  }
}

type Reading = Pick<Detector, 'stride' | 'multiple' | 'margin' | 'window' | 'predict'>

/** A network that takes a window of any size and says something of each of its cells. */
function windowReader({ definition, options }: TrainedWeights, run: Run): Reading {
  const { stride, multiple, margin, window } = definition
  const predict = async (images: Uint8Array, n: number, width: number, height: number) => {
    if (width % multiple !== 0 || height % multiple !== 0) {
      throw new AppError('window-size', says.training.aWindowOfWidthHeight(width, height, multiple))
    }
    return readWindows(definition, options, await run(images, n, width, height), { width, height })
  }
  return { stride, multiple, margin, window, predict }
}
