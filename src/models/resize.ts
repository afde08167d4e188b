import * as tf from '@tensorflow/tfjs-core'
import { layers } from '@tensorflow/tfjs-layers'

export interface ResizeConfig {
  readonly name: string
  /** Sides are multiplied by `times` / `by`, which must come out whole. */
  readonly times: number
  readonly by: number
}

/** Bilinear resizing of [n, h, w, c] by a fixed factor, pixels counted by their centres. */
export class Resize extends layers.Layer {
  static className = 'WindhoverResize'
  private readonly times: number
  private readonly by: number

  constructor(config: ResizeConfig) {
    super({ name: config.name })
    this.times = config.times
    this.by = config.by
  }

  override computeOutputShape(inputShape: (number | null)[]): (number | null)[] {
    const side = (length: number | null | undefined) => (length ? (length * this.times) / this.by : null)
    const [n, height, width, channels] = inputShape
    return [n ?? null, side(height), side(width), channels ?? null]
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const image = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D
    const [, height, width] = image.shape
    const size: [number, number] = [(height * this.times) / this.by, (width * this.times) / this.by]
    return tf.image.resizeBilinear(image, size, false, true)
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), times: this.times, by: this.by }
  }
}
tf.serialization.registerClass(Resize)
