import type * as tf from '@tensorflow/tfjs-core'
import { readOutput } from '../../models/readOutput'
import { decodePeaks } from '../../prediction/decode'
import { suppress } from '../../prediction/merge'
import { detectorLoss } from '../losses'
import type { TargetShape } from '../targets/heatmap'
import { DetectionJudge } from './detectionJudge'
import type { ClassPrice } from '../prices'
import type { Task } from './task'

/** Scores below this are not worth ranking. */
const floor = 0.05

/** The heat-map detector's: peaks, with sizes and centres beside them. Shapes: see `HeatmapTargets`. */
export function heatmapTask(
  shape: TargetShape,
  classNames: readonly string[],
  missCost: number,
  prices?: readonly ClassPrice[],
): Task {
  const { size, stride, classes } = shape
  const hits = prices?.map(({ missed, weight }) => (missed / missCost) * weight)
  const alarms = prices?.map(({ weight }) => weight)
  const find = (output: Float32Array, count: number) => {
    const side = size / stride
    const raw = readOutput(output, classes, stride)
    return Array.from({ length: count }, (_, i) =>
      suppress(decodePeaks(raw, i, { width: side, height: side, stride, classes }, floor)),
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
    judge: (objects) => new DetectionJudge(classNames, size, objects, find),
  }
}
