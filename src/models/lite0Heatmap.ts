import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { AppError } from '../base/errors'
import { BatchNormalization } from './batchNormalization'
import { startFromPrior } from './heatmap'
import type { ModelDefinition } from './model'
import { Net } from './net'
import { lite0 } from './pretrained/lite0'
import { Resize } from './resize'

/**
 * The heat map as one linear layer on features of an encoder that has learned on ImageNet and stays as it is: with so few
 * weights to learn (some 150 a channel of the output), a handful of objects is told from background that was never seen.
 * The image is enlarged to 3 : 2, because features at stride 16 tell an object of 32 pixels best at that size (decision
 * 0013). Output channels: as `heatmap`.
 */
export const lite0Heatmap: ModelDefinition = {
  id: 'lite0',
  task: 'heatmap',
  stride: 4,
  multiple: 32,
  margin: 128,
  pretrained: true,
  build({ classes, seed, standard }) {
    if (standard) {
      throw new AppError(
        'not-exportable',
        'A run of "lite0" cannot be exported: the formats have no layer that enlarges by 3 : 2 alike everywhere; train "heatmap" to export a network.',
      )
    }
    const net = new Net(seed)
    const image = input({ shape: [null, null, 3], name: 'image' })
    const resize = (x: SymbolicTensor, name: string, times: number, by: number) =>
      new Resize({ name, times, by }).apply(x) as SymbolicTensor
    const [eighth, sixteenth] = lite0(resize(image, 'enlarged', 3, 2)).slice(2) as [
      SymbolicTensor,
      SymbolicTensor,
    ]
    const joined = layers
      .concatenate({ name: 'features' })
      .apply([resize(eighth, 'fine', 4, 3), resize(sixteenth, 'coarse', 8, 3)]) as SymbolicTensor
    const normal = new BatchNormalization({ name: 'features_norm', activation: 'linear' }).apply(joined)
    const whole = model({
      inputs: image,
      outputs: net.output(normal as SymbolicTensor, classes + 4),
      name: 'lite0',
    })
    startFromPrior(whole, classes)
    return whole
  },
}
