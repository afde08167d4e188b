import * as tf from '@tensorflow/tfjs-core'
import type { Binding, NativeBackend } from './binding'
import type { CompiledPrediction, ChannelScale, PredictionDescription, RecordedPrediction } from './compiler'
import { dataType, GraphBuilder, type Output } from './graphDef'
import { loadGraph } from './loadGraph.node'
import { known, replay } from './replay'
import { recordOps, type Trace } from './trace'

const [inputName, outputName] = ['input', 'output']
const float = { T: { type: dataType.float } }

/**
 * A network's answer, which can be had as a graph with its weights as constants afterwards: TensorFlow then folds what does
 * not depend on the input, and joins convolution, normalisation and activation. See `PredictionRecorder`.
 */
export function recordPrediction(
  description: PredictionDescription,
  input: Float32Array,
): RecordedPrediction {
  const backend = tf.backend() as unknown as NativeBackend
  const { shape, weights, scale, apply } = description
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
      const graph = buildGraph(backend.binding, { shape, weights, scale, names, from, to, trace })
      const dtype = scale ? dataType.uint8 : dataType.float
      return new Session(backend.binding, loadGraph(backend.binding, graph), shape, dtype)
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
}

function buildGraph(
  binding: Binding,
  { shape, weights, scale, names, from, to, trace }: Recording,
): Uint8Array {
  const graph = new GraphBuilder()
  const ids = new Map<number, Output>()
  names.forEach((id, i) => {
    const weight = weights[i] as tf.Tensor
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

class Session implements CompiledPrediction {
  constructor(
    private readonly binding: Binding,
    private readonly session: number,
    private readonly shape: readonly number[],
    private readonly dtype: number,
  ) {}

  run(input: Float32Array | Uint8Array): Float32Array {
    const { binding } = this
    const fed = binding.createTensor(this.shape, this.dtype, input)
    try {
      const [output] = binding.runSavedModel(this.session, [fed], `${inputName}:0`, `${outputName}:0`)
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
