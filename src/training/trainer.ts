import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { CompiledStep, NamedArrays, StepDescription } from '../engine/graph/compiler'
import { isOutOfMemory } from '../engine/outOfMemory'
import { ChannelDropout } from '../models/channelDropout'
import { adamFactors, adamStep, clipNorm, gradientLimit, newAdamState, optimisers } from './adam'
import type { AdamOptions, AdamState } from './adam'
import type { OptimiserId } from '../runs/choices'
import type { InputBatch } from './batches'
import { CompiledSteps, type StepMode } from './compiledSteps'
import { reorder } from './namedWeights'
import { makeTargets } from '../heads/targets'
import type { Task } from '../heads/task'
import { FlatWeights } from './weights'

/** Share of the moving average of the weights that stays at each step, once it has enough steps behind it. */
const averageDecay = 0.99

/** A model in training: its weights, the optimiser's moments and the moving average of the weights. */
export class Trainer {
  weights!: FlatWeights
  adam!: AdamState
  /** Gets a sentence when the engine cannot compile the step. */
  warn: (sentence: string) => void = () => {}
  private values!: Float32Array
  private averaged!: Float32Array
  private compiled!: CompiledSteps
  /** A network whose loss punishes its weights already is not made to lose them a second time. */
  private readonly rule: AdamOptions

  constructor(
    readonly model: LayersModel,
    readonly task: Task,
    private readonly mode: StepMode = 'auto',
    optimiser: OptimiserId = 'adam',
  ) {
    const rule = optimisers[optimiser]
    this.rule = model.layers.some(({ losses }) => losses.length > 0) ? { ...rule, weightDecay: 0 } : rule
    this.begin()
  }

  /** Takes the model as it is: its weights, and which of them are to be trained. */
  private begin(): void {
    this.weights = new FlatWeights(this.model)
    this.values = this.weights.read()
    this.averaged = this.values.slice()
    this.adam = newAdamState(this.weights.trainable)
    const state = { values: this.values, average: this.averaged, m: this.adam.m, v: this.adam.v }
    this.compiled = new CompiledSteps(state, this.mode, this.rule)
  }

  /** Whether some layers keep the weights that they have. Layers without weights, such as the input's, do not count. */
  get frozen(): boolean {
    return this.model.layers.some((layer) => !layer.trainable && layer.weights.length > 0)
  }

  /** From now on frozen layers are trained, too; the others go on as they are. */
  thaw(): void {
    const { arrays, adam } = this
    const { spec } = this.weights
    this.compiled.dispose()
    for (const layer of this.model.layers) layer.trainable = true
    this.begin()
    const next = this.weights.spec
    this.values.set(reorder(arrays['values'] as Float32Array, spec, next))
    this.averaged.set(reorder(arrays['average'] as Float32Array, spec, next))
    for (const name of ['m', 'v'] as const)
      this.adam[name].set(reorder(adam[name], spec, next).subarray(0, this.weights.trainable))
    this.adam.steps = adam.steps
    this.weights.write(this.values)
  }

  /** Takes over what a checkpoint holds. */
  restore(arrays: Readonly<Record<string, Float32Array>>, adamSteps: number): void {
    this.settle()
    this.compiled.handBack()
    for (const [name, into] of Object.entries(this.compiled.state) as [string, Float32Array][]) {
      const stored = arrays[name]
      if (stored?.length !== into.length) throw new Error(`checkpoint does not fit the model: ${name}`)
      into.set(stored)
    }
    this.adam.steps = adamSteps
    this.weights.write(this.values)
  }

  /** What a checkpoint holds. */
  get arrays(): Record<string, Float32Array> {
    this.settle()
    return { ...this.compiled.state }
  }

  /** What validation and prediction use (Polyak and Juditsky 1992): calmer than the weights of any one step. */
  get average(): Float32Array {
    this.settle()
    return this.averaged
  }

  /** One training step. Returns the loss; if it or the gradient is not finite, the weights stay as they were. */
  step(batch: InputBatch, rate: number): number {
    for (const layer of this.model.layers) if (layer instanceof ChannelDropout) layer.step = this.adam.steps
    return tf.tidy(() => {
      const inputs = this.inputsOf(batch)
      const describe = () => this.describe(inputs)
      const { count } = batch.tiles
      const compiled = this.compiled.of(inputs, this.adam.steps, describe, this.warn)
      if (!compiled) return this.eagerStep(describe(), rate)
      try {
        return this.compiledStep(compiled, inputs, rate)
      } catch (error) {
        if (isOutOfMemory(error) ? count > 1 : this.compiled.hasRun(compiled)) throw error
        this.compiled.giveUp(error, this.warn)
        return this.eagerStep(describe(), rate)
      }
    })
  }

  /** Bytes that the engine holds from step to step, beside the model's own weights. */
  get heldBytes(): number {
    return this.compiled.heldBytes
  }

  /** Computes a step's gradient and changes nothing. */
  rehearse(batch: InputBatch): void {
    this.settle()
    tf.tidy(() => void this.describe(this.inputsOf(batch)).differentiate())
    this.weights.write(this.values)
  }

  /**
   * The loss of a batch with the model's present weights, in inference mode, regularisation included as in training, and
   * the network's raw output.
   */
  evaluate(batch: InputBatch): { loss: number; output: Float32Array } {
    // Nothing but tensors may leave a tidy: it would look at every number of an array for tensors to keep.
    const [output, loss] = tf.tidy(() => {
      const { image, ...targets } = tensors(this.inputsOf(batch))
      const output = this.model.apply(image as tf.Tensor, { training: false }) as tf.Tensor
      return [output, this.withPenalties(this.task.loss(output, targets))] as const
    })
    const result = { loss: loss.dataSync()[0] as number, output: output.dataSync() as Float32Array }
    tf.dispose([output, loss])
    return result
  }

  /** Runs `work` with the averaged weights in the model. */
  async withAverage<T>(work: () => T | Promise<T>): Promise<T> {
    this.settle()
    this.weights.write(this.averaged)
    try {
      return await work()
    } finally {
      this.weights.write(this.values)
    }
  }

  dispose(): void {
    this.compiled.dispose()
    this.model.dispose()
  }

  /** The image and the targets. */
  private inputsOf({
    images,
    tiles,
    targets = makeTargets(this.task.targets, tiles),
  }: InputBatch): NamedArrays {
    const { size } = this.task
    return { ...targets, image: { data: images, shape: [tiles.count, size, size, 3] } }
  }

  private describe(arrays: NamedArrays): StepDescription {
    const [trained, tracked] = [this.weights.trainedVariables, this.weights.trackedVariables]
    const inputs = tensors(arrays)
    const { image, ...targets } = inputs
    const forward = () => {
      const output = this.model.apply(image as tf.Tensor, { training: true }) as tf.Tensor
      return this.withPenalties(this.task.loss(output, targets))
    }
    const differentiate = () => {
      const { value, grads } = tf.variableGrads(forward, trained)
      return { loss: value, gradients: trained.map(({ name }) => grads[name] as tf.Tensor) }
    }
    return { trained, tracked, inputs, differentiate }
  }

  /** The loss with the regularisation of the layers that have one. */
  private withPenalties(loss: tf.Scalar): tf.Scalar {
    return this.model.calculateLosses().reduce((sum, penalty) => tf.add(sum, penalty), loss)
  }

  private compiledStep(compiled: CompiledStep, inputs: NamedArrays, rate: number): number {
    const hyper = {
      ...adamFactors(rate, this.adam.steps + 1, this.rule),
      averageShare: this.averageShare(1),
    }
    const { loss, norm } = this.compiled.run(compiled, inputs, hyper)
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) return NaN
    this.adam.steps++
    return loss
  }

  private eagerStep({ differentiate }: StepDescription, rate: number): number {
    this.settle()
    this.compiled.handBack()
    const { loss, gradients } = differentiate()
    const value = loss.dataSync()[0] as number
    const gradient = this.weights.flatten(gradients)
    const norm = clipNorm(gradient, gradientLimit)
    if (!Number.isFinite(value) || !Number.isFinite(norm)) {
      this.weights.write(this.values)
      return NaN
    }
    adamStep(this.values.subarray(0, this.weights.trainable), gradient, this.adam, { ...this.rule, rate })
    this.weights.readStatistics(this.values)
    this.weights.write(this.values)
    this.follow()
    return value
  }

  /** Brings arrays and model to where the training is. */
  private settle(): void {
    if (this.compiled.settle()) this.weights.write(this.values)
  }

  /** Share of the way that the average goes towards the weights, so many steps after those behind. */
  private averageShare(ahead = 0): number {
    const steps = this.adam.steps + ahead
    return 1 - Math.min(averageDecay, (1 + steps) / (10 + steps))
  }

  private follow(): void {
    const share = this.averageShare()
    for (let i = 0; i < this.averaged.length; i++) {
      const average = this.averaged[i] as number
      this.averaged[i] = average + share * ((this.values[i] as number) - average)
    }
  }
}

function tensors(arrays: NamedArrays): tf.NamedTensorMap {
  const named = Object.entries(arrays).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])])
  return Object.fromEntries(named) as tf.NamedTensorMap
}
