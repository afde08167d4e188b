import * as tf from '@tensorflow/tfjs-core'
import {
  initializers,
  input,
  layers,
  model,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers'
import { anchorsAtScale } from '../heads/anchors/anchors'
import { BatchNormalization } from './batchNormalization'
import type { ModelDefinition, ModelOptions } from './model'

/** Objectness of every box before anything is learnt. */
const prior = 0.01

/**
 * YOLOv3 (Redmon, Farhadi: YOLOv3, 2018): Darknet-53 and three scales, convolution for convolution in the order of
 * Darknet's yolov3.cfg, so that its weights can be read. Output: f32 [n, boxes, 5 + classes], scale after scale, in each
 * row by row, cell by cell and anchor by anchor: centre, log size, objectness and classes, all as raw numbers.
 */
export const yoloV3: ModelDefinition = {
  id: 'yolo',
  task: 'anchors',
  stride: 8,
  multiple: 32,
  // Half of its field is 485; beyond this the answer changes by less than a ten-thousandth.
  margin: 352,
  window: 1536,
  isNew: (layer) => layer.startsWith('head'),
  build(options) {
    const net = new Darknet(options)
    let x = net.conv(net.image, 32, 3)
    const routes: SymbolicTensor[] = []
    for (const [filters, blocks] of [
      [64, 1],
      [128, 2],
      [256, 8],
      [512, 8],
      [1024, 4],
    ] as const) {
      x = net.conv(x, filters, 3, 2)
      for (let i = 0; i < blocks; i++) x = net.shortcut(x, filters)
      routes.push(x)
    }
    const [, , eighth, sixteenth] = routes as [unknown, unknown, SymbolicTensor, SymbolicTensor]
    const outputs: SymbolicTensor[] = []
    for (const [filters, finer] of [
      [512, sixteenth],
      [256, eighth],
      [128, undefined],
    ] as const) {
      for (let i = 0; i < 2; i++) x = net.conv(net.conv(x, filters, 1), filters * 2, 3)
      const branch = net.conv(x, filters, 1)
      outputs.push(net.detect(net.conv(branch, filters * 2, 3)))
      if (finer) x = net.enlarge(branch, filters / 2, finer)
    }
    return net.whole(outputs, 'yolo')
  },
}

/** The tiny form, after Darknet's yolov3-tiny.cfg: two scales. */
export const yoloTiny: ModelDefinition = {
  ...yoloV3,
  id: 'yolo-tiny',
  stride: 16,
  margin: 160,
  window: undefined,
  build(options) {
    const net = new Darknet(options)
    let x = net.image
    for (const filters of [16, 32, 64, 128]) x = net.pool(net.conv(x, filters, 3), 2)
    const sixteenth = net.conv(x, 256, 3)
    x = net.pool(net.conv(net.pool(sixteenth, 2), 512, 3), 1)
    const branch = net.conv(net.conv(x, 1024, 3), 256, 1)
    const coarse = net.detect(net.conv(branch, 512, 3))
    x = net.enlarge(branch, 128, sixteenth)
    return net.whole([coarse, net.detect(net.conv(x, 256, 3))], 'yolo-tiny')
  },
}

/** Layers as Darknet makes them; convolutions are numbered in its order ("conv0", …, "head58", …). */
class Darknet {
  readonly image = input({ shape: [null, null, 3], name: 'image' })
  private convolutions = 0
  private others = 0

  constructor(private readonly options: ModelOptions) {}

  /** Convolution, batch normalisation, leaky rectifier; padded on all sides, also where it strides. */
  conv(x: SymbolicTensor, filters: number, kernelSize: number, strides = 1): SymbolicTensor {
    const number = this.convolutions++
    const name = `conv${number}`
    const padded = strides === 1 ? x : layers.zeroPadding2d({ name: `${name}_pad` }).apply(x)
    const conv = layers.conv2d({
      name,
      ...{ filters: this.thin(filters), kernelSize, strides, padding: strides === 1 ? 'same' : 'valid' },
      useBias: false,
      kernelInitializer: initializers.heNormal({ seed: this.options.seed + number }),
    })
    const config = { name: `${name}_norm`, momentum: 0.97, epsilon: 1e-5 }
    const norm = this.options.standard ? layers.batchNormalization(config) : new BatchNormalization(config)
    const y = norm.apply(conv.apply(padded)) as SymbolicTensor
    return layers.leakyReLU({ name: `${name}_leaky`, alpha: 0.1 }).apply(y) as SymbolicTensor
  }

  /** x + conv(conv(x)). */
  shortcut(x: SymbolicTensor, filters: number): SymbolicTensor {
    const y = this.conv(this.conv(x, filters / 2, 1), filters, 3)
    return layers.add({ name: this.named('add') }).apply([x, y]) as SymbolicTensor
  }

  pool(x: SymbolicTensor, strides: number): SymbolicTensor {
    const pool = layers.maxPooling2d({ name: this.named('pool'), poolSize: 2, strides, padding: 'same' })
    return pool.apply(x) as SymbolicTensor
  }

  /** Reduced, twice as large, and the finer map behind it. */
  enlarge(x: SymbolicTensor, filters: number, finer: SymbolicTensor): SymbolicTensor {
    const reduced = this.conv(x, filters, 1)
    const up = layers.upSampling2d({ name: this.named('up'), size: [2, 2], interpolation: 'nearest' })
    const both = [up.apply(reduced) as SymbolicTensor, finer]
    return layers.concatenate({ name: this.named('route') }).apply(both) as SymbolicTensor
  }

  /** The boxes of a scale: f32 [n, cells × anchors, 5 + classes]. */
  detect(x: SymbolicTensor): SymbolicTensor {
    const number = this.convolutions++
    const values = 5 + this.options.classes
    const conv = layers.conv2d({
      name: `head${number}`,
      ...{ filters: anchorsAtScale * values, kernelSize: 1 },
      kernelInitializer: initializers.randomNormal({ stddev: 0.01, seed: this.options.seed + number }),
    })
    const boxes = layers.reshape({ name: `boxes${number}`, targetShape: [-1, values] })
    return boxes.apply(conv.apply(x)) as SymbolicTensor
  }

  whole(scales: SymbolicTensor[], name: string): LayersModel {
    const outputs = layers.concatenate({ name: 'boxes', axis: 1 }).apply(scales) as SymbolicTensor
    const whole = model({ inputs: this.image, outputs, name })
    const bias = Array.from({ length: 5 + this.options.classes }, (_, i) =>
      i === 4 ? -Math.log((1 - prior) / prior) : 0,
    )
    for (const head of whole.layers.filter((layer) => layer.name.startsWith('head'))) {
      const kernel = head.getWeights()[0] as tf.Tensor
      tf.tidy(() => head.setWeights([kernel, tf.tensor1d([...bias, ...bias, ...bias])]))
    }
    return whole
  }

  private thin(count: number): number {
    return Math.max(1, Math.round(count * (this.options.width ?? 1)))
  }

  private named(kind: string): string {
    return `${kind}${this.others++}`
  }
}
