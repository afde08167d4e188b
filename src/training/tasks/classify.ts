import * as tf from '@tensorflow/tfjs-core'
import type { TileBatch } from '../../dataset/dataset'
import type { Evaluation } from '../../evaluation/evaluation'
import {
  areaUnderRoc,
  averagePrecision,
  bestThreshold,
  scoresAt,
  type Ranking,
} from '../../evaluation/scores'
import { probabilities } from '../../models/probabilities'
import { fallingOrder } from '../../prediction/order'
import type { ClassPrice } from '../prices'
import type { Judge, Judgement, Task } from './task'

/** From which probability on a tile counts as of the one class that it has. */
const half = 0.5

/** One class a tile (softmax) or several (sigmoid). `several` of the batch's labels: multi-hot. */
export function classifyTask(
  size: number,
  classNames: readonly string[],
  several: boolean,
  prices: readonly ClassPrice[],
): Task {
  const classes = classNames.length
  return {
    size,
    targets: { kind: 'classify', classes },
    loss: (output, { labels }) => classLoss(output as tf.Tensor2D, labels as tf.Tensor2D, several, prices),
    judge: () => new ClassJudge(classNames, several),
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
  prices: readonly ClassPrice[],
): tf.Scalar {
  return tf.tidy(() => {
    const weights = tf.tensor1d(prices.map(({ weight }) => weight))
    const missCosts = tf.tensor1d(prices.map(({ missed }) => missed))
    const there = tf.mul(tf.mul(labels, weights), missCosts)
    if (!several) return tf.neg(tf.mean(tf.sum(tf.mul(there, tf.logSoftmax(output)), 1))) as tf.Scalar
    const missed = tf.mul(there, tf.softplus(tf.neg(output)))
    const alarms = tf.mul(tf.mul(tf.sub(1, labels), weights), tf.softplus(output))
    return tf.mean(tf.add(missed, alarms)) as tf.Scalar
  })
}

/** Accuracy, area under the ROC curve (mean of the classes) and F1 over the tiles. */
class ClassJudge implements Judge {
  private readonly scores: number[] = []
  private readonly truth: number[] = []

  constructor(
    private readonly classNames: readonly string[],
    private readonly several: boolean,
  ) {}

  add(output: Float32Array, { labels }: TileBatch): void {
    this.scores.push(...probabilities(output, this.classNames.length, this.several))
    this.truth.push(...labels)
  }

  judge(): Judgement {
    const { classNames, several } = this
    const rankings = classNames.map((_, c) => this.rankingOf(c))
    const all = this.rankingOf(undefined)
    const threshold = several ? bestThreshold(all) : half
    // With one class a tile the likeliest counts, however likely it is.
    const decisive = several ? threshold : 0
    const classes = rankings.map((ranking, c) => ({
      name: classNames[c] as string,
      ...scoresAt(this.decided(ranking, c), decisive),
      ap: averagePrecision(ranking),
      threshold,
      objects: ranking.objects,
    }))
    const decided = this.decided(all, undefined)
    const evaluation: Evaluation = {
      ...scoresAt(decided, decisive),
      ap: averagePrecision(all),
      threshold,
      objects: all.objects,
      classes,
    }
    const auc = rankings.map(areaUnderRoc).filter((value) => value !== undefined)
    const figures = {
      accuracy: this.accuracy(decisive),
      AUC: auc.reduce((sum, value) => sum + value, 0) / Math.max(1, auc.length),
    }
    return { evaluation, threshold, figures }
  }

  /** Each label of a class, or of all of them, as something to be found. */
  private rankingOf(c: number | undefined): Ranking {
    const rows = this.rowsOf(c)
    const score = Float32Array.from(rows, (i) => this.scores[i] as number)
    const order = fallingOrder(score)
    const hit = Uint8Array.from(order, (i) => this.truth[rows[i] as number] as number)
    return {
      score: score.map((_, i) => score[order[i] as number] as number),
      hit,
      objects: hit.reduce((n, v) => n + v, 0),
    }
  }

  /** The ranking without what is not said: with one class a tile, all but the likeliest. */
  private decided(ranking: Ranking, c: number | undefined): Ranking {
    if (this.several) return ranking
    const rows = this.rowsOf(c).filter((i) => this.likeliest(i))
    const score = Float32Array.from(rows, (i) => this.scores[i] as number)
    const order = fallingOrder(score)
    return {
      score: score.map((_, i) => score[order[i] as number] as number),
      hit: Uint8Array.from(order, (i) => this.truth[rows[i] as number] as number),
      objects: ranking.objects,
    }
  }

  private rowsOf(c: number | undefined): number[] {
    const classes = this.classNames.length
    return Array.from(this.scores.keys()).filter((i) => c === undefined || i % classes === c)
  }

  private likeliest(i: number): boolean {
    const classes = this.classNames.length
    const first = i - (i % classes)
    const tile = this.scores.slice(first, first + classes)
    return tile.indexOf(Math.max(...tile)) === i - first
  }

  /** Share of tiles with the right class; with several, share of right answers over all classes. */
  private accuracy(threshold: number): number {
    const { several, scores, truth, classNames } = this
    const right = scores.filter((score, i) =>
      several ? Number(score >= threshold) === truth[i] : this.likeliest(i) && truth[i] === 1,
    )
    return right.length / Math.max(1, several ? scores.length : scores.length / classNames.length)
  }
}
