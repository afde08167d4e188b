import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { ChannelDropout } from '../models/channelDropout'
import { adamStep, clipNorm, newAdamState } from './adam'
import type { InputBatch } from './batches'
import type { Task } from './tasks/task'
import { FlatWeights } from './weights'

const gradientLimit = 20
/** Share of the moving average of the weights that stays at each step, once it has enough steps behind it. */
const averageDecay = 0.99

/** A model in training: its weights, the optimiser's moments and the moving average of the weights. */
export class Trainer {
  readonly weights: FlatWeights
  readonly values: Float32Array
  /** What validation and prediction use (Polyak and Juditsky 1992): calmer than the weights of any one step. */
  readonly average: Float32Array
  readonly adam
  private readonly gradient: Float32Array

  constructor(
    readonly model: LayersModel,
    readonly task: Task,
  ) {
    this.weights = new FlatWeights(model)
    this.values = this.weights.read()
    this.average = this.values.slice()
    this.adam = newAdamState(this.weights.trainable)
    this.gradient = new Float32Array(this.weights.trainable)
  }

  /** Takes over what a checkpoint holds. */
  restore(arrays: Readonly<Record<string, Float32Array>>, adamSteps: number): void {
    const parts = { values: this.values, average: this.average, m: this.adam.m, v: this.adam.v }
    for (const [name, into] of Object.entries(parts)) {
      const stored = arrays[name]
      if (stored?.length !== into.length) throw new Error(`checkpoint does not fit the model: ${name}`)
      into.set(stored)
    }
    this.adam.steps = adamSteps
    this.weights.write(this.values)
  }

  get arrays(): Record<string, Float32Array> {
    return { values: this.values, average: this.average, m: this.adam.m, v: this.adam.v }
  }

  /** One training step. Returns the loss; if it or the gradient is not finite, the weights stay as they were. */
  step(batch: InputBatch, rate: number): number {
    for (const layer of this.model.layers) if (layer instanceof ChannelDropout) layer.step = this.adam.steps
    const loss = this.differentiate(batch)
    const norm = clipNorm(this.gradient, gradientLimit)
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) {
      this.weights.write(this.values)
      return NaN
    }
    adamStep(this.values.subarray(0, this.weights.trainable), this.gradient, this.adam, rate)
    this.weights.readStatistics(this.values)
    this.weights.write(this.values)
    this.follow()
    return loss
  }

  /** Computes a step's gradient and changes nothing. */
  rehearse(batch: InputBatch): void {
    this.differentiate(batch)
    this.weights.write(this.values)
  }

  /** The loss of a batch with the model's present weights, in inference mode, and the network's raw output. */
  evaluate(batch: InputBatch): { loss: number; output: Float32Array } {
    // Nothing but tensors may leave a tidy: it would look at every number of an array for tensors to keep.
    const [output, loss] = tf.tidy(() => {
      const output = this.model.apply(this.imageTensor(batch), { training: false }) as tf.Tensor
      return [output, this.task.loss(output, this.targetTensors(batch))] as const
    })
    const result = { loss: loss.dataSync()[0] as number, output: output.dataSync() as Float32Array }
    tf.dispose([output, loss])
    return result
  }

  /** Runs `work` with the averaged weights in the model. */
  async withAverage<T>(work: () => T | Promise<T>): Promise<T> {
    this.weights.write(this.average)
    try {
      return await work()
    } finally {
      this.weights.write(this.values)
    }
  }

  dispose(): void {
    this.model.dispose()
  }

  private differentiate(batch: InputBatch): number {
    return tf.tidy(() => {
      const images = this.imageTensor(batch)
      const targets = this.targetTensors(batch)
      const forward = () => this.task.loss(this.model.apply(images, { training: true }) as tf.Tensor, targets)
      const { value, grads } = tf.variableGrads(forward, this.weights.variablesToTrain)
      this.weights.flatten(grads, this.gradient)
      return value.dataSync()[0] as number
    })
  }

  private targetTensors({ tiles }: InputBatch): tf.NamedTensorMap {
    const arrays = Object.entries(this.task.targets(tiles))
    return Object.fromEntries(arrays.map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]))
  }

  private imageTensor({ images, tiles }: InputBatch): tf.Tensor4D {
    const { size } = this.task
    return tf.tensor4d(images, [tiles.count, size, size, 3])
  }

  private follow(): void {
    const kept = Math.min(averageDecay, (1 + this.adam.steps) / (10 + this.adam.steps))
    for (let i = 0; i < this.average.length; i++) {
      const average = this.average[i] as number
      this.average[i] = average + (1 - kept) * ((this.values[i] as number) - average)
    }
  }
}
