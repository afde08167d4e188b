import { scalesOf } from './anchors/anchors'
import { anchorTask } from './anchors/task'
import { classifyTask } from './classes/task'
import { heatmapTask } from './peaks/task'
import { segmentTask } from './regions/task'
import type { ClassCost } from './classCost'
import type { HeadDefinition, HeadOptions, Task } from './task'

/** What a task must know of the dataset and of the training. */
export interface TaskSetting {
  readonly size: number
  readonly options: HeadOptions
  readonly classNames: readonly string[]
  /** Cost of a missed object against a false alarm. */
  readonly missCost: number
  /** Cost of a miss, and a weight, for each class. */
  readonly costs?: readonly ClassCost[] | undefined
  /** Objects of a tile, at most, where the model holds them against its boxes: with it all batches have one shape. */
  readonly maxObjects?: number | undefined
}

export function taskOf(definition: HeadDefinition, setting: TaskSetting): Task {
  const { size, options, classNames, missCost } = setting
  const costs = setting.costs ?? classNames.map(() => ({ missed: missCost, weight: 1 }))
  switch (definition.task) {
    case 'heatmap': {
      const shape = { size, stride: definition.stride, classes: classNames.length }
      return heatmapTask(shape, classNames, missCost, costs)
    }
    case 'segment':
      return segmentTask(size, classNames, missCost, costs)
    case 'classify':
      return classifyTask(size, classNames, options.several ?? false, costs)
    case 'anchors': {
      const scales = scalesOf(definition.id, options.anchors ?? [])
      return anchorTask(size, classNames, scales, costs, setting.maxObjects ?? 0)
    }
  }
}
