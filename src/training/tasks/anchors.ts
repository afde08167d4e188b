import * as tf from '@tensorflow/tfjs-core'
import { ignore, type TileBatch } from '../../dataset/dataset'
import { nearest, type Anchor, type Scale } from '../../models/anchors'
import { readBoxes } from '../../models/readBoxes'
import { suppress } from '../../prediction/merge'
import type { ClassPrice } from '../prices'
import { DetectionJudge } from './detectionJudge'
import type { Task } from './task'

/** A box that overlaps an object by more, and is not the one that answers for it, is neither right nor wrong. */
const tolerated = 0.5
/** Objects of a tile that are held against all boxes. */
const heldObjects = 32

export interface AnchorTargets {
  readonly count: number
  /** Boxes a tile. */
  readonly boxes: number
  /** f32 [n, boxes, 1]: the price where a box answers for an object, else 0. */
  readonly positive: Float32Array
  /** f32 [n, boxes, 1]: weight as a negative. */
  readonly negative: Float32Array
  /** f32 [n, boxes, 4]: centre in its cell (0..1), log(size / anchor). */
  readonly box: Float32Array
  /** f32 [n, boxes, 1]: weight of `box`, up to 2 for small ones, and of `label`'s row. */
  readonly boxWeight: Float32Array
  readonly labelWeight: Float32Array
  /** f32 [n, boxes, classes]: 1 for the object's class. */
  readonly label: Float32Array
  /** f32 [n, 32, 4]: left, top, right and bottom of the first objects; the rest is empty. */
  readonly held: Float32Array
  readonly objects: number
}

/** YOLOv3's: boxes relative to anchors (Redmon, Farhadi 2018, section 2). */
export function anchorTask(
  size: number,
  classNames: readonly string[],
  scales: readonly Scale[],
  prices: readonly ClassPrice[],
): Task {
  const classes = classNames.length
  return {
    size,
    targets(batch) {
      const made = anchorTargets(batch, size, classes, scales, prices)
      const { count, boxes, objects } = made
      const rows = (data: Float32Array) => ({ data, shape: [count, boxes, data.length / (count * boxes)] })
      return {
        positive: rows(made.positive),
        negative: rows(made.negative),
        box: rows(made.box),
        boxWeight: rows(made.boxWeight),
        label: rows(made.label),
        labelWeight: rows(made.labelWeight),
        held: { data: made.held, shape: [count, heldObjects, 4] },
        objects: { data: Float32Array.of(Math.max(1, objects)), shape: [] },
      }
    },
    loss: (output, targets) => anchorLoss(output as tf.Tensor3D, targets, scales, size),
    look(output, count) {
      const { heat } = readBoxes(output, classes, scales, size, size)
      const cells = heat.length / classes
      const most = (cell: number) => Math.max(...heat.subarray(cell * classes, (cell + 1) * classes))
      const grid = Math.round(Math.sqrt(cells / count))
      return { grid, heat: Uint8Array.from({ length: cells }, (_, cell) => 255 * most(cell)) }
    },
    judge: (objects) =>
      new DetectionJudge(classNames, size, objects, (output) =>
        readBoxes(output, classes, scales, size, size).found.map(suppress),
      ),
  }
}

/**
 * The one box that answers for each object is that of the anchor with the most similar size, in the cell of its centre.
 * A box whose cell nobody has checked is no negative.
 */
export function anchorTargets(
  batch: TileBatch,
  size: number,
  classes: number,
  scales: readonly Scale[],
  prices: readonly ClassPrice[],
): AnchorTargets {
  const starts = startsOf(scales, size)
  const boxes = starts.at(-1) as number
  const rows = batch.count * boxes
  const made = {
    positive: new Float32Array(rows),
    negative: negativesOf(batch, size, scales),
    box: new Float32Array(rows * 4),
    boxWeight: new Float32Array(rows),
    labelWeight: new Float32Array(rows),
    label: new Float32Array(rows * classes),
    held: new Float32Array(batch.count * heldObjects * 4),
  }
  const all = scales.flatMap(({ anchors }) => anchors)
  let objects = 0
  for (let tile = 0; tile < batch.count; tile++) {
    for (let row = batch.offset[tile] as number; row < (batch.offset[tile + 1] as number); row++) {
      const [x, y, w, h] = batch.xywh.subarray(row * 4, row * 4 + 4) as unknown as [
        number,
        number,
        number,
        number,
      ]
      const [cx, cy, own] = [x + w / 2, y + h / 2, [Math.max(1, w), Math.max(1, h)] as const]
      if (cx < 0 || cy < 0 || cx >= size || cy >= size) continue
      const number = row - (batch.offset[tile] as number)
      if (number < heldObjects) made.held.set([x, y, x + w, y + h], (tile * heldObjects + number) * 4)
      const best = nearest(own, all)
      const scale = scales.findIndex((_, s) => best < anchorsBefore(scales, s + 1))
      const { stride, anchors } = scales[scale] as Scale
      const a = best - anchorsBefore(scales, scale)
      const anchor = anchors[a] as Anchor
      const [column, line] = [Math.floor(cx / stride), Math.floor(cy / stride)]
      const cell = line * (size / stride) + column
      const at = tile * boxes + (starts[scale] as number) + cell * anchors.length + a
      const c = batch.classes[row] as number
      const { missed, weight } = prices[c] as ClassPrice
      made.positive[at] = missed * weight
      made.negative[at] = 0
      made.boxWeight[at] = weight * (2 - (own[0] * own[1]) / (size * size))
      made.labelWeight[at] = weight
      made.box.set([cx / stride - column, cy / stride - line], at * 4)
      made.box.set([Math.log(own[0] / anchor[0]), Math.log(own[1] / anchor[1])], at * 4 + 2)
      made.label[at * classes + c] = 1
      objects++
    }
  }
  return { count: batch.count, boxes, ...made, objects }
}

/** Number of the first box of each scale, and the number of all. */
function startsOf(scales: readonly Scale[], size: number): number[] {
  const starts = [0]
  for (const { stride, anchors } of scales)
    starts.push((starts.at(-1) as number) + Math.floor(size / stride) ** 2 * anchors.length)
  return starts
}

function anchorsBefore(scales: readonly Scale[], scale: number): number {
  return scales.slice(0, scale).reduce((n, { anchors }) => n + anchors.length, 0)
}

/** f32 [n, boxes]: 1 where the box's cell is checked whole. */
function negativesOf(batch: TileBatch, size: number, scales: readonly Scale[]): Float32Array {
  const starts = startsOf(scales, size)
  const boxes = starts.at(-1) as number
  const weights = new Float32Array(batch.count * boxes).fill(1)
  batch.masks.forEach((value, pixel) => {
    if (value !== ignore) return
    const tile = Math.floor(pixel / (size * size))
    const [x, y] = [pixel % size, Math.floor(pixel / size) % size]
    scales.forEach(({ stride, anchors }, s) => {
      const cell = Math.floor(y / stride) * (size / stride) + Math.floor(x / stride)
      const at = tile * boxes + (starts[s] as number) + cell * anchors.length
      weights.fill(0, at, at + anchors.length)
    })
  })
  return weights
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
