import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers'
import type { WeightSpec } from './weights'

/** A weight by the name that its layer gave it ("stem/kernel"). */
export interface NamedWeight {
  readonly shape: readonly number[]
  readonly values: Float32Array
}
export type NamedWeights = ReadonlyMap<string, NamedWeight>

/** Cuts a checkpoint's flat array into its weights. */
export function namedWeights(spec: readonly WeightSpec[], flat: Float32Array): Map<string, NamedWeight> {
  let at = 0
  return new Map(
    spec.map(({ name, shape }) => {
      const size = tf.util.sizeFromShape([...shape])
      return [name, { shape, values: flat.subarray(at, (at += size)) }]
    }),
  )
}

/** Weights in another order; those that `from` lacks are 0. */
export function reorder(
  flat: Float32Array,
  from: readonly WeightSpec[],
  to: readonly WeightSpec[],
): Float32Array {
  const named = namedWeights(from, flat)
  const sizes = to.map(({ shape }) => tf.util.sizeFromShape([...shape]))
  const result = new Float32Array(sizes.reduce((sum, size) => sum + size, 0))
  let at = 0
  for (const [i, { name }] of to.entries()) {
    const values = named.get(name)?.values
    if (values && values.length === sizes[i]) result.set(values, at)
    at += sizes[i] as number
  }
  return result
}

export function variablesOf(model: LayersModel): LayerVariable[] {
  return [...model.trainableWeights, ...model.nonTrainableWeights]
}

export function readNamed(model: LayersModel): Map<string, NamedWeight> {
  return new Map(
    variablesOf(model).map((variable) => [
      variable.originalName,
      { shape: variable.shape as number[], values: variable.read().dataSync() as Float32Array },
    ]),
  )
}

/** Sets every weight whose name and shape agree; gives the names of those that did not get a value. */
export function assignNamed(model: LayersModel, weights: NamedWeights): string[] {
  const missing: string[] = []
  for (const variable of variablesOf(model)) {
    const found = weights.get(variable.originalName)
    const shape = variable.shape as number[]
    if (!found || found.shape.join() !== shape.join()) {
      missing.push(variable.originalName)
      continue
    }
    // A copy: an engine may keep the array that a tensor was made of.
    const tensor = tf.tensor(found.values.slice(), shape)
    variable.write(tensor)
    tensor.dispose()
  }
  return missing
}
