import * as tf from '@tensorflow/tfjs-core'
import { layers } from '@tensorflow/tfjs-layers'
import { Random } from '../base/random'
import { stepInput } from '../engine/graph/stepInput'

export interface ChannelDropoutConfig {
  readonly name: string
  /** Share of the channels, or of the values, that is silenced. */
  readonly rate: number
  readonly seed: number
  /** What is silenced as one: a channel of a picture, or each value by itself (Srivastava et al.: Dropout, 2014). */
  readonly each?: 'channel' | 'value'
}

/**
 * Silences whole channels of [n, h, w, c] in training, other ones for each picture (Tompson et al.: Efficient Object
 * Localization, 2015, section 3.2), and scales the rest up. The draw depends on `step` alone, so that a training that
 * goes on from a checkpoint draws what an unbroken one would.
 */
export class ChannelDropout extends layers.Layer {
  static className = 'WindhoverChannelDropout'
  /** Number of the training step, set by the trainer. */
  step = 0
  private readonly rate: number
  private readonly seed: number
  private readonly each: 'channel' | 'value'

  constructor(config: ChannelDropoutConfig) {
    super({ name: config.name })
    this.rate = config.rate
    this.seed = config.seed
    this.each = config.each ?? 'channel'
  }

  override computeOutputShape(inputShape: number[]): number[] {
    return inputShape
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor
    if (!kwargs.training) return x.clone()
    const whole = this.each === 'channel'
    const shape = x.shape.map((size, axis) => (whole && axis > 0 && axis < x.rank - 1 ? 1 : size))
    const draw = () => {
      const random = new Random(this.seed).fork(this.step)
      return Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () =>
        random.next() < this.rate ? 0 : 1 / (1 - this.rate),
      )
    }
    return tf.tidy(() => tf.mul(x, stepInput(draw, shape)))
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed, each: this.each }
  }
}
tf.serialization.registerClass(ChannelDropout)
