import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { stepCompiler, type CompiledPrediction } from '../../engine/graph/compiler'

type Shape = readonly [n: number, height: number, width: number, channels: number]

/** The encoder as one call of the engine, for the weights that it had when it was compiled. */
interface Compiled {
  readonly shape: string
  readonly weights: readonly object[]
  readonly answer: CompiledPrediction
}

/**
 * What a frozen encoder says of batches: one call of the engine where that can be had, else an operation at a time. Whoever
 * writes its weights anew, if only the same ones, has it compiled once more.
 */
export class EncoderAnswer {
  private compiled: Compiled | undefined
  private eager = false

  constructor(private readonly encoder: LayersModel) {}

  /** images: f32, row-major. f32 [n, rows, columns, channels]; the caller disposes of it. */
  of(images: Float32Array, shape: Shape): tf.Tensor4D {
    const weights = this.encoder.weights.map((weight) => weight.read().dataId)
    const { compiled } = this
    if (compiled && weights.every((id, i) => id === compiled.weights[i])) {
      if (compiled.shape === `${shape}`) return this.tensor(compiled.answer.run(images), shape)
    } else if (!this.eager) {
      const features = this.compile(images, shape, weights)
      if (features) return features
    }
    return tf.tidy(() => this.apply(tf.tensor4d(images, [...shape])))
  }

  dispose(): void {
    this.compiled?.answer.dispose()
    this.compiled = undefined
  }

  /** Undefined where it cannot be compiled: slower, and right. */
  private compile(images: Float32Array, shape: Shape, weights: readonly object[]): tf.Tensor4D | undefined {
    this.dispose()
    const record = stepCompiler()?.recordPrediction
    try {
      if (!record) throw new Error('the engine compiles nothing')
      const apply = (x: tf.Tensor) => this.apply(x)
      const recorded = record(
        { shape, weights: this.encoder.weights.map((each) => each.read()), apply },
        images,
      )
      this.compiled = { shape: `${shape}`, weights, answer: recorded.compile() }
      return this.tensor(this.compiled.answer.run(images), shape)
    } catch {
      this.eager = true
      return undefined
    }
  }

  private apply(images: tf.Tensor): tf.Tensor4D {
    return this.encoder.apply(images, { training: false }) as tf.Tensor4D
  }

  private tensor(values: Float32Array, [n, height, width]: Shape): tf.Tensor4D {
    const channels = (this.encoder.outputs[0]?.shape[3] ?? 0) as number
    const cells = values.length / (n * channels)
    const columns = Math.round(Math.sqrt((cells * width) / height))
    return tf.tensor4d(values, [n, cells / columns, columns, channels])
  }
}
