import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { AppError } from '../base/errors'
import type { Effect } from '../augment/view'
import { stepCompiler } from '../engine/graph/compiler'
import type { CompiledPrediction, ChannelScale, RecordedPrediction } from '../engine/graph/compiler'

/** Shapes that are kept compiled: a picture's windows have one, those of a search at several levels some more. */
const most = 6

export type ImageShape = readonly [n: number, height: number, width: number, channels: number]

/** How the pixels of a picture become a network's input: what was learned from them, and the run's preprocessing. */
export interface PixelNorm {
  readonly mean: readonly number[]
  readonly std: readonly number[]
  readonly hook?: Effect | undefined
}

/**
 * A network whose weights no longer change, asked with inputs of whatever shapes. The first of a shape is looked at one
 * operation at a time to compile it for that shape. The same input gets the same answer, whatever was asked before.
 */
export class NetworkAnswer {
  private readonly recorded = new Map<string, RecordedPrediction>()
  private readonly compiled = new Map<string, CompiledPrediction>()
  private eager = false

  constructor(private readonly model: LayersModel) {}

  /** input: f32, row-major. The output, row-major. */
  of(input: Float32Array, shape: ImageShape): Promise<Float32Array> {
    return this.answer(`${shape}`, shape, undefined, { bytes: undefined, floats: () => input })
  }

  /** images: u8, row-major. The output, row-major. */
  ofImages(images: Uint8Array, shape: ImageShape, norm: PixelNorm): Promise<Float32Array> {
    const scale = scaleOf(norm)
    // A hook looks at all channels of a pixel at once, and not from within the graph.
    if (norm.hook) return this.of(normalise(images, scale, norm.hook), shape)
    return this.answer(`u8 ${shape}`, shape, scale, { bytes: images, floats: () => normalise(images, scale) })
  }

  dispose(): void {
    for (const each of this.compiled.values()) each.dispose()
    this.compiled.clear()
    this.recorded.clear()
    this.model.dispose()
  }

  private async answer(
    key: string,
    shape: ImageShape,
    scale: ChannelScale | undefined,
    input: { readonly bytes: Uint8Array | undefined; floats(): Float32Array },
  ): Promise<Float32Array> {
    const compiled = this.compiledFor(key)
    if (compiled) return compiled.run(input.bytes ?? input.floats())
    const recorder = this.eager ? undefined : stepCompiler()?.recordPrediction
    if (recorder && this.recorded.size + this.compiled.size < most) {
      const weights = this.model.weights.map((weight) => weight.read())
      try {
        const description = { shape, weights, scale, apply: (x: tf.Tensor) => this.apply(x) }
        const recorded = recorder(description, input.floats())
        this.recorded.set(key, recorded)
        // Compiled from the first on: what is said of a picture's part, to the last bit, must not depend on how many came
        // before it in this process.
        return (await this.compiledFor(key)?.run(input.bytes ?? input.floats())) ?? recorded.output
      } catch (error) {
        if (!isNotTraceable(error)) throw error
        this.eager = true
      }
    }
    const output = tf.tidy(() => this.apply(tf.tensor4d(input.floats(), [...shape])))
    const values = (await output.data()) as Float32Array
    output.dispose()
    return values
  }

  private apply(input: tf.Tensor): tf.Tensor {
    return this.model.apply(input, { training: false }) as tf.Tensor
  }

  private compiledFor(key: string): CompiledPrediction | undefined {
    const recorded = this.recorded.get(key)
    if (recorded && !this.eager) {
      this.recorded.delete(key)
      try {
        this.compiled.set(key, recorded.compile())
      } catch {
        // One operation at a time is slower, and right.
        this.eager = true
      }
    }
    return this.compiled.get(key)
  }
}

function isNotTraceable(error: unknown): boolean {
  return error instanceof AppError && error.code === 'not-traceable'
}

function scaleOf({ mean, std }: PixelNorm): ChannelScale {
  const gain = [0, 1, 2].map((c) => 1 / (std[c] ?? 1))
  return { gain, shift: gain.map((each, c) => -(mean[c] ?? 0) * each) }
}

function normalise(images: Uint8Array, { gain, shift }: ChannelScale, hook?: Effect): Float32Array {
  const values = Float32Array.from(images)
  hook?.(values, 0)
  for (let c = 0; c < 3; c++)
    for (let i = c; i < images.length; i += 3)
      values[i] = (values[i] as number) * (gain[c] as number) + (shift[c] as number)
  return values
}
