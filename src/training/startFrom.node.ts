import { extname } from 'node:path'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import { says } from '../messages/says/says'
import type { ModelDefinition } from '../models/model'
import { readKerasWeights } from '../models/weights/kerasH5.node'
import { assignDarknetWeights } from '../models/weights/darknet.node'
import { readLite0 } from '../models/pretrained/lite0.node'
import { assignLayers } from '../models/weights/layerWeights'
import type { TrainConfig } from '../runs/config'
import { readTrained } from './loadNetwork.node'
import { assignNamed, variablesOf } from './namedWeights'

/**
 * Gives a new network what the configuration says that it starts from: a run's weights or a file of them. Then layers
 * that are not new are frozen, in a model that has new ones. Fails with `weights-mismatch` and what does not fit.
 */
export async function startFrom(
  model: LayersModel,
  definition: ModelDefinition,
  { from, weights }: Pick<TrainConfig, 'from' | 'weights'>,
  context: JobContext,
): Promise<void> {
  if (definition.encoder) assignNamed(model, readLite0(definition.encoder))
  if (from !== undefined) takeRun(model, definition, from, context)
  if (weights !== undefined) await takeFile(model, definition, weights)
  if ((from ?? weights) === undefined || !definition.isNew) return
  for (const layer of model.layers) layer.trainable = definition.isNew(layer.name)
}

async function takeFile(model: LayersModel, definition: ModelDefinition, path: string): Promise<void> {
  const ending = extname(path).toLowerCase()
  if (ending === '.h5' || ending === '.hdf5' || ending === '.keras') {
    assignLayers(
      model,
      await readKerasWeights(path),
      path,
      (layer) => definition.isNew?.(layer) ?? layer === 'head',
    )
    return
  }
  if (ending === '.weights' && definition.task === 'anchors') {
    await assignDarknetWeights(model, path)
    return
  }
  throw new AppError('weights-foreign', says.training.pathEndsNeitherInH5(path))
}

/** All weights whose name and shape agree; a head for other classes stays new. */
function takeRun(model: LayersModel, definition: ModelDefinition, runDir: string, context: JobContext): void {
  const { weights, definition: old } = readTrained(runDir)
  const missing = assignNamed(model, weights)
  const all = variablesOf(model)
  if (missing.length > all.length / 2) {
    const first = all.find(({ originalName }) => missing.includes(originalName))
    const [wanted, there] = [first?.shape as number[], weights.get(first?.originalName ?? '')?.shape]
    throw new AppError(
      'weights-mismatch',
      says.training.theRunInRunDirIs(
        runDir,
        old.id,
        String(first?.originalName),
        wanted.join(' × '),
        there?.join(' × ') ?? says.training.notThere,
        old.id,
        definition.id,
      ),
    )
  }
  if (missing.length > 0)
    context.warn(
      says.training.takenOverFromTheRun(all.length - missing.length, all.length, missing.join(', ')),
    )
}
