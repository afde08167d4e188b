import * as tf from '@tensorflow/tfjs-core'
import type { Binding, NativeBackend } from './binding'
import type { CompiledPrediction } from './compiler'
import { dataType, GraphBuilder, type Output } from './graphDef'
import { loadGraph } from './loadGraph.node'
import { known, replay } from './replay'
import { recordOps } from './trace'

const [inputName, outputName] = ['input', 'output']

/**
 * A network's answer as a graph with its weights as constants, so that TensorFlow folds what does not depend on the input
 * and joins convolution, normalisation and activation. See `PredictionCompiler`.
 */
export function compilePrediction(
  shape: readonly number[],
  weights: readonly tf.Tensor[],
  apply: (input: tf.Tensor) => tf.Tensor,
): CompiledPrediction {
  const backend = tf.backend() as unknown as NativeBackend
  const graph = buildGraph(backend, shape, weights, apply)
  return new Session(backend.binding, loadGraph(backend.binding, graph), shape)
}

function buildGraph(
  backend: NativeBackend,
  shape: readonly number[],
  weights: readonly tf.Tensor[],
  apply: (input: tf.Tensor) => tf.Tensor,
): Uint8Array {
  const graph = new GraphBuilder()
  const ids = new Map<number, Output>()
  backend.getInputTensorIds(weights).forEach((id, i) => {
    const values = (weights[i] as tf.Tensor).dataSync() as Float32Array
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    ids.set(id, graph.constant({ dtype: dataType.float, shape: (weights[i] as tf.Tensor).shape, bytes }))
  })
  return tf.tidy(() => {
    const input = tf.zeros([...shape])
    const [given] = backend.getInputTensorIds([input]) as [number]
    ids.set(given, graph.placeholder(inputName, dataType.float, shape))
    const { result, trace } = recordOps(backend, () => backend.getInputTensorIds([apply(input)])[0] as number)
    replay(graph, { trace, inputs: [{ id: given, dtype: dataType.float }] }, backend.binding, ids)
    const float = { T: { type: dataType.float } }
    graph.node('Identity', [known(ids, result)], float, { name: outputName })
    return graph.encode()
  })
}

class Session implements CompiledPrediction {
  constructor(
    private readonly binding: Binding,
    private readonly session: number,
    private readonly shape: readonly number[],
  ) {}

  run(input: Float32Array): Float32Array {
    const { binding } = this
    const fed = binding.createTensor(this.shape, dataType.float, input)
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
