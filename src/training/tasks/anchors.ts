import * as tf from '@tensorflow/tfjs-core'
import type { Scale } from '../../models/anchors'
import { readBoxes } from '../../models/readBoxes'
import { suppress } from '../../prediction/merge'
import type { ClassPrice } from '../prices'
import { DetectionJudge } from './detectionJudge'
import type { Task } from './task'

/** A box that overlaps an object by more, and is not the one that answers for it, is neither right nor wrong. */
const tolerated = 0.5
/** YOLOv3's: boxes relative to anchors (Redmon, Farhadi 2018, section 2). */
export function anchorTask(
  size: number,
  classNames: readonly string[],
  scales: readonly Scale[],
  prices: readonly ClassPrice[],
): Task {
  const classes = classNames.length
  const find = (output: Float32Array) => readBoxes(output, classes, scales, size, size).found.map(suppress)
  return {
    size,
    targets: { kind: 'anchors', size, classes, scales, prices },
    loss: (output, targets) => anchorLoss(output as tf.Tensor3D, targets, scales, size),
    look(output, count) {
      const { heat } = readBoxes(output, classes, scales, size, size)
      const cells = heat.length / classes
      const most = (cell: number) => Math.max(...heat.subarray(cell * classes, (cell + 1) * classes))
      const grid = Math.round(Math.sqrt(cells / count))
      return { grid, heat: Uint8Array.from({ length: cells }, (_, cell) => 255 * most(cell)) }
    },
    find,
    judge: (objects) => new DetectionJudge(classNames, size, objects, find),
  }
}

/**
 * Logistic loss of centre, objectness and classes and squared error of the log size (as in Darknet's yolo layer),
 * divided by the number of objects. A box that overlaps an object by more than half is no negative: non-maximum
 * suppression takes it away. output: f32 [n, boxes, 5 + classes]; targets: `AnchorTargets` as tensors.
 */
export function anchorLoss(
  output: tf.Tensor3D,
  targets: tf.NamedTensorMap,
  scales: readonly Scale[],
  size: number,
): tf.Scalar {
  return tf.tidy(() => {
    const { positive, negative, box, boxWeight, label, labelWeight, objects } = targets as Record<
      string,
      tf.Tensor3D
    >
    const part = (from: number, size: number) => tf.slice(output, [0, 0, from], [-1, -1, size])
    const truth = (from: number) => tf.slice(box as tf.Tensor3D, [0, 0, from], [-1, -1, 2])
    const centre = tf.mul(logistic(part(0, 2), truth(0)), boxWeight as tf.Tensor3D)
    const extent = tf.mul(tf.square(tf.sub(part(2, 2), truth(2))), tf.mul(boxWeight as tf.Tensor3D, 0.5))
    const objectness = part(4, 1)
    const hits = tf.mul(positive as tf.Tensor3D, tf.softplus(tf.neg(objectness)))
    const free = notOverlapping(output, targets['held'] as tf.Tensor3D, scales, size)
    const alarms = tf.mul(tf.mul(negative as tf.Tensor3D, free), tf.softplus(objectness))
    const classes = tf.mul(logistic(part(5, -1), label as tf.Tensor3D), labelWeight as tf.Tensor3D)
    const sum = [centre, extent, hits, alarms, classes].map((t) => tf.sum(t)).reduce((a, b) => tf.add(a, b))
    return tf.div(sum, objects as tf.Tensor) as tf.Scalar
  })
}

/** f32 [n, boxes, 1]: 0 where the box that the output describes overlaps an object by more than `tolerated`, else 1. */
function notOverlapping(
  output: tf.Tensor3D,
  held: tf.Tensor3D,
  scales: readonly Scale[],
  size: number,
): tf.Tensor {
  const { corners, strides, sizes } = geometry(scales, size)
  const op = tf.customGrad((...inputs) => {
    const part = (from: number) => tf.slice(inputs[0] as tf.Tensor3D, [0, 0, from], [-1, -1, 2])
    const centre = tf.mul(tf.add(tf.sigmoid(part(0)), corners), strides)
    const half = tf.mul(tf.exp(tf.minimum(part(2), 8)), tf.div(sizes, 2))
    const [low, high] = [tf.expandDims(tf.sub(centre, half), 2), tf.expandDims(tf.add(centre, half), 2)]
    const object = (from: number) => tf.expandDims(tf.slice(held, [0, 0, from], [-1, -1, 2]), 1)
    const area = (from: tf.Tensor, to: tf.Tensor) => tf.prod(tf.maximum(tf.sub(to, from), 0), -1)
    const both = area(tf.maximum(low, object(0)), tf.minimum(high, object(2)))
    const either = tf.sub(tf.add(area(low, high), area(object(0), object(2))), both)
    const iou = tf.max(tf.div(both, tf.maximum(either, 1e-6)), 2, true)
    const value = tf.cast(tf.lessEqual(iou, tolerated), 'float32')
    return { value, gradFunc: () => tf.zerosLike(output) }
  })
  return op(output)
}

/** Of each box: its cell's corner in cells, the cell's side and the anchor's size in pixels; f32 [boxes, 2] each. */
function geometry(scales: readonly Scale[], size: number) {
  const [corners, strides, sizes]: [number[], number[], number[]] = [[], [], []]
  for (const { stride, anchors } of scales) {
    const grid = size / stride
    for (let cell = 0; cell < grid * grid; cell++) {
      for (const anchor of anchors) {
        corners.push(cell % grid, Math.floor(cell / grid))
        strides.push(stride, stride)
        sizes.push(...anchor)
      }
    }
  }
  const shaped = (values: number[]) => tf.tensor2d(values, [values.length / 2, 2])
  return { corners: shaped(corners), strides: shaped(strides), sizes: shaped(sizes) }
}

/** −t·log σ(x) − (1 − t)·log(1 − σ(x)) */
function logistic(logits: tf.Tensor, truth: tf.Tensor): tf.Tensor {
  return tf.sub(tf.softplus(logits), tf.mul(logits, truth))
}
