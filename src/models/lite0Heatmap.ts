import { input, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { BatchNormalization } from './batchNormalization'
import { startFromPrior } from './heatmap'
import type { ModelDefinition } from './model'
import { Net } from './net'
import { Encoder } from './pretrained/encoder'

/**
 * The heat map as one linear layer on features of an encoder that has learned on ImageNet and stays as it is: with so few
 * weights to learn (some 150 a channel of the output), a handful of objects is told from background that was never seen.
 * The image is enlarged to 3 : 2, because features at stride 16 tell an object of 32 pixels best at that size (decision
 * 0015). Output channels: as `heatmap`.
 */
export const lite0Heatmap: ModelDefinition = {
  id: 'lite0',
  task: 'heatmap',
  stride: 4,
  multiple: 32,
  margin: 120,
  encoder: 'encoder',
  build({ classes, seed, standard }) {
    if (standard) {
      throw new AppError('not-exportable', says.weights.aRunOfLite0Cannot('lite0'))
    }
    const image = input({ shape: [null, null, 3], name: 'image' })
    const features = new Encoder({ name: 'encoder', enlarged: [3, 2], stride: 4 }).apply(image)
    const normal = new BatchNormalization({ name: 'features_norm', activation: 'linear' }).apply(features)
    const head = new Net(seed).output(normal as SymbolicTensor, classes + 4)
    const whole = model({ inputs: image, outputs: head, name: 'lite0' })
    startFromPrior(whole, classes)
    return whole
  },
}

/** The same network, its last layer fitted by regression to features that are computed once. */
export const lite0Linear: ModelDefinition = { ...lite0Heatmap, id: 'lite0-linear', fitted: true }
