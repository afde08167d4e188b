import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { stepCompiler, type CompiledPrediction } from '../engine/graph/compiler'

/** Uses of a shape of input before it is compiled, which takes about a second. */
const eagerUses = 1
/** Compiled shapes at a time: the windows of a picture have up to four, those of a search at two levels more. */
const most = 6
/** Weights are constants of each compiled graph: with more bytes than this the network stays eager. */
const mostBytes = 32e6

/** A network whose weights no longer change, asked with inputs of whatever shapes: compiled for those that come again. */
export class NetworkAnswer {
  private readonly compiled = new Map<string, CompiledPrediction>()
  private readonly uses = new Map<string, number>()
  private eager: boolean

  constructor(private readonly model: LayersModel) {
    const bytes = model.weights.reduce(
      (sum, { shape }) => sum + 4 * shape.reduce<number>((n, side) => n * (side ?? 1), 1),
      0,
    )
    this.eager = bytes > mostBytes
  }

  /** input: f32 [n, height, width, channels], row-major. The output, row-major. */
  async of(input: Float32Array, shape: [number, number, number, number]): Promise<Float32Array> {
    const compiled = this.eager ? undefined : this.compiledFor(shape)
    if (compiled) return compiled.run(input)
    const output = tf.tidy(() => this.apply(tf.tensor4d(input, shape)))
    const values = (await output.data()) as Float32Array
    output.dispose()
    return values
  }

  dispose(): void {
    for (const each of this.compiled.values()) each.dispose()
    this.compiled.clear()
    this.model.dispose()
  }

  private apply(input: tf.Tensor): tf.Tensor {
    return this.model.apply(input, { training: false }) as tf.Tensor
  }

  private compiledFor(shape: readonly number[]): CompiledPrediction | undefined {
    const key = shape.join()
    const known = this.compiled.get(key)
    if (known) return known
    const compiler = stepCompiler()
    const uses = this.uses.get(key) ?? 0
    this.uses.set(key, uses + 1)
    if (!compiler || uses < eagerUses || this.compiled.size >= most) return undefined
    try {
      const weights = this.model.weights.map((weight) => weight.read())
      const made = compiler.compilePrediction(shape, weights, (input) => this.apply(input))
      this.compiled.set(key, made)
      return made
    } catch {
      // One operation at a time is slower, and right.
      this.eager = true
      return undefined
    }
  }
}
