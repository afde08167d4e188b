import { input, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { startFromPrior } from './heatmap'
import type { ModelDefinition } from './model'
import { Net } from './net'
import { lite0 } from './pretrained/lite0'

const widths = [48, 64, 128] as const
const dropoutRate = 0.4

export const lite0Heatmap: ModelDefinition = {
  id: 'lite0',
  task: 'heatmap',
  stride: 4,
  multiple: 16,
  margin: 96,
  pretrained: true,
  build({ classes, seed, standard }) {
    const net = new Net(seed, standard)
    const image = input({ shape: [null, null, 3], name: 'image' })
    const [, quarter, eighth, sixteenth] = lite0(image) as [
      SymbolicTensor,
      SymbolicTensor,
      SymbolicTensor,
      SymbolicTensor,
    ]
    let deep = net.conv(sixteenth, 'reduce16', widths[2], 1, 1)
    deep = net.residual(deep, 'block16', widths[2])
    deep = net.dropout(deep, 'dropout16', dropoutRate)
    const up8 = net.join(net.conv(eighth, 'reduce8', widths[1], 1, 1), deep, 'up8', widths[1])
    const up4 = net.join(net.conv(quarter, 'reduce4', widths[0], 1, 1), up8, 'up4', widths[0])
    const features = net.conv(up4, 'features', 48)
    const whole = model({ inputs: image, outputs: net.output(features, classes + 4), name: 'lite0' })
    startFromPrior(whole, classes)
    return whole
  },
}
