import * as tf from '@tensorflow/tfjs-core'
import { input, model, type LayersModel } from '@tensorflow/tfjs-layers'
import type { ModelDefinition } from './model'
import { Net } from './net'

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
  task: 'heatmap',
  stride: 4,
  multiple: 16,
  // Of the field 80, and a cell, since a peak is compared with its neighbours.
  margin: 84,
  window: 2048,
  build({ classes, seed, standard }) {
    const net = new Net(seed, standard)
    const image = input({ shape: [null, null, 3], name: 'image' })
    const half = net.conv(image, 'stem', widths[0], 2)
    const quarter = net.residual(net.conv(half, 'down4', widths[1], 2), 'block4', widths[1])
    const eighth = net.residual(net.conv(quarter, 'down8', widths[2], 2), 'block8', widths[2])
    let deep = net.conv(eighth, 'down16', widths[3], 2)
    deep = net.residual(deep, 'block16a', widths[3])
    deep = net.residual(deep, 'block16b', widths[3])
    deep = net.dropout(deep, 'dropout16', dropoutRate)
    const up8 = net.join(eighth, deep, 'up8', widths[2])
    const up4 = net.join(quarter, up8, 'up4', widths[1])
    const features = net.conv(up4, 'features', 48)
    const whole = model({ inputs: image, outputs: net.output(features, classes + 4), name: 'heatmap' })
    startFromPrior(whole, classes)
    return whole
  },
}

/** Every cell starts out as background with a box of about 4 cells around its middle. */
export function startFromPrior(whole: LayersModel, classes: number): void {
  const head = whole.getLayer('head')
  const heat = Array<number>(classes).fill(-Math.log((1 - prior) / prior))
  tf.tidy(() =>
    head.setWeights([head.getWeights()[0] as tf.Tensor, tf.tensor1d([...heat, 1.5, 1.5, 0.5, 0.5])]),
  )
}
