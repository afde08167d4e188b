import * as tf from '@tensorflow/tfjs-core'
import type { Binding, NativeBackend } from './binding'
import type {
  CompiledStep,
  HyperParameters,
  NamedArrays,
  OptimiserOptions,
  StepDescription,
  TrainingState,
} from './compiler'
import { dataType } from './graphDef'
import { loadGraph } from './loadGraph.node'
import { recordOps, sameComputation } from './trace'
import type { RecordedStep } from './trace'
import { buildTrainingGraph, graphEnds, hyperParameters } from './trainingGraph'

interface Recording extends RecordedStep {
  /** Tensors that come from outside, in a fixed order. */
  readonly leaves: readonly number[]
}

/** Records the step once, eagerly, and loads it as a graph into a session of its own. */
export function compileStep(step: StepDescription, options: OptimiserOptions): CompiledStep {
  const backend = tf.backend() as unknown as NativeBackend
  const recording = record(backend, step)
  return new Session(
    backend,
    recording,
    loadGraph(backend.binding, buildTrainingGraph(recording, backend.binding, options)),
  )
}

function record(
  backend: NativeBackend,
  { trained, tracked, inputs, differentiate }: StepDescription,
): Recording {
  const variables = [...trained, ...tracked]
  const before = backend.getInputTensorIds(variables)
  const names = Object.keys(inputs)
  const tensors = names.map((name) => inputs[name] as tf.Tensor)
  const fed = backend.getInputTensorIds(tensors)
  const { result, trace } = recordOps(backend, () => {
    // Numbers, not tensors: nothing that the step makes outlives it.
    let ids: { after: number[]; ends: number[] } | undefined
    tf.tidy(() => {
      const { loss, gradients } = differentiate()
      ids = {
        after: backend.getInputTensorIds(variables),
        ends: backend.getInputTensorIds([loss, ...gradients]),
      }
    })
    return ids as unknown as { after: number[]; ends: number[] }
  })
  const [loss, ...gradients] = result.ends as [number, ...number[]]
  return {
    trace,
    leaves: [...before, ...fed],
    inputs: names.map((name, i) => {
      const { dtype, shape } = tensors[i] as tf.Tensor
      return { name, id: fed[i] as number, dtype: typeOf(backend.binding, dtype), shape }
    }),
    variables: variables.map(({ shape }, i) => ({
      id: before[i] as number,
      after: result.after[i] as number,
      shape,
    })),
    loss,
    gradients,
  }
}

function typeOf(binding: Binding, dtype: tf.DataType): number {
  if (dtype === 'int32') return binding.TF_INT32
  return dtype === 'bool' ? binding.TF_BOOL : binding.TF_FLOAT
}

interface Feed {
  readonly name: string
  readonly id: number
}

class Session implements CompiledStep {
  private readonly draws

  constructor(
    private readonly backend: NativeBackend,
    private readonly recording: Recording,
    private readonly session: number,
  ) {
    this.draws = recording.trace.created.flatMap(({ draw, shape }) => (draw ? [{ draw, shape }] : []))
  }

  // One array at a time: on its way it is there twice.
  load(state: TrainingState): void {
    for (const name of graphEnds.state) {
      const feeds = [
        this.feed(graphEnds.load(name), [state[name].length], state[name]),
        this.feed(graphEnds.one, [], Float32Array.of(1)),
      ]
      this.fetch(feeds, [graphEnds.loaded(name)])
    }
  }

  read(into: TrainingState): void {
    for (const name of graphEnds.state) {
      const [found] = this.fetch([], [graphEnds.read(name)])
      into[name].set(found as Float32Array)
    }
  }

  run(inputs: NamedArrays, hyper: HyperParameters): { loss: number; norm: number } {
    const numbers = Float32Array.from(hyperParameters, (key) => hyper[key])
    const [found] = this.fetch(
      [
        ...this.recording.inputs.map(({ name, shape }, i) =>
          this.feed(graphEnds.input(i), shape, inputs[name]?.data as Float32Array),
        ),
        ...this.draws.map(({ draw, shape }, i) => this.feed(graphEnds.drawn(i), shape, draw())),
        this.feed(graphEnds.hyper, [numbers.length], numbers),
      ],
      [graphEnds.result],
    )
    const [loss, norm] = found as unknown as [number, number]
    return { loss, norm }
  }

  matches(step: StepDescription): boolean {
    return sameComputation(this.recording, record(this.backend, step))
  }

  dispose(): void {
    this.backend.binding.deleteSavedModel(this.session)
  }

  private feed(name: string, shape: readonly number[], values: Float32Array): Feed {
    return { name, id: this.backend.binding.createTensor(shape, dataType.float, values) }
  }

  /**
   * Runs the graph for these ends; the feeds are deleted afterwards. TensorFlow optimises the graph anew for each set of feeds
   * and ends that it has not seen: a few sets, whatever they are used for.
   */
  private fetch(feeds: readonly Feed[], ends: readonly string[]): Float32Array[] {
    const { binding } = this.backend
    const names = (list: readonly string[]) => list.map((name) => `${name}:0`).join()
    const ids = feeds.map(({ id }) => id)
    try {
      const fed = names(feeds.map(({ name }) => name))
      return binding.runSavedModel(this.session, ids, fed, names(ends)).map(({ id }) => {
        const values = binding.tensorDataSync(id) as Float32Array
        binding.deleteTensor(id)
        return values
      })
    } finally {
      for (const id of ids) binding.deleteTensor(id)
    }
  }
}
