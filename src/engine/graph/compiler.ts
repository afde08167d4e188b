import * as tf from '@tensorflow/tfjs-core'

/** Numbers by name, row-major: what a step is fed with. */
export type NamedArrays = Readonly<
  Record<string, { readonly data: Float32Array; readonly shape: readonly number[] }>
>

/** A training step as plain eager operations: what a compiler records. */
export interface StepDescription {
  /** In the order of the flat arrays. */
  readonly trained: readonly tf.Variable[]
  /** Running statistics: variables that the step itself assigns. */
  readonly tracked: readonly tf.Variable[]
  /** The batch, by name. Whatever else changes from step to step must be a `stepInput`. */
  readonly inputs: tf.NamedTensorMap
  /** Computes loss (a scalar) and gradients by the trained variables from `inputs`, without looking at any value. */
  differentiate(): { readonly loss: tf.Tensor; readonly gradients: readonly tf.Tensor[] }
}

/** What a training consists of, flat. `values` and `average`: trained weights, then running statistics. */
export interface TrainingState {
  readonly values: Float32Array
  readonly average: Float32Array
  /** Adam's moments of the trained weights. */
  readonly m: Float32Array
  readonly v: Float32Array
}

export interface OptimiserOptions {
  readonly beta1: number
  readonly beta2: number
  /** The gradient's Euclidean norm is cut to this. */
  readonly gradientLimit: number
}

/** The numbers of one step of Adam, bias corrections included. */
export interface HyperParameters {
  readonly rate: number
  readonly epsilon: number
  /** Share of each weight that decays. */
  readonly decay: number
  /** Share of the way that the averages go towards the weights. */
  readonly averageShare: number
}

/** A whole training step on the engine's side of the border, its state included. */
export interface CompiledStep {
  load(state: TrainingState): void
  /** Copies the state out. */
  read(into: TrainingState): void
  /** One step on a batch of the same names and shapes. Changes nothing if loss or norm of the gradient are not finite. */
  run(inputs: NamedArrays, hyper: HyperParameters): { loss: number; norm: number }
  /** Whether this description is the same computation as the compiled one. */
  matches(step: StepDescription): boolean
  dispose(): void
}

/** Throws where the step cannot be compiled. Leaves the running statistics as the step has left them. */
export type StepCompiler = (step: StepDescription, options: OptimiserOptions) => CompiledStep

/** A network's answer as one call of the engine, for inputs of one shape. */
export interface CompiledPrediction {
  /** Row-major, input and output. Floats are taken as they are; bytes are scaled first, where that was recorded. */
  run(input: Float32Array | Uint8Array): Float32Array
  dispose(): void
}

export interface RecordedPrediction {
  readonly output: Float32Array
  /** Throws where it cannot be compiled. */
  compile(): CompiledPrediction
}

/** How bytes become what a network takes, a channel each: value · gain + shift. */
export interface ChannelScale {
  readonly gain: readonly number[]
  readonly shift: readonly number[]
}

export interface PredictionDescription {
  readonly shape: readonly number[]
  /** They must not change afterwards, and must outlive what is compiled. */
  readonly weights: readonly tf.Tensor[]
  /** Where it is given, compiled inputs are bytes. */
  readonly scale?: ChannelScale | undefined
  /** Must not look at any value. */
  apply(input: tf.Tensor): tf.Tensor
}

/** Applies a network to an input, and records it. Throws `not-traceable` where it looks at values. */
export type PredictionRecorder = (
  description: PredictionDescription,
  input: Float32Array,
) => RecordedPrediction

interface Registered {
  readonly compile: StepCompiler
  readonly recordPrediction: PredictionRecorder
  /** Bytes that the engine's tensors may take together, where that is known. */
  readonly memory: number | undefined
}
const compilers = new Map<string, Registered>()

export function registerCompiler(backend: string, compiler: Registered): void {
  compilers.set(backend, compiler)
}

/** Those of the present engine, if it has any. */
export function stepCompiler(): Registered | undefined {
  return compilers.get(tf.getBackend())
}
