import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { BatchNormalization } from './batchNormalization'
import { ChannelDropout } from './channelDropout'

/** Layers that several networks are made of, each initial weight drawn from the next seed. */
export class Net {
  constructor(
    private seed: number,
    private readonly standard = false,
  ) {}

  /** Convolution, batch normalisation, rectifier. */
  conv(x: SymbolicTensor, name: string, filters: number, strides = 1, kernelSize = 3): SymbolicTensor {
    return this.normalise(this.linear(x, name, { filters, strides, kernelSize }), name)
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

  /** A transposed convolution of 2 × 2 that enlarges twice, with batch normalisation and rectifier. */
  enlarge(x: SymbolicTensor, name: string, filters: number): SymbolicTensor {
    const kernelInitializer = initializers.heNormal({ seed: this.seed++ })
    const up = layers.conv2dTranspose({
      ...{ name, filters, kernelSize: 2, strides: 2 },
      ...{ padding: 'same', useBias: false, kernelInitializer },
    })
    return this.normalise(up.apply(x) as SymbolicTensor, name)
  }

  dropout(x: SymbolicTensor, name: string, rate: number): SymbolicTensor {
    const layer = this.standard
      ? layers.dropout({ name, rate })
      : new ChannelDropout({ name, rate, seed: this.seed++ })
    return layer.apply(x) as SymbolicTensor
  }

  /** A 1 × 1 convolution with bias, small at first. */
  output(x: SymbolicTensor, filters: number): SymbolicTensor {
    const kernelInitializer = initializers.randomNormal({ stddev: 0.01, seed: this.seed++ })
    return layers
      .conv2d({ name: 'head', filters, kernelSize: 1, kernelInitializer })
      .apply(x) as SymbolicTensor
  }

  private linear(
    x: SymbolicTensor,
    name: string,
    size: { readonly filters: number; readonly strides: number; readonly kernelSize: number },
  ): SymbolicTensor {
    const kernelInitializer = initializers.heNormal({ seed: this.seed++ })
    return layers
      .conv2d({ name, ...size, padding: 'same', useBias: false, kernelInitializer })
      .apply(x) as SymbolicTensor
  }

  /** Batch normalisation and rectifier: one layer in training, two where only standard ones will do. */
  private normalise(x: SymbolicTensor, name: string): SymbolicTensor {
    const config = { name: `${name}_norm`, momentum: 0.97, epsilon: 1e-3 }
    if (!this.standard)
      return new BatchNormalization({ ...config, activation: 'relu' }).apply(x) as SymbolicTensor
    const normal = layers.batchNormalization(config).apply(x)
    return layers.activation({ name: `${name}_relu`, activation: 'relu' }).apply(normal) as SymbolicTensor
  }
}
