import * as tf from '@tensorflow/tfjs-core'
import { ignore, type TileBatch } from '../../dataset/dataset'
import { nearest, sizeIou, type Anchor, type Scale } from '../../models/anchors'
import { readBoxes } from '../../models/readBoxes'
import { suppress } from '../../prediction/merge'
import type { ClassPrice } from '../prices'
import { DetectionJudge } from './detectionJudge'
import type { Task } from './task'

/** A box that overlaps an object by more, and is not the one that answers for it, is neither right nor wrong. */
const tolerated = 0.5

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
        objects: { data: Float32Array.of(Math.max(1, objects)), shape: [] },
      }
    },
    loss: (output, targets) => anchorLoss(output as tf.Tensor3D, targets),
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
 * A box whose anchor overlaps an object by more than half is no negative, nor is one whose cell nobody has checked.
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
      forgive(made.negative.subarray(tile * boxes, (tile + 1) * boxes), cx, cy, own, size, scales)
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

/** No negative where an anchor, put into the middle of its cell, overlaps the object by more than `tolerated`. */
function forgive(
  weights: Float32Array,
  cx: number,
  cy: number,
  own: Anchor,
  size: number,
  scales: readonly Scale[],
): void {
  const starts = startsOf(scales, size)
  scales.forEach(({ stride, anchors }, s) => {
    const grid = size / stride
    anchors.forEach((anchor, a) => {
      if (sizeIou(own, anchor) <= tolerated) return
      const [reachX, reachY] = [(own[0] + anchor[0]) / 2, (own[1] + anchor[1]) / 2]
      const from = (c: number, reach: number) => Math.max(0, Math.floor((c - reach) / stride))
      const to = (c: number, reach: number) => Math.min(grid - 1, Math.floor((c + reach) / stride))
      for (let line = from(cy, reachY); line <= to(cy, reachY); line++) {
        for (let column = from(cx, reachX); column <= to(cx, reachX); column++) {
          const [dx, dy] = [Math.abs((column + 0.5) * stride - cx), Math.abs((line + 0.5) * stride - cy)]
          if (shiftedIou(own, anchor, dx, dy) > tolerated)
            weights[(starts[s] as number) + (line * grid + column) * anchors.length + a] = 0
        }
      }
    })
  })
}

function shiftedIou([aw, ah]: Anchor, [bw, bh]: Anchor, dx: number, dy: number): number {
  const w = Math.max(0, Math.min(aw, bw, (aw + bw) / 2 - dx))
  const h = Math.max(0, Math.min(ah, bh, (ah + bh) / 2 - dy))
  return (w * h) / (aw * ah + bw * bh - w * h)
}

/**
 * Logistic loss of centre, objectness and classes and squared error of the log size (as in Darknet's yolo layer),
 * divided by the number of objects. output: f32 [n, boxes, 5 + classes]; targets: `AnchorTargets` as tensors.
 */
export function anchorLoss(output: tf.Tensor3D, targets: tf.NamedTensorMap): tf.Scalar {
  return tf.tidy(() => {
    const { positive, negative, box, boxWeight, label, labelWeight, objects } = targets as Record<
      string,
      tf.Tensor3D
    >
    const part = (from: number, size: number) => tf.slice(output, [0, 0, from], [-1, -1, size])
    const truth = (from: number) => tf.slice(box as tf.Tensor3D, [0, 0, from], [-1, -1, 2])
    const centre = tf.mul(logistic(part(0, 2), truth(0)), boxWeight as tf.Tensor3D)
    const size = tf.mul(tf.square(tf.sub(part(2, 2), truth(2))), tf.mul(boxWeight as tf.Tensor3D, 0.5))
    const objectness = part(4, 1)
    const hits = tf.mul(positive as tf.Tensor3D, tf.softplus(tf.neg(objectness)))
    const alarms = tf.mul(negative as tf.Tensor3D, tf.softplus(objectness))
    const classes = tf.mul(logistic(part(5, -1), label as tf.Tensor3D), labelWeight as tf.Tensor3D)
    const sum = [centre, size, hits, alarms, classes].map((t) => tf.sum(t)).reduce((a, b) => tf.add(a, b))
    return tf.div(sum, objects as tf.Tensor) as tf.Scalar
  })
}

/** −t·log σ(x) − (1 − t)·log(1 − σ(x)) */
function logistic(logits: tf.Tensor, truth: tf.Tensor): tf.Tensor {
  return tf.sub(tf.softplus(logits), tf.mul(logits, truth))
}
