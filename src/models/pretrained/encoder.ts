import * as tf from '@tensorflow/tfjs-core'
import { initializers, layers, type LayerVariable } from '@tensorflow/tfjs-layers'
import { lite0Blocks, lite0Weights, taps } from './lite0'

export interface EncoderConfig {
  readonly name: string
  /** The image is resized by `enlarged[0]` / `enlarged[1]` first; its sides times that must be multiples of 16. */
  readonly enlarged: readonly [number, number]
  /** Pixels of the image a cell of the output. */
  readonly stride: number
}

/**
 * EfficientNet-Lite0 to block 10 as one layer that never learns: image f32 [n, h, w, 3] of (x − 127) / 128 to f32
 * [n, h / stride, w / stride, 152], the maps at stride 8 and 16 brought to one size. Nothing is kept for a gradient, so
 * that a tile takes a tenth of the memory that its single layers would.
 */
export class Encoder extends layers.Layer {
  static className = 'WindhoverEncoder'
  private readonly enlarged: readonly [number, number]
  private readonly stride: number
  private variables: ReadonlyMap<string, LayerVariable> = new Map()

  constructor({ name, enlarged, stride }: EncoderConfig) {
    super({ name, trainable: false })
    this.enlarged = enlarged
    this.stride = stride
  }

  override build(): void {
    const zeros = initializers.zeros()
    this.variables = new Map(
      lite0Weights().map(({ name, shape }) => [
        name,
        this.addWeight(name, shape, 'float32', zeros, undefined, false),
      ]),
    )
    this.built = true
  }

  override computeOutputShape([n, height, width]: (number | null)[]): (number | null)[] {
    const channels = [taps.eighth, taps.sixteenth].map((i) => lite0Blocks[i]?.filters ?? 0)
    const cells = (side: number | null | undefined) => (side ? side / this.stride : null)
    return [n ?? null, cells(height), cells(width), channels.reduce((a, b) => a + b)]
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const image = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D
    const op = tf.customGrad((...given) => {
      const x = given[0] as tf.Tensor4D
      return { value: this.features(x), gradFunc: (): tf.Tensor => tf.zerosLike(x) }
    })
    return op(image)
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), enlarged: [...this.enlarged], stride: this.stride }
  }

  private features(image: tf.Tensor4D): tf.Tensor4D {
    const [, height, width] = image.shape
    const [times, by] = this.enlarged
    const cells: [number, number] = [height / this.stride, width / this.stride]
    const kept: tf.Tensor4D[] = []
    let x = tf.tidy(() => this.stem(resize(image, [(height * times) / by, (width * times) / by])))
    lite0Blocks.forEach((_, i) => {
      const before = x
      x = tf.tidy(() => this.block(before, i))
      before.dispose()
      if (i === taps.eighth || i === taps.sixteenth) kept.push(resize(x, cells))
    })
    x.dispose()
    const features = tf.concat(kept, 3)
    tf.dispose(kept)
    return features
  }

  private stem(image: tf.Tensor4D): tf.Tensor4D {
    return tf.relu6(this.convolve(image, 'stem', 2))
  }

  private block(x: tf.Tensor4D, i: number): tf.Tensor4D {
    const { strides, filters } = lite0Blocks[i] as (typeof lite0Blocks)[number]
    const wide = i === 0 ? x : tf.tidy(() => tf.relu6(this.convolve(x, `block${i}_expand`)))
    const deep = tf.tidy(() => {
      const kernel = this.weight(`block${i}_depthwise/kernel`) as tf.Tensor4D
      const map = tf.depthwiseConv2d(wide, kernel, strides, 'same')
      return tf.relu6(tf.add(map, this.weight(`block${i}_depthwise/bias`)))
    })
    const narrow = this.convolve(deep as tf.Tensor4D, `block${i}_project`)
    return strides === 1 && filters === x.shape[3] ? tf.add(x, narrow) : narrow
  }

  private convolve(x: tf.Tensor4D, name: string, strides = 1): tf.Tensor4D {
    const map = tf.conv2d(x, this.weight(`${name}/kernel`) as tf.Tensor4D, strides, 'same')
    return tf.add(map, this.weight(`${name}/bias`))
  }

  private weight(name: string): tf.Tensor {
    const found = this.variables.get(name)
    if (!found) throw new Error(`${this.name} was called before it was built`)
    return found.read()
  }
}
tf.serialization.registerClass(Encoder)

/** Bilinear, pixels counted by their centres. */
function resize(x: tf.Tensor4D, size: [number, number]): tf.Tensor4D {
  return tf.image.resizeBilinear(x, size, false, true)
}
