import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'

/** A layer's weights as a file holds them, in the layer's own order. */
export interface LayerWeights {
  readonly name: string
  readonly weights: readonly {
    readonly name: string
    readonly shape: readonly number[]
    readonly values: Float32Array
  }[]
}

type Layer = LayersModel['layers'][number]

/**
 * Gives a model the weights of a file. By name where the file names every layer of the model and they fit, else one
 * after the other (as Keras does: its automatic names depend on what else was built before). Layers that `isNew` keep
 * their own where the file has none that fit; what the file has beyond the model's last layer is left out. Gives the
 * number of layers that got weights. Fails with `weights-mismatch`, which says the layer and both shapes.
 */
export function assignLayers(
  model: LayersModel,
  file: readonly LayerWeights[],
  path: string,
  isNew: (layer: string) => boolean = () => false,
): number {
  const layers = model.layers.filter((layer) => layer.weights.length > 0)
  const old = layers.filter((layer) => !isNew(layer.name))
  const byName = new Map(file.map((layer) => [layer.name, layer]))
  const named = old.map((layer) => [layer, byName.get(layer.name)] as const)
  const inTurn = old.map((layer, i) => [layer, file[i]] as const)
  const pairs = [named, inTurn].find((each) => firstMismatch(each) === undefined)
  if (!pairs) {
    const wrong = firstMismatch(named.every(([, stored]) => stored) ? named : inTurn)
    throw new AppError('weights-mismatch', says.weights.theWeightsInPathAre(path, String(wrong), model.name))
  }
  for (const [layer, stored] of pairs) set(layer, stored as LayerWeights)
  const extra = layers.filter((layer) => isNew(layer.name))
  const fitting = extra.filter((layer) => {
    const stored = byName.get(layer.name)
    if (!stored || mismatch(layer, stored) !== undefined) return false
    set(layer, stored)
    return true
  })
  return old.length + fitting.length
}

function firstMismatch(pairs: readonly (readonly [Layer, LayerWeights | undefined])[]): string | undefined {
  for (const [layer, stored] of pairs) {
    const wrong = stored ? mismatch(layer, stored) : says.weights.theFileHasNoLayer(layer.name)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** What does not fit, in words. */
function mismatch(layer: Layer, stored: LayerWeights): string | undefined {
  const own = layer.weights
  const about =
    stored.name === layer.name
      ? says.weights.layerName(layer.name)
      : says.weights.layerNameStoredNameThere(layer.name, stored.name)
  if (own.length !== stored.weights.length)
    return says.weights.aboutHasOwnWeightsIn(about, own.length, stored.weights.length)
  for (const [i, weight] of own.entries()) {
    const there = stored.weights[i] as LayerWeights['weights'][number]
    const [wanted, found] = [(weight.shape as number[]).join(' × '), there.shape.join(' × ')]
    if (wanted !== found)
      return says.weights.aboutHasSplitOfWanted(
        about,
        String(weight.originalName.split('/').at(-1)),
        wanted,
        found || says.weights.oneValue,
      )
  }
  return undefined
}

function set(layer: Layer, { weights }: LayerWeights): void {
  tf.tidy(() => layer.setWeights(weights.map(({ values, shape }) => tf.tensor(values.slice(), [...shape]))))
}
