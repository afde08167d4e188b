import * as tf from '@tensorflow/tfjs-core'
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import type { ModelDefinition } from './model'
import { Net } from './net'

/** Channels at stride 1, 2, 4, 8 and 16: a 64th of the filters of 1,024 where there are most pixels. */
const widths = [8, 24, 48, 96, 160] as const
const dropoutRate = 0.3
/** Share of pixels that belong to an object before anything is learnt. */
const prior = 0.02

/**
 * U-Net (Ronneberger, Fischer, Brox 2015) with a light encoder: five resolutions of two convolutions each (one at full
 * size and on the way up), 2 × 2 up-convolutions, skips by concatenation; padded, with batch normalisation, and a strided
 * convolution in place of max pooling. Output: classes + 1 logits a pixel, background first.
 */
export const segment: ModelDefinition = {
  id: 'segment',
  task: 'segment',
  stride: 4,
  multiple: 16,
  margin: 64,
  build({ classes, seed, standard, width = 1 }) {
    const net = new Net(seed, standard)
    const filters = widths.map((n) => Math.max(2, Math.round(n * width))) as [number, number, ...number[]]
    const image = input({ shape: [null, null, 3], name: 'image' })
    const skips = [net.conv(image, 'level1', filters[0])]
    for (let level = 1; level < filters.length; level++) {
      const [name, n] = [`level${2 ** level}`, filters[level] as number]
      const down = net.conv(skips[level - 1] as SymbolicTensor, `${name}_down`, n, 2)
      skips.push(net.conv(down, name, n))
    }
    let x = net.dropout(skips.at(-1) as SymbolicTensor, 'dropout', dropoutRate)
    for (let level = filters.length - 2; level >= 0; level--) {
      const [name, n] = [`up${2 ** level}`, filters[level] as number]
      const up = net.enlarge(x, name, n)
      const both = layers.concatenate({ name: `${name}_concat` }).apply([skips[level] as SymbolicTensor, up])
      x = net.conv(both as SymbolicTensor, `${name}_conv`, n)
    }
    const whole = model({ inputs: image, outputs: net.output(x, classes + 1), name: 'segment' })
    const head = whole.getLayer('head')
    const bias = [Math.log((1 - prior) / prior), ...Array<number>(classes).fill(0)]
    tf.tidy(() => head.setWeights([head.getWeights()[0] as tf.Tensor, tf.tensor1d(bias)]))
    return whole
  },
}
