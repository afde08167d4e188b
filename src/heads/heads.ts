import { scalesOf } from './anchors/anchors'
import { anchorTask } from './anchors/task'
import { classifyTask } from './classes/task'
import { heatmapTask } from './peaks/task'
import { segmentTask } from './regions/task'
import type { ClassPrice } from './price'
import type { HeadDefinition, HeadOptions, Task } from './task'

/** What a task must know of the dataset and of the training. */
export interface TaskSetting {
  readonly size: number
  readonly options: HeadOptions
  readonly classNames: readonly string[]
  /** Price of a missed object against a false alarm. */
  readonly missCost: number
  /** The same, and a weight, for each class. */
  readonly prices?: readonly ClassPrice[] | undefined
  /** Objects of a tile, at most, where the model holds them against its boxes: with it all batches have one shape. */
  readonly mostObjects?: number | undefined
}

export function taskOf(definition: HeadDefinition, setting: TaskSetting): Task {
  const { size, options, classNames, missCost } = setting
  const prices = setting.prices ?? classNames.map(() => ({ missed: missCost, weight: 1 }))
  switch (definition.task) {
    case 'heatmap': {
      const shape = { size, stride: definition.stride, classes: classNames.length }
      return heatmapTask(shape, classNames, missCost, prices)
    }
    case 'segment':
      return segmentTask(size, classNames, missCost, prices)
    case 'classify':
      return classifyTask(size, classNames, options.several ?? false, prices)
    case 'anchors': {
      const scales = scalesOf(definition.id, options.anchors ?? [])
      return anchorTask(size, classNames, scales, prices, setting.mostObjects ?? 0)
    }
  }
}
