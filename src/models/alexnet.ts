import * as tf from '@tensorflow/tfjs-core'
import {
  initializers,
  input,
  layers,
  model,
  regularizers,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers'
import { BatchNormalization } from './batchNormalization'
import { ChannelDropout } from './channelDropout'
import type { ModelDefinition, ModelOptions } from './model'

/** L2 weight of every kernel. */
const decay = 2e-4

/**
 * AlexNet (Krizhevsky, Sutskever, Hinton 2012) in Rosebrock's version (Deep Learning for Computer Vision with Python,
 * practitioner bundle, chapter 10): one tower, padded convolutions, ReLU then batch normalisation. Input 227 × 227 as
 * published, and any other side from 63. Output: a logit a class.
 */
export const alexnet: ModelDefinition = {
  id: 'alexnet',
  task: 'classify',
  stride: 1,
  multiple: 1,
  least: 63,
  margin: 0,
  build(options) {
    const net = new Tower(options)
    const { classes, tile = 227 } = options
    const image = input({ shape: [tile, tile, 3], name: 'image' })
    let x = net.drop(net.pool(net.conv(image, 1, 96, 11, 4)), 0.25)
    x = net.drop(net.pool(net.conv(x, 2, 256, 5)), 0.25)
    x = net.conv(net.conv(net.conv(x, 3, 384, 3), 4, 384, 3), 5, 256, 3)
    x = net.drop(net.pool(x), 0.25)
    x = layers.flatten({ name: 'flatten' }).apply(x) as SymbolicTensor
    x = net.drop(net.dense(x, 1, 4096), 0.5)
    x = net.drop(net.dense(x, 2, 4096), 0.5)
    return model({ inputs: image, outputs: net.classify(x, classes), name: 'alexnet' })
  },
}

/** L2 as tfjs has it, with the gradient written out: composed, it would hold two more copies of 58 million weights. */
function leanL2() {
  const regularizer = regularizers.l2({ l2: decay })
  regularizer.apply = (kernel) => {
    const op = tf.customGrad((...inputs) => {
      const [w, save] = inputs as unknown as [tf.Tensor, (tensors: tf.Tensor[]) => void]
      save([w])
      const value = tf.tidy(() => tf.mul(tf.sum(tf.square(w)), decay))
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
        tf.mul(saved[0] as tf.Tensor, tf.mul(dy, 2 * decay))
      return { value, gradFunc }
    })
    return op(kernel) as tf.Scalar
  }
  return regularizer
}

class Tower {
  private seed: number
  private pools = 0
  private drops = 0

  constructor(private readonly options: ModelOptions) {
    this.seed = options.seed
  }

  // eslint-disable-next-line max-params -- A network reads line by line, as in its paper.
  conv(x: SymbolicTensor, number: number, filters: number, kernelSize: number, strides = 1): SymbolicTensor {
    const conv = layers.conv2d({
      name: `conv${number}`,
      ...{ filters: this.thin(filters), kernelSize, strides, padding: 'same' },
      ...this.kernel(),
    })
    return this.normalise(conv.apply(x) as SymbolicTensor, `conv${number}`)
  }

  dense(x: SymbolicTensor, number: number, units: number): SymbolicTensor {
    const name = `dense${number}`
    const dense = layers.dense({ name, units: this.thin(units), ...this.kernel() })
    return this.normalise(dense.apply(x) as SymbolicTensor, name)
  }

  pool(x: SymbolicTensor): SymbolicTensor {
    const pool = layers.maxPooling2d({ name: `pool${++this.pools}`, poolSize: 3, strides: 2 })
    return pool.apply(x) as SymbolicTensor
  }

  drop(x: SymbolicTensor, rate: number): SymbolicTensor {
    const name = `dropout${++this.drops}`
    const layer = this.options.standard
      ? layers.dropout({ name, rate })
      : new ChannelDropout({ name, rate, seed: this.seed++, each: 'value' })
    return layer.apply(x) as SymbolicTensor
  }

  classify(x: SymbolicTensor, classes: number): SymbolicTensor {
    const logits = layers.dense({ name: 'head', units: classes, ...this.kernel() }).apply(x) as SymbolicTensor
    if (!this.options.standard) return logits
    const activation = this.options.several ? 'sigmoid' : 'softmax'
    return layers.activation({ name: 'classes', activation }).apply(logits) as SymbolicTensor
  }

  private normalise(x: SymbolicTensor, name: string): SymbolicTensor {
    const rectified = layers
      .activation({ name: `${name}_relu`, activation: 'relu' })
      .apply(x) as SymbolicTensor
    // Momentum 0.99 as published needs thousands of steps; a short training would be judged by statistics of its start.
    const config = { name: `${name}_norm`, momentum: 0.95, epsilon: 1e-3 }
    const layer = this.options.standard ? layers.batchNormalization(config) : new BatchNormalization(config)
    return layer.apply(rectified) as SymbolicTensor
  }

  private kernel() {
    const kernelInitializer = initializers.glorotUniform({ seed: this.seed++ })
    return { kernelInitializer, kernelRegularizer: leanL2() }
  }

  private thin(count: number): number {
    return Math.max(2, Math.round(count * (this.options.width ?? 1)))
  }
}
