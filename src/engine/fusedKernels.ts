import * as tf from '@tensorflow/tfjs-core'
import type { Attribute, NativeBackend } from './graph/binding'

// TensorFlow's fused kernels where they are, plain operations elsewhere: the same numbers either way. tfjs would compute
// these gradients from a dozen element-wise kernels, each a pass over memory: more time than the convolutions themselves.

function native(): NativeBackend | undefined {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as NativeBackend) : undefined
}

function batchNormAttributes({ binding }: NativeBackend, epsilon: number): Attribute[] {
  return [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'U', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: binding.TF_ATTR_BOOL, value: true },
  ]
}

type NormInputs = readonly [x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D]

interface NormOptions {
  readonly epsilon: number
  /** With a rectifier behind it. */
  readonly rectify: boolean
  /** For the running statistics: gets the batch's mean and unbiased variance, f32 [c] each; they live only as long as the call. */
  observe(mean: tf.Tensor1D, variance: tf.Tensor1D): void
}

/**
 * Batch normalisation in training, with or without a rectifier behind it (Ioffe and Szegedy 2015, algorithm 1).
 * x: f32 [n, h, w, c]; scale, offset: f32 [c].
 */
export function batchNormTraining(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  how: NormOptions,
): tf.Tensor4D {
  const op = tf.customGrad((...inputs) => {
    const norm = inputs.slice(0, 3) as unknown as NormInputs
    const save = inputs[3] as unknown as (tensors: tf.Tensor[]) => void
    const backend = native()
    return backend ? nativeBatchNorm(backend, norm, how, save) : plainBatchNorm(norm, how, save)
  })
  return op(x, scale, offset) as tf.Tensor4D
}

interface WithGradient {
  value: tf.Tensor
  gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[]
}

function nativeBatchNorm(
  backend: NativeBackend,
  [x, scale, offset]: NormInputs,
  { epsilon, rectify, observe }: NormOptions,
  save: (tensors: tf.Tensor[]) => void,
): WithGradient {
  const attributes = batchNormAttributes(backend, epsilon)
  const none = tf.tensor1d([], 'float32')
  const factor = { name: 'exponential_avg_factor', type: backend.binding.TF_ATTR_FLOAT, value: 1 }
  const inputs = [x, scale, offset, none, none]
  const outputs = backend.executeMultipleOutputs('FusedBatchNormV3', [...attributes, factor], inputs, 6)
  const [normal, mean, variance, ...reserved] = outputs as [
    tf.Tensor4D,
    tf.Tensor1D,
    tf.Tensor1D,
    ...tf.Tensor[],
  ]
  observe(mean, variance)
  const value = rectify ? tf.relu(normal) : normal
  save([x, scale, value, ...reserved])
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
    const [x, scale, value, ...reserved] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, ...tf.Tensor[]]
    const inner = rectify ? rectifierGradient(dy, value) : dy
    const gradients = backend.executeMultipleOutputs(
      'FusedBatchNormGradV3',
      attributes,
      [inner, x, scale, ...reserved.slice(0, 3)],
      5,
    )
    return gradients.slice(0, 3)
  }
  return { value, gradFunc }
}

function plainBatchNorm(
  [x, scale, offset]: NormInputs,
  { epsilon, rectify, observe }: NormOptions,
  save: (tensors: tf.Tensor[]) => void,
): WithGradient {
  const count = x.size / (x.shape[3] ?? 1)
  const { mean, variance } = tf.moments(x, [0, 1, 2])
  observe(mean as tf.Tensor1D, tf.mul(variance, count / Math.max(1, count - 1)) as tf.Tensor1D)
  const normal = tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale, epsilon)
  const value = rectify ? tf.relu(normal) : normal
  const inverse = tf.rsqrt(tf.add(variance, epsilon))
  save([x, scale, value, mean, inverse])
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
    const [x, scale, value, mean, inverse] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
    const inner = rectify ? rectifierGradient(dy, value) : dy
    const standard = tf.mul(tf.sub(x, mean), inverse)
    const dOffset = tf.sum(inner, [0, 1, 2])
    const dScale = tf.sum(tf.mul(inner, standard), [0, 1, 2])
    const centred = tf.sub(inner, tf.add(tf.div(dOffset, count), tf.mul(standard, tf.div(dScale, count))))
    return [tf.mul(centred, tf.mul(scale, inverse)), dScale, dOffset]
  }
  return { value, gradFunc }
}

/** The rectifier's gradient; `value` is what the rectifier gave. */
function rectifierGradient(dy: tf.Tensor, value: tf.Tensor): tf.Tensor {
  const backend = native()
  if (!backend) return tf.mul(dy, tf.step(value))
  const type = { name: 'T', type: backend.binding.TF_ATTR_TYPE, value: backend.binding.TF_FLOAT }
  return backend.executeMultipleOutputs('ReluGrad', [type], [dy, value], 1)[0] as tf.Tensor
}
