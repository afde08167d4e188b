import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers'

export interface WeightSpec {
  readonly name: string
  readonly shape: readonly number[]
}

/** A model's weights as one flat array: first the trainable ones, then the running statistics. */
export class FlatWeights {
  readonly size: number
  readonly trainable: number
  readonly spec: readonly WeightSpec[]
  private readonly variables: readonly LayerVariable[]
  private readonly trained: readonly LayerVariable[]

  constructor(model: LayersModel) {
    this.trained = model.trainableWeights
    this.variables = [...model.trainableWeights, ...model.nonTrainableWeights]
    this.spec = this.variables.map(({ originalName, shape }) => ({
      name: originalName,
      shape: shape as number[],
    }))
    this.size = countOf(this.variables)
    this.trainable = countOf(this.trained)
  }

  /** What `variableGrads` differentiates by, in the order of the flat weights. */
  get trainedVariables(): tf.Variable[] {
    return this.trained.map((variable) => variable.read() as tf.Variable)
  }

  /** The rest: running statistics and frozen weights. */
  get trackedVariables(): tf.Variable[] {
    return this.variables.slice(this.trained.length).map((variable) => variable.read() as tf.Variable)
  }

  read(): Float32Array {
    const flat = new Float32Array(this.size)
    this.readInto(this.variables, flat, 0)
    return flat
  }

  /** Only the running statistics, into their place at the end of `flat`. */
  readStatistics(flat: Float32Array): void {
    this.readInto(this.variables.slice(this.trained.length), flat, this.trainable)
  }

  write(flat: Float32Array): void {
    let at = 0
    for (const variable of this.variables) {
      const size = tf.util.sizeFromShape(variable.shape as number[])
      // A copy: an engine may keep the array that a tensor was made of.
      const tensor = tf.tensor(flat.slice(at, at + size), variable.shape as number[])
      variable.write(tensor)
      tensor.dispose()
      at += size
    }
  }

  /** One gradient a trained variable, as one array. */
  flatten(gradients: readonly tf.Tensor[]): Float32Array {
    const flat = new Float32Array(this.trainable)
    let at = 0
    for (const gradient of gradients) {
      flat.set(gradient.dataSync(), at)
      at += gradient.size
    }
    return flat
  }

  private readInto(variables: readonly LayerVariable[], flat: Float32Array, start: number): void {
    let at = start
    for (const variable of variables) {
      const values = variable.read().dataSync()
      flat.set(values, at)
      at += values.length
    }
  }
}

function countOf(variables: readonly LayerVariable[]): number {
  return variables.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0)
}
