import type { ModelDefinition, ModelOptions } from '../../models/model'
import { classifyTask } from './classify'
import { heatmapTask } from './heatmap'
import { segmentTask } from './segment'
import type { Task } from './task'

/** What a task must know of the dataset and of the training. */
export interface TaskSetting {
  readonly size: number
  readonly options: ModelOptions
  readonly classNames: readonly string[]
  /** Price of a missed object against a false alarm. */
  readonly missCost: number
}

export function taskOf(definition: ModelDefinition, setting: TaskSetting): Task {
  const { size, options, classNames, missCost } = setting
  switch (definition.task) {
    case 'heatmap': {
      const shape = { size, stride: definition.stride, classes: classNames.length }
      return heatmapTask(shape, classNames, missCost)
    }
    case 'segment':
      return segmentTask(size, classNames, missCost)
    case 'classify':
      return classifyTask(size, classNames, options.several ?? false, missCost)
    default:
      throw new Error(`no task ${definition.task}`)
  }
}
