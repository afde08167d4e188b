import {
  initializers,
  input,
  layers,
  model,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers'
import { BatchNormalization } from './batchNormalization'
import { ChannelDropout } from './channelDropout'
import type { ModelDefinition, ModelOptions } from './model'

/** Units of the new dense layer, and the share of values that is dropped before and behind it. */
const headUnits = 256
const dropoutRate = 0.5

/**
 * InceptionV3 (Szegedy et al.: Rethinking the Inception Architecture, 2015) as Keras's applications have it, layer for
 * layer and name for name, with new dense layers behind its global average. Input 299 × 299 as published, and any other
 * side from 75. Output: a logit a class.
 */
export const inception: ModelDefinition = {
  id: 'inception',
  task: 'classify',
  stride: 1,
  multiple: 1,
  least: 75,
  margin: 0,
  isNew: (layer) => layer.startsWith('head'),
  build(options) {
    const { classes, seed, standard, several } = options
    const { image, features } = inceptionBody(options)
    const drop = (x: SymbolicTensor, number: number) => {
      const [name, rate] = [`head_dropout${number}`, dropoutRate]
      const layer = standard
        ? layers.dropout({ name, rate })
        : new ChannelDropout({ name, rate, seed: seed + number, each: 'value' })
      return layer.apply(x) as SymbolicTensor
    }
    const dense = (x: SymbolicTensor, name: string, units: number, activation: 'relu' | 'linear') => {
      const kernelInitializer = initializers.glorotUniform({ seed: seed + units })
      return layers.dense({ name, units, activation, kernelInitializer }).apply(x) as SymbolicTensor
    }
    const hidden = dense(drop(features, 1), 'head_dense', headUnits, 'relu')
    const logits = dense(drop(hidden, 2), 'head', classes, 'linear')
    if (!standard) return model({ inputs: image, outputs: logits, name: 'inception_v3' })
    const activation = several ? 'sigmoid' : 'softmax'
    const whole = layers.activation({ name: 'head_classes', activation }).apply(logits) as SymbolicTensor
    return model({ inputs: image, outputs: whole, name: 'inception_v3' })
  },
}

/** The published network up to its global average of 2,048 features ("no top" in Keras). */
export function inceptionFeatures(options: ModelOptions): LayersModel {
  const { image, features } = inceptionBody(options)
  return model({ inputs: image, outputs: features, name: 'inception_v3' })
}

function inceptionBody(options: ModelOptions): { image: SymbolicTensor; features: SymbolicTensor } {
  const net = new Branches(options)
  const { tile = 299 } = options
  const image = input({ shape: [tile, tile, 3], name: 'input_1' })
  let x = net.conv(image, 32, [3, 3], { strides: 2, padding: 'valid' })
  x = net.conv(x, 32, [3, 3], { padding: 'valid' })
  x = net.halve(net.conv(x, 64, [3, 3]))
  x = net.conv(x, 80, [1, 1], { padding: 'valid' })
  x = net.halve(net.conv(x, 192, [3, 3], { padding: 'valid' }))
  for (const [i, pooled] of [32, 64, 64].entries()) x = mixed5x5(net, x, `mixed${i}`, pooled)
  x = reduce17(net, x)
  for (const [i, filters] of [128, 160, 160, 192].entries()) x = mixed7x7(net, x, `mixed${i + 4}`, filters)
  x = reduce8(net, x)
  for (const i of [0, 1]) x = mixedWide(net, x, i)
  const features = layers.globalAveragePooling2d({ name: 'avg_pool' }).apply(x) as SymbolicTensor
  return { image, features }
}

/** Figure 5 of the paper: mixed0 to mixed2, 35 × 35. */
function mixed5x5(net: Branches, x: SymbolicTensor, name: string, pooled: number): SymbolicTensor {
  const direct = net.conv(x, 64, [1, 1])
  const five = net.conv(net.conv(x, 48, [1, 1]), 64, [5, 5])
  const three = net.conv(net.conv(net.conv(x, 64, [1, 1]), 96, [3, 3]), 96, [3, 3])
  return net.concat([direct, five, three, net.conv(net.average(x), pooled, [1, 1])], name)
}

/** mixed3: to 17 × 17. */
function reduce17(net: Branches, x: SymbolicTensor): SymbolicTensor {
  const half = { strides: 2, padding: 'valid' } as const
  const three = net.conv(x, 384, [3, 3], half)
  const twice = net.conv(net.conv(net.conv(x, 64, [1, 1]), 96, [3, 3]), 96, [3, 3], half)
  return net.concat([three, twice, net.halve(x)], 'mixed3')
}

/** Figure 6 of the paper: mixed4 to mixed7, 7 × 7 as 1 × 7 and 7 × 1. */
function mixed7x7(net: Branches, x: SymbolicTensor, name: string, filters: number): SymbolicTensor {
  const direct = net.conv(x, 192, [1, 1])
  const seven = net.conv(net.conv(net.conv(x, filters, [1, 1]), filters, [1, 7]), 192, [7, 1])
  let twice = net.conv(net.conv(x, filters, [1, 1]), filters, [7, 1])
  twice = net.conv(net.conv(net.conv(twice, filters, [1, 7]), filters, [7, 1]), 192, [1, 7])
  return net.concat([direct, seven, twice, net.conv(net.average(x), 192, [1, 1])], name)
}

/** mixed8: to 8 × 8. */
function reduce8(net: Branches, x: SymbolicTensor): SymbolicTensor {
  const half = { strides: 2, padding: 'valid' } as const
  const three = net.conv(net.conv(x, 192, [1, 1]), 320, [3, 3], half)
  let seven = net.conv(net.conv(net.conv(x, 192, [1, 1]), 192, [1, 7]), 192, [7, 1])
  seven = net.conv(seven, 192, [3, 3], half)
  return net.concat([three, seven, net.halve(x)], 'mixed8')
}

/** Figure 7 of the paper: mixed9 and mixed10, with branches that part into 1 × 3 and 3 × 1. */
function mixedWide(net: Branches, x: SymbolicTensor, i: number): SymbolicTensor {
  const direct = net.conv(x, 320, [1, 1])
  const three = net.conv(x, 384, [1, 1])
  const parted = net.concat([net.conv(three, 384, [1, 3]), net.conv(three, 384, [3, 1])], `mixed9_${i}`)
  const twice = net.conv(net.conv(x, 448, [1, 1]), 384, [3, 3])
  const branches = [net.conv(twice, 384, [1, 3]), net.conv(twice, 384, [3, 1])]
  const twiceParted = net.concat(branches, i === 0 ? 'concatenate' : `concatenate_${i}`)
  return net.concat([direct, parted, twiceParted, net.conv(net.average(x), 192, [1, 1])], `mixed${9 + i}`)
}

interface ConvOptions {
  readonly strides?: number
  readonly padding?: 'same' | 'valid'
}

/** Layers in the order in which Keras makes them, numbered as Keras numbers them. */
class Branches {
  private convolutions = 0
  private averages = 0
  private maxima = 0
  private seed: number

  constructor(private readonly options: ModelOptions) {
    this.seed = options.seed
  }

  /** Convolution without bias, batch normalisation without scale, rectifier. */
  conv(
    x: SymbolicTensor,
    filters: number,
    kernelSize: [number, number],
    options: ConvOptions = {},
  ): SymbolicTensor {
    const number = this.convolutions++
    const { strides = 1, padding = 'same' } = options
    const conv = layers.conv2d({
      name: numbered('conv2d', number),
      ...{ filters: this.thin(filters), kernelSize, strides, padding, useBias: false },
      kernelInitializer: initializers.glorotUniform({ seed: this.seed++ }),
    })
    const y = conv.apply(x) as SymbolicTensor
    const config = {
      name: numbered('batch_normalization', number),
      momentum: 0.99,
      epsilon: 1e-3,
      scale: false,
    }
    if (!this.options.standard)
      return new BatchNormalization({ ...config, activation: 'relu' }).apply(y) as SymbolicTensor
    const normal = layers.batchNormalization(config).apply(y)
    const name = numbered('activation', number)
    return layers.activation({ name, activation: 'relu' }).apply(normal) as SymbolicTensor
  }

  halve(x: SymbolicTensor): SymbolicTensor {
    const name = numbered('max_pooling2d', this.maxima++)
    return layers.maxPooling2d({ name, poolSize: 3, strides: 2 }).apply(x) as SymbolicTensor
  }

  average(x: SymbolicTensor): SymbolicTensor {
    const name = numbered('average_pooling2d', this.averages++)
    return layers
      .averagePooling2d({ name, poolSize: 3, strides: 1, padding: 'same' })
      .apply(x) as SymbolicTensor
  }

  concat(parts: SymbolicTensor[], name: string): SymbolicTensor {
    return layers.concatenate({ name, axis: 3 }).apply(parts) as SymbolicTensor
  }

  private thin(count: number): number {
    return Math.max(1, Math.round(count * (this.options.width ?? 1)))
  }
}

function numbered(name: string, number: number): string {
  return number === 0 ? name : `${name}_${number}`
}
