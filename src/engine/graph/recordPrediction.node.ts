import * as tf from '@tensorflow/tfjs-core'
import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'
import type { Binding, NativeBackend } from './binding'
import type { CompiledPrediction, ChannelScale, PredictionDescription, RecordedPrediction } from './compiler'
import { dataType, GraphBuilder, type Output } from './graphDef'
import { loadGraph } from './loadGraph.node'
import { known, replay } from './replay'
import { recordOps, type Trace } from './trace'

const [inputName, outputName] = ['input', 'output']
/**
 * Weights of at least this many values are not written into the graph but given at each call, from the memory where they are:
 * TensorFlow copies a graph several times while it prepares it, 37 s for AlexNet's 233 MB.
 */
const minGiven = 65_536
/** On a GPU what is given travels to the card at each call: there every weight is a constant, up to this many bytes. */
const maxConstantBytes = 32e6
const float = { T: { type: dataType.float } }

/**
 * A network's answer, which can be had as a graph with its small weights as constants afterwards: TensorFlow then folds what
 * does not depend on the input, and joins convolution, normalisation and activation. See `PredictionRecorder`.
 */
export function recordPrediction(
  description: PredictionDescription,
  input: Float32Array,
): RecordedPrediction {
  const backend = tf.backend() as unknown as NativeBackend
  const { shape, weights, scale, apply } = description
  const bytes = weights.reduce((sum, { size }) => sum + 4 * size, 0)
  if (backend.isUsingGpuDevice && bytes > maxConstantBytes)
    throw new AppError('not-traceable', says.engine.tooManyWeightsForAGraph)
  const least = backend.isUsingGpuDevice ? Infinity : minGiven
  const given = tf.tensor(input, [...shape], 'float32')
  try {
    const [from] = backend.getInputTensorIds([given]) as [number]
    const names = backend.getInputTensorIds(weights)
    let answer!: tf.Tensor
    const { result: to, trace } = recordOps(backend, () => {
      answer = tf.tidy(() => apply(given))
      return backend.getInputTensorIds([answer])[0] as number
    })
    const output = answer.dataSync() as Float32Array
    answer.dispose()
    const compile = () => {
      const recording = { shape, weights, scale, names, from, to, trace, least }
      const session = loadGraph(backend.binding, buildGraph(backend.binding, recording))
      const dtype = scale ? dataType.uint8 : dataType.float
      const large = names.flatMap((id, i) => (weights[i]!.size < least ? [] : [{ name: weightName(i), id }]))
      return new Session(backend.binding, session, { shape, dtype, weights: large })
    }
    return { output, compile }
  } finally {
    given.dispose()
  }
}

/** Tensors by the binding's numbers, which it never gives twice. */
interface Recording extends Omit<PredictionDescription, 'apply'> {
  readonly names: readonly number[]
  readonly from: number
  readonly to: number
  readonly trace: Trace
  /** Weights of at least this many values are given at each call. */
  readonly least: number
}

const weightName = (i: number) => `weight_${i}`

function buildGraph(
  binding: Binding,
  { shape, weights, scale, names, from, to, trace, least }: Recording,
): Uint8Array {
  const graph = new GraphBuilder()
  const ids = new Map<number, Output>()
  names.forEach((id, i) => {
    const weight = weights[i] as tf.Tensor
    if (weight.size >= least) {
      ids.set(id, graph.placeholder(weightName(i), dataType.float, weight.shape))
      return
    }
    const { buffer, byteOffset, byteLength } = weight.dataSync() as Float32Array
    const bytes = new Uint8Array(buffer, byteOffset, byteLength)
    ids.set(id, graph.constant({ dtype: dataType.float, shape: weight.shape, bytes }))
  })
  ids.set(from, scale ? scaled(graph, shape, scale) : graph.placeholder(inputName, dataType.float, shape))
  replay(graph, { trace, inputs: [{ id: from, dtype: dataType.float }] }, binding, ids)
  graph.node('Identity', [known(ids, to)], float, { name: outputName })
  return graph.encode()
}

function scaled(graph: GraphBuilder, shape: readonly number[], { gain, shift }: ChannelScale): Output {
  const bytes = graph.placeholder(inputName, dataType.uint8, shape)
  const cast = { SrcT: { type: dataType.uint8 }, DstT: { type: dataType.float } }
  const values = graph.output('Cast', [bytes], cast)
  return graph.output(
    'AddV2',
    [graph.output('Mul', [values, graph.vector(gain)], float), graph.vector(shift)],
    float,
  )
}

/** What a call is given beside its values. */
interface Feeds {
  readonly shape: readonly number[]
  readonly dtype: number
  /** The large weights: tensors of the network, which must outlive the session. */
  readonly weights: readonly { readonly name: string; readonly id: number }[]
}

class Session implements CompiledPrediction {
  private readonly names: string

  constructor(
    private readonly binding: Binding,
    private readonly session: number,
    private readonly feeds: Feeds,
  ) {
    this.names = [inputName, ...feeds.weights.map(({ name }) => name)].map((name) => `${name}:0`).join()
  }

  run(input: Float32Array | Uint8Array): Float32Array {
    const { binding, feeds } = this
    const fed = binding.createTensor(feeds.shape, feeds.dtype, input)
    const given = [fed, ...feeds.weights.map(({ id }) => id)]
    try {
      const [output] = binding.runSavedModel(this.session, given, this.names, `${outputName}:0`)
      if (!output) throw new Error('the engine gave no output')
      const values = binding.tensorDataSync(output.id) as Float32Array
      binding.deleteTensor(output.id)
      return values
    } finally {
      binding.deleteTensor(fed)
    }
  }

  dispose(): void {
    this.binding.deleteSavedModel(this.session)
  }
}
