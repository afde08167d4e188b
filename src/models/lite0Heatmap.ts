import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { BatchNormalization } from './batchNormalization'
import { startFromPrior } from './heatmap'
import type { ModelDefinition } from './model'
import { Net } from './net'
import { lite0 } from './pretrained/lite0'
import { Resize } from './resize'

export const lite0Heatmap: ModelDefinition = {
  id: 'lite0',
  task: 'heatmap',
  stride: 4,
  multiple: 32,
  margin: 96,
  pretrained: true,
  build({ classes, seed, standard }) {
    const net = new Net(seed, standard)
    const image = input({ shape: [null, null, 3], name: 'image' })
    const resize = (x: SymbolicTensor, name: string, times: number, by: number) =>
      new Resize({ name, times, by }).apply(x) as SymbolicTensor
    const [, , eighth, sixteenth] = lite0(resize(image, 'enlarged', 3, 2)) as [SymbolicTensor, SymbolicTensor, SymbolicTensor, SymbolicTensor]
    const joined = layers
      .concatenate({ name: 'features' })
      .apply([resize(eighth, 'fine', 4, 3), resize(sixteenth, 'coarse', 8, 3)]) as SymbolicTensor
    let x = new BatchNormalization({ name: 'features_norm', activation: 'linear' }).apply(joined) as SymbolicTensor
    const drop = Number(process.env['WH_DROP'] ?? '0')
    if (drop) x = net.dropout(x, 'drop', drop)
    const hidden = Number(process.env['WH_HIDDEN'] ?? '0')
    if (hidden) x = net.conv(x, 'hidden', hidden, 1, 1)
    const whole = model({ inputs: image, outputs: net.output(x, classes + 4), name: 'lite0' })
    startFromPrior(whole, classes)
    return whole
  },
}
