import type * as tf from '@tensorflow/tfjs-core'
import { readOutput } from './read'
import { decodePeaks } from './decode'
import { minScore } from '../../found/detections'
import { suppress } from '../../found/merge'
import { detectorLoss } from './loss'
import type { TargetShape } from './targets'
import { DetectionEvaluator } from '../detectionEvaluator'
import type { ClassCost } from '../classCost'
import type { Task } from '../task'

/** The heat-map detector's: peaks, with sizes and centres beside them. Shapes: see `HeatmapTargets`. */
export function heatmapTask(
  shape: TargetShape,
  classNames: readonly string[],
  missCost: number,
  costs?: readonly ClassCost[],
): Task {
  const { size, stride, classes } = shape
  const hits = costs?.map(({ missed, weight }) => (missed / missCost) * weight)
  const alarms = costs?.map(({ weight }) => weight)
  const find = (output: Float32Array, count: number) => {
    const side = size / stride
    const raw = readOutput(output, classes, stride)
    return Array.from({ length: count }, (_, i) =>
      suppress(decodePeaks(raw, i, { width: side, height: side, stride, classes }, minScore)),
    )
  }
  return {
    size,
    targets: { kind: 'heatmap', ...shape, hits, alarms },
    loss: (output, targets) => detectorLoss(output as tf.Tensor4D, targets, missCost),
    look(output, count) {
      const { heat } = readOutput(output, classes, stride)
      const cells = heat.length / classes
      const most = (cell: number) => Math.max(...heat.subarray(cell * classes, (cell + 1) * classes))
      const grid = Math.round(Math.sqrt(cells / count))
      return { grid, heat: Uint8Array.from({ length: cells }, (_, cell) => 255 * most(cell)) }
    },
    find,
    evaluator: (ground) => new DetectionEvaluator(classNames, size, ground, find),
  }
}
