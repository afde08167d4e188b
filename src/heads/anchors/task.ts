import * as tf from '@tensorflow/tfjs-core'
import type { Scale } from './anchors'
import { readBoxes } from './read'
import { suppress } from '../../found/merge'
import type { ClassCost } from '../classCost'
import { DetectionEvaluator } from '../detectionEvaluator'
import type { Task } from '../task'

/** A box that overlaps an object by more, and is not the one that answers for it, is neither right nor wrong. */
const tolerated = 0.5
/** Objects of a tile that are held against all its boxes at a time: more want more memory, fewer more operations. */
const objectsAtOnce = 8

/**
 * YOLOv3's: boxes relative to anchors (Redmon, Farhadi 2018, section 2). `most`: objects of a tile, in all the dataset.
 */
// eslint-disable-next-line max-params -- What a task of anchors is made of, each named where it is called.
export function anchorTask(
  size: number,
  classNames: readonly string[],
  scales: readonly Scale[],
  costs: readonly ClassCost[],
  most: number,
): Task {
  const classes = classNames.length
  const find = (output: Float32Array) =>
    readBoxes(output, classes, scales, { width: size, height: size }).found.map(suppress)
  return {
    size,
    targets: { kind: 'anchors', size, classes, scales, costs, most },
    loss: (output, targets) => anchorLoss(output as tf.Tensor3D, targets, scales, size),
    look(output, count) {
      const { heat } = readBoxes(output, classes, scales, { width: size, height: size })
      const cells = heat.length / classes
      const most = (cell: number) => Math.max(...heat.subarray(cell * classes, (cell + 1) * classes))
      const grid = Math.round(Math.sqrt(cells / count))
      return { grid, heat: Uint8Array.from({ length: cells }, (_, cell) => 255 * most(cell)) }
    },
    find,
    evaluator: (ground) => new DetectionEvaluator(classNames, size, ground, find),
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

/**
 * f32 [n, boxes, 1]: 0 where the box that the output describes overlaps an object by more than `tolerated`, else 1.
 * held: f32 [n, objects, 4]. Boxes lie along the last axis, where TensorFlow is fastest, and no pair has a row of its own.
 */
function notOverlapping(
  output: tf.Tensor3D,
  held: tf.Tensor3D,
  scales: readonly Scale[],
  size: number,
): tf.Tensor {
  const [n, boxes] = output.shape
  const { corners, strides, sizes } = geometry(scales, size)
  const op = tf.customGrad((...inputs) => {
    const axis = (i: 0 | 1) => {
      const part = (from: number) =>
        tf.reshape(tf.slice(inputs[0] as tf.Tensor3D, [0, 0, from + i], [-1, -1, 1]), [n, 1, boxes])
      const centre = tf.mul(tf.add(tf.sigmoid(part(0)), corners[i]), strides)
      const half = tf.mul(tf.exp(tf.minimum(part(2), 8)), tf.div(sizes[i], 2))
      return { low: tf.sub(centre, half), high: tf.add(centre, half), side: tf.mul(half, 2) }
    }
    const [x, y] = [axis(0), axis(1)]
    const most = objectParts(held).map((object) => {
      const shared = ({ low, high }: typeof x, from: tf.Tensor, to: tf.Tensor) =>
        tf.relu(tf.sub(tf.minimum(high, to), tf.maximum(low, from)))
      const both = tf.mul(shared(x, object.left, object.right), shared(y, object.top, object.bottom))
      const area = tf.mul(tf.sub(object.right, object.left), tf.sub(object.bottom, object.top))
      // both / (own + area − both) > t  ⇔  both · (1 + t) / t − area > own
      return tf.max(tf.sub(tf.mul(both, (1 + tolerated) / tolerated), area), 1, true)
    })
    const least = most.reduce((a, b) => tf.maximum(a, b))
    const value = tf.reshape(tf.cast(tf.lessEqual(least, tf.mul(x.side, y.side)), 'float32'), [n, boxes, 1])
    return { value, gradFunc: () => tf.zerosLike(output) }
  })
  return op(output)
}

/** The sides of the objects, f32 [n, objects, 1] each, a few objects at a time. */
function objectParts(held: tf.Tensor3D): Record<'left' | 'top' | 'right' | 'bottom', tf.Tensor>[] {
  const objects = held.shape[1]
  return Array.from({ length: Math.ceil(objects / objectsAtOnce) }, (_, part) => {
    const from = part * objectsAtOnce
    const side = (i: number) => tf.slice(held, [0, from, i], [-1, Math.min(objectsAtOnce, objects - from), 1])
    return { left: side(0), top: side(1), right: side(2), bottom: side(3) }
  })
}

/** Of each box, f32 [boxes]: along x and y its cell's corner in cells and the anchor's size in pixels; the cell's side. */
function geometry(scales: readonly Scale[], size: number) {
  const [corners, sizes]: [[number[], number[]], [number[], number[]]] = [
    [[], []],
    [[], []],
  ]
  const strides: number[] = []
  for (const { stride, anchors } of scales) {
    const grid = size / stride
    for (let cell = 0; cell < grid * grid; cell++) {
      for (const [width, height] of anchors) {
        corners[0].push(cell % grid)
        corners[1].push(Math.floor(cell / grid))
        sizes[0].push(width)
        sizes[1].push(height)
        strides.push(stride)
      }
    }
  }
  const both = ([x, y]: [number[], number[]]) => [tf.tensor1d(x), tf.tensor1d(y)] as const
  return { corners: both(corners), strides: tf.tensor1d(strides), sizes: both(sizes) }
}

/** −t·log σ(x) − (1 − t)·log(1 − σ(x)) */
function logistic(logits: tf.Tensor, truth: tf.Tensor): tf.Tensor {
  return tf.sub(tf.softplus(logits), tf.mul(logits, truth))
}
