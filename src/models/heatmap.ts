import * as tf from '@tensorflow/tfjs-core'
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
import type { ModelDefinition } from './model'

/** Channels at stride 2, 4, 8 and 16: little where there are many pixels. */
const widths = [16, 32, 64, 128] as const
/** Context that is not always there cannot be learnt by heart: decides how well few examples carry over. */
const dropoutRate = 0.4
/** Share of cells that hold an object before anything is learnt (Lin et al.: Focal Loss, 2017, section 3.3). */
const prior = 0.01

/**
 * A heat map a class, with the box's size and exact centre beside it (Zhou, Wang, Krähenbühl: Objects as Points, 2019),
 * from a small U-shaped net (Ronneberger 2015; sums for joins as in Lin et al.: Feature Pyramid Networks, 2017).
 * Output channels: `classes` logits, log(width / stride), log(height / stride), x and y of the centre in its cell.
 */
export const heatmap: ModelDefinition = {
  id: 'heatmap',
  stride: 4,
  multiple: 16,
  margin: 80,
  build({ classes, seed }) {
    const net = new Net(seed)
    const image = input({ shape: [null, null, 3], name: 'image' })
    const half = net.conv(image, 'stem', widths[0], 2)
    const quarter = net.residual(net.conv(half, 'down4', widths[1], 2), 'block4', widths[1])
    const eighth = net.residual(net.conv(quarter, 'down8', widths[2], 2), 'block8', widths[2])
    let deep = net.conv(eighth, 'down16', widths[3], 2)
    deep = net.residual(deep, 'block16a', widths[3])
    deep = net.residual(deep, 'block16b', widths[3])
    deep = net.dropout(deep, 'dropout16')
    const up8 = net.join(eighth, deep, 'up8', widths[2])
    const up4 = net.join(quarter, up8, 'up4', widths[1])
    const features = net.conv(up4, 'features', 48)
    const whole = model({ inputs: image, outputs: net.output(features, classes), name: 'heatmap' })
    startFromPrior(whole, classes)
    return whole
  },
}

/** Every cell starts out as background with a box of about 4 cells around its middle. */
function startFromPrior(whole: LayersModel, classes: number): void {
  const head = whole.getLayer('head')
  const heat = Array<number>(classes).fill(-Math.log((1 - prior) / prior))
  tf.tidy(() =>
    head.setWeights([head.getWeights()[0] as tf.Tensor, tf.tensor1d([...heat, 1.5, 1.5, 0.5, 0.5])]),
  )
}

class Net {
  constructor(private seed: number) {}

  /** Convolution, batch normalisation, rectifier. */
  conv(x: SymbolicTensor, name: string, filters: number, strides = 1, kernelSize = 3): SymbolicTensor {
    return this.normalise(this.linear(x, name, filters, strides, kernelSize), name, 'relu')
  }

  /** x + conv(x) (He et al. 2015), one convolution deep. */
  residual(x: SymbolicTensor, name: string, filters: number): SymbolicTensor {
    return layers.add({ name: `${name}_add` }).apply([x, this.conv(x, name, filters)]) as SymbolicTensor
  }

  /** The coarser map, reduced and enlarged twice, added to the finer one. */
  join(fine: SymbolicTensor, coarse: SymbolicTensor, name: string, filters: number): SymbolicTensor {
    const reduced = this.conv(coarse, `${name}_reduce`, filters, 1, 1)
    const enlarged = layers.upSampling2d({ size: [2, 2], interpolation: 'nearest', name }).apply(reduced)
    const sum = layers
      .add({ name: `${name}_add` })
      .apply([fine, enlarged as SymbolicTensor]) as SymbolicTensor
    return this.conv(sum, `${name}_conv`, filters)
  }

  dropout(x: SymbolicTensor, name: string): SymbolicTensor {
    return new ChannelDropout({ name, rate: dropoutRate, seed: this.seed++ }).apply(x) as SymbolicTensor
  }

  output(x: SymbolicTensor, classes: number): SymbolicTensor {
    return layers
      .conv2d({
        name: 'head',
        filters: classes + 4,
        kernelSize: 1,
        kernelInitializer: initializers.randomNormal({ stddev: 0.01, seed: this.seed++ }),
      })
      .apply(x) as SymbolicTensor
  }

  private linear(
    x: SymbolicTensor,
    name: string,
    filters: number,
    strides: number,
    kernelSize: number,
  ): SymbolicTensor {
    return layers
      .conv2d({
        name,
        filters,
        kernelSize,
        strides,
        padding: 'same',
        useBias: false,
        kernelInitializer: initializers.heNormal({ seed: this.seed++ }),
      })
      .apply(x) as SymbolicTensor
  }

  private normalise(x: SymbolicTensor, name: string, activation: 'relu' | 'linear'): SymbolicTensor {
    return new BatchNormalization({ name: `${name}_norm`, activation }).apply(x) as SymbolicTensor
  }
}
