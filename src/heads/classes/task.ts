import * as tf from '@tensorflow/tfjs-core'
import type { TileBatch } from '../../tiles/tiles'
import { ClassificationRows } from '../../evaluation/classification'
import { probabilities } from './read'
import type { ClassCost } from '../classCost'
import type { Evaluator, ValidationResult, EvaluatorSetting, Task } from '../task'

/** One class a tile (softmax) or several (sigmoid). `several` of the batch's labels: multi-hot. */
export function classifyTask(
  size: number,
  classNames: readonly string[],
  several: boolean,
  costs: readonly ClassCost[],
): Task {
  const classes = classNames.length
  return {
    size,
    targets: { kind: 'classify', classes },
    loss: (output, { labels }) => classLoss(output as tf.Tensor2D, labels as tf.Tensor2D, several, costs),
    evaluator: () => new ClassEvaluator(classNames, several),
  }
}

/**
 * Mean cross-entropy a tile. output: f32 logits [n, classes]; labels: f32 0 or 1 [n, classes]. With several labels a
 * class that is there weighs as its price says against one that is not; with one, a tile counts as much as missing its
 * class costs (Keras' `class_weight`). Each class counts with its weight besides.
 */
export function classLoss(
  output: tf.Tensor2D,
  labels: tf.Tensor2D,
  several: boolean,
  costs: readonly ClassCost[],
): tf.Scalar {
  return tf.tidy(() => {
    const weights = tf.tensor1d(costs.map(({ weight }) => weight))
    const missCosts = tf.tensor1d(costs.map(({ missed }) => missed))
    const there = tf.mul(tf.mul(labels, weights), missCosts)
    if (!several) return tf.neg(tf.mean(tf.sum(tf.mul(there, tf.logSoftmax(output)), 1))) as tf.Scalar
    const missed = tf.mul(there, tf.softplus(tf.neg(output)))
    const alarms = tf.mul(tf.mul(tf.sub(1, labels), weights), tf.softplus(output))
    return tf.mean(tf.add(missed, alarms)) as tf.Scalar
  })
}

/** Accuracy, area under the ROC curve (mean of the classes) and F1 over the tiles. */
class ClassEvaluator implements Evaluator {
  private readonly rows: ClassificationRows

  constructor(
    private readonly classNames: readonly string[],
    private readonly several: boolean,
  ) {
    this.rows = new ClassificationRows(classNames, several)
  }

  add(output: Float32Array, { labels }: TileBatch): void {
    this.rows.add(probabilities(output, this.classNames.length, this.several), labels)
  }

  evaluate({ threshold }: EvaluatorSetting = {}): ValidationResult {
    const evaluation = this.rows.evaluate(threshold)
    const { accuracy, auc } = evaluation
    return { evaluation, threshold: evaluation.threshold, figures: { accuracy, AUC: auc ?? 0 } }
  }
}
