import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { alexnet } from './alexnet'
import { heatmap } from './heatmap'
import { inception } from './inception'
import type { ModelDefinition } from './model'
import { lite0Heatmap, lite0Linear } from './lite0Heatmap'
import { segment } from './segment'
import { yoloV3, yoloTiny } from './yolo'

/** Every model that can be trained: a new one is a file and a line here. */
const models: readonly ModelDefinition[] = [
  heatmap,
  lite0Heatmap,
  lite0Linear,
  segment,
  alexnet,
  inception,
  yoloV3,
  yoloTiny,
]

export function findModel(id: string): ModelDefinition {
  const found = models.find((model) => model.id === id)
  if (found) return found
  throw new AppError('unknown-model', says.weights.thereIsNoModelId(id, models.map((m) => m.id).join(', ')))
}
