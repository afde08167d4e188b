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
  /** Without it there is no gamma: a convolution behind it can scale as well. */
  readonly scale?: boolean
}

type Weights = Record<'beta' | 'mean' | 'variance', LayerVariable> & { gamma: LayerVariable | undefined }

/** Batch normalisation over the last axis of [n, h, w, c] or [n, c]; weights named as in Keras, so that they can be exchanged. */
export class BatchNormalization extends layers.Layer {
  static className = 'WindhoverBatchNormalization'
  private readonly rectify: boolean
  private readonly momentum: number
  private readonly epsilon: number
  private readonly scale: boolean
  private weightsByName: Weights | undefined

  constructor(config: BatchNormalizationConfig) {
    super({ name: config.name })
    this.rectify = config.activation === 'relu'
    this.momentum = config.momentum ?? 0.97
    this.epsilon = config.epsilon ?? 1e-3
    this.scale = config.scale ?? true
  }

  override build(inputShape: (number | null)[]): void {
    const channels = [inputShape[inputShape.length - 1] as number]
    const [one, zero] = [initializers.ones(), initializers.zeros()]
    this.weightsByName = {
      gamma: this.scale ? this.addWeight('gamma', channels, 'float32', one) : undefined,
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
      const whole = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor
      const x = (
        whole.rank === 4 ? whole : tf.reshape(whole, [-1, 1, 1, whole.shape.at(-1) as number])
      ) as tf.Tensor4D
      const beta = weights.beta.read() as tf.Tensor1D
      const gamma = (weights.gamma?.read() ?? tf.onesLike(beta)) as tf.Tensor1D
      // A frozen layer is as it was when it was trained, statistics included (as in Keras).
      if (kwargs.training && this.trainable) {
        const { epsilon, rectify } = this
        const observe = (mean: tf.Tensor1D, variance: tf.Tensor1D) => {
          this.follow(weights.mean, mean)
          this.follow(weights.variance, variance)
        }
        const normal = batchNormTraining(x, gamma, beta, { epsilon, rectify, observe })
        return tf.reshape(normal, whole.shape)
      }
      const [mean, variance] = [weights.mean.read() as tf.Tensor1D, weights.variance.read() as tf.Tensor1D]
      const normal = tf.batchNorm(x, mean, variance, beta, gamma, this.epsilon)
      return tf.reshape(this.rectify ? tf.relu(normal) : normal, whole.shape)
    })
  }

  override getConfig(): tf.serialization.ConfigDict {
    const own = {
      activation: this.rectify ? 'relu' : 'linear',
      momentum: this.momentum,
      epsilon: this.epsilon,
      scale: this.scale,
    }
    return { ...super.getConfig(), ...own }
  }

  private follow(running: LayerVariable, batch: tf.Tensor1D): void {
    running.write(tf.add(tf.mul(running.read(), this.momentum), tf.mul(batch, 1 - this.momentum)))
  }
}
tf.serialization.registerClass(BatchNormalization)
