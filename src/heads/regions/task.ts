import * as tf from '@tensorflow/tfjs-core'
import { ignore, type TileBatch } from '../../tiles/tiles'
import { labelPixels } from './read'
import type { Detections } from '../../found/detections'
import { RegionTracer } from './trace'
import { DetectionEvaluator } from '../detectionEvaluator'
import type { ClassCost } from '../classCost'
import type { ValidationGround } from '../onGround'
import type { Evaluator, ValidationResult, EvaluatorSetting, Task } from '../task'

/** Added to both sides of the Dice ratio, in pixels, so that a class that is not there does not divide by nothing. */
const smooth = 1

/** A class, or background, for each pixel. `masks` of the batch: 0 background, number + 1 of a class, 255 ignored. */
export function segmentTask(
  size: number,
  classNames: readonly string[],
  missCost: number,
  costs: readonly ClassCost[] = classNames.map(() => ({ missed: missCost, weight: 1 })),
): Task {
  const channels = classNames.length + 1
  return {
    size,
    targets: { kind: 'segment', size },
    loss: (output, { mask }) => segmentLoss(output as tf.Tensor4D, mask as tf.Tensor4D, missCost, costs),
    find: (output, count) => regions(output, count, size, channels),
    evaluator: (ground) => new SegmentEvaluator(size, classNames, channels, ground),
  }
}

/**
 * Cross-entropy a pixel, averaged over the pixels that somebody checked, plus a Dice loss a class over the whole batch
 * (Milletari, Navab, Ahmadi: V-Net, 2016, equation 2). A pixel of an object weighs `missCost` times one of the background
 * in the first, and a missed one as much in the second (Salehi et al.: Tversky loss, 2017; 1 is Dice).
 * output: f32 logits [n, h, w, classes + 1]; mask: f32 [n, h, w, 1].
 */
export function segmentLoss(
  output: tf.Tensor4D,
  mask: tf.Tensor4D,
  missCost: number,
  costs?: readonly ClassCost[],
): tf.Scalar {
  return tf.tidy(() => {
    const channels = output.shape[3]
    const values = tf.tensor1d(Array.from({ length: channels }, (_, c) => c))
    // The ignored pixels equal no class: they are zero in every channel.
    const truth = tf.cast(tf.equal(mask, values), 'float32')
    const logProbability = logSoftmax(output)
    const priceOf = (c: number) => {
      const { missed, weight } = costs?.[c - 1] ?? { missed: missCost, weight: 1 }
      return c === 0 ? 1 : missed * weight
    }
    const price = tf.tensor1d(Array.from({ length: channels }, (_, c) => priceOf(c)))
    const weighted = tf.mul(truth, price)
    const entropy = tf.div(tf.neg(tf.sum(tf.mul(weighted, logProbability))), tf.maximum(tf.sum(weighted), 1))
    return tf.add(entropy, diceLoss(tf.exp(logProbability) as tf.Tensor4D, truth, missCost)) as tf.Scalar
  })
}

function diceLoss(probability: tf.Tensor4D, truth: tf.Tensor, missCost: number): tf.Tensor {
  const checked = tf.sum(truth, 3, true)
  const classes = (t: tf.Tensor) => tf.slice(t, [0, 0, 0, 1], [-1, -1, -1, -1])
  const [p, t] = [classes(tf.mul(probability, checked)), classes(truth)]
  const hits = tf.sum(tf.mul(p, t), [0, 1, 2])
  const alarms = tf.sub(tf.sum(p, [0, 1, 2]), hits)
  const misses = tf.mul(tf.sub(tf.sum(t, [0, 1, 2]), hits), missCost)
  const twice = tf.add(tf.mul(hits, 2), smooth)
  return tf.mean(tf.sub(1, tf.div(twice, tf.add(twice, tf.add(alarms, misses)))))
}

/** Along the last axis. The gradient is written out: tfjs would compose it from a dozen passes over memory. */
function logSoftmax(logits: tf.Tensor4D): tf.Tensor4D {
  const op = tf.customGrad((...inputs) => {
    const shifted = tf.sub(inputs[0] as tf.Tensor, tf.max(inputs[0] as tf.Tensor, 3, true))
    const value = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 3, true)))
    const save = inputs[1] as unknown as (tensors: tf.Tensor[]) => void
    save([value])
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.sub(dy, tf.mul(tf.exp(saved[0] as tf.Tensor), tf.sum(dy, 3, true)))
    return { value, gradFunc }
  })
  return op(logits) as tf.Tensor4D
}

/** F1 of objects, by the regions that the pixels make, and mean IoU of pixels over the classes that are there. */
class SegmentEvaluator implements Evaluator {
  private readonly objects: DetectionEvaluator
  private readonly hits: Float64Array
  private readonly either: Float64Array

  constructor(
    size: number,
    classNames: readonly string[],
    private readonly channels: number,
    ground: ValidationGround,
  ) {
    this.hits = new Float64Array(channels)
    this.either = new Float64Array(channels)
    this.objects = new DetectionEvaluator(classNames, size, ground, (output, count) =>
      regions(output, count, size, channels),
    )
  }

  add(output: Float32Array, batch: TileBatch, background?: readonly boolean[]): void {
    this.objects.add(output, batch, background)
    const { labels } = labelPixels(output, this.channels)
    for (let i = 0; i < labels.length; i++) {
      const truth = batch.masks[i] as number
      const said = labels[i] as number
      if (truth === ignore) continue
      this.either[said] = (this.either[said] as number) + 1
      if (said === truth) this.hits[truth] = (this.hits[truth] as number) + 1
      else this.either[truth] = (this.either[truth] as number) + 1
    }
  }

  evaluate(setting?: EvaluatorSetting): ValidationResult {
    const iou = Array.from(this.hits, (n, c) => n / (this.either[c] as number)).filter(
      (v) => !Number.isNaN(v),
    )
    const meanIou = iou.reduce((sum, v) => sum + v, 0) / Math.max(1, iou.length)
    return { ...this.objects.evaluate(setting), figures: { 'mean IoU': meanIou } }
  }
}

/** The regions that the pixels of each tile make. output: f32 logits [count, size, size, channels]. */
function regions(output: Float32Array, count: number, size: number, channels: number): Detections[] {
  const pixels = size * size * channels
  return Array.from({ length: count }, (_, tile) => {
    const { labels, scores } = labelPixels(output.subarray(tile * pixels, (tile + 1) * pixels), channels)
    const tracer = new RegionTracer(size)
    for (let y = 0; y < size; y++)
      tracer.row(labels.subarray(y * size, (y + 1) * size), scores.subarray(y * size, (y + 1) * size))
    return tracer.finish()
  })
}
