import * as tf from '@tensorflow/tfjs-core'
import { initializers, layers, type LayerVariable } from '@tensorflow/tfjs-layers'
import { batchNormTraining } from '../engine/fusedKernels'

export interface BatchNormalizationConfig {
  readonly name: string
  /** 'relu' puts a rectifier behind it, in the same kernel call. */
  readonly activation?: 'relu' | 'linear'
  /** Share of the old running statistics that stays at each step. */
  readonly momentum?: number
  readonly epsilon?: number
}

/** Batch normalisation over the last axis of [n, h, w, c]; weights named as in Keras, so that they can be exchanged. */
export class BatchNormalization extends layers.Layer {
  static className = 'WindhoverBatchNormalization'
  private readonly rectify: boolean
  private readonly momentum: number
  private readonly epsilon: number
  private weightsByName: Record<'gamma' | 'beta' | 'mean' | 'variance', LayerVariable> | undefined

  constructor(config: BatchNormalizationConfig) {
    super({ name: config.name })
    this.rectify = config.activation === 'relu'
    this.momentum = config.momentum ?? 0.97
    this.epsilon = config.epsilon ?? 1e-3
  }

  override build(inputShape: (number | null)[]): void {
    const channels = [inputShape[inputShape.length - 1] as number]
    const [one, zero] = [initializers.ones(), initializers.zeros()]
    this.weightsByName = {
      gamma: this.addWeight('gamma', channels, 'float32', one),
      beta: this.addWeight('beta', channels, 'float32', zero),
      mean: this.addWeight('moving_mean', channels, 'float32', zero, undefined, false),
      variance: this.addWeight('moving_variance', channels, 'float32', one, undefined, false),
    }
    this.built = true
  }

  override computeOutputShape(inputShape: number[]): number[] {
    return inputShape
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const weights = this.weightsByName
    if (!weights) throw new Error(`${this.name} was called before it was built`)
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D
      const [gamma, beta] = [weights.gamma.read() as tf.Tensor1D, weights.beta.read() as tf.Tensor1D]
      if (kwargs.training) {
        return batchNormTraining(x, gamma, beta, this.epsilon, this.rectify, (mean, variance) => {
          this.follow(weights.mean, mean)
          this.follow(weights.variance, variance)
        })
      }
      const [mean, variance] = [weights.mean.read() as tf.Tensor1D, weights.variance.read() as tf.Tensor1D]
      const normal = tf.batchNorm(x, mean, variance, beta, gamma, this.epsilon)
      return this.rectify ? tf.relu(normal) : normal
    })
  }

  override getConfig(): tf.serialization.ConfigDict {
    const own = {
      activation: this.rectify ? 'relu' : 'linear',
      momentum: this.momentum,
      epsilon: this.epsilon,
    }
    return { ...super.getConfig(), ...own }
  }

  private follow(running: LayerVariable, batch: tf.Tensor1D): void {
    running.write(tf.add(tf.mul(running.read(), this.momentum), tf.mul(batch, 1 - this.momentum)))
  }
}
tf.serialization.registerClass(BatchNormalization)
