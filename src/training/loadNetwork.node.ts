import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { buildWithin } from '../models/buildWithin'
import type { ModelDefinition, ModelOptions } from '../models/model'
import { findModel } from '../models/models'
import { checkpointStamp, loadCheckpoint, type CheckpointState } from './checkpoint.node'
import { assignNamed, namedWeights, type NamedWeights } from './namedWeights'

/** What a run has learned, as its checkpoint holds it. */
export interface TrainedWeights {
  readonly state: CheckpointState
  readonly definition: ModelDefinition
  readonly options: ModelOptions
  readonly weights: NamedWeights
  /** The weights one behind the other, as `state.spec` says. */
  readonly flat: Float32Array
}

/** Bytes of weights that are kept between two readings. */
const maxKept = 64e6

/** What was read last: a search elsewhere asks for its run several times, and the run's folder may be far away. */
let kept: { readonly stamp: string; readonly trained: TrainedWeights } | undefined

/** A run's best weights, or its last where validation has not come yet. Fails with `no-weights`. */
export function readTrained(runDir: string): TrainedWeights {
  const [best, last] = ['best', 'last'].map((which) => join(runDir, 'checkpoints', which)) as [string, string]
  const stamp = checkpointStamp(best) ?? checkpointStamp(last)
  if (stamp !== undefined && kept?.stamp === stamp) return kept.trained
  const trained = readAnew(runDir, best, last)
  kept = stamp !== undefined && trained.flat.byteLength <= maxKept ? { stamp, trained } : undefined
  return trained
}

function readAnew(runDir: string, best: string, last: string): TrainedWeights {
  const stored = loadCheckpoint(best) ?? loadCheckpoint(last)
  const average = stored?.arrays['average']
  if (!stored || !average) {
    throw new AppError('no-weights', says.training.theRunInRunDir(runDir))
  }
  const { state } = stored
  const options = state.options ?? { classes: state.classNames.length, seed: 0 }
  const weights = namedWeights(state.spec, average)
  return { state, definition: findModel(state.model), options, weights, flat: average }
}

/** SHA-256 of all that decides what the network says of pixels, 64 hexadecimal digits. */
export function hashOfTrained({ state, options, flat }: TrainedWeights): string {
  const { model, classNames, tile, input, mean, std, preprocessing, expression, spec } = state
  const about = { model, options, classNames, tile, input, mean, std, preprocessing, expression, spec }
  return createHash('sha256')
    .update(JSON.stringify(about))
    .update(new Uint8Array(flat.buffer, flat.byteOffset, flat.byteLength))
    .digest('hex')
}

/** The run's network with its weights, on the running engine; `standard` for export (see ModelOptions). */
export function buildTrained(trained: TrainedWeights, { standard = false } = {}): LayersModel {
  const { definition, options, state } = trained
  const stored = state.spec.reduce((sum, { shape }) => sum + shape.reduce((n, side) => n * side, 1), 0)
  const build = () => definition.build({ ...options, standard })
  const model = buildWithin(stored, build, () => {
    const what = says.training.itsOptionsAskForMore(stored)
    return new AppError('broken-checkpoint', says.training.theCheckpointOfAId(definition.id, what))
  })
  const missing = assignNamed(model, trained.weights)
  if (missing.length > 0) {
    throw new AppError(
      'broken-checkpoint',
      says.training.theCheckpointDoesNotFit(definition.id, String(missing[0])),
    )
  }
  return model
}
