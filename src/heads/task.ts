import type * as tf from '@tensorflow/tfjs-core'
import type { TileBatch } from '../tiles/tiles'
import type { Evaluation, MatchRule } from '../evaluation/evaluation'
import type { Threshold } from '../found/threshold'
import type { Detections } from '../found/detections'
import type { ExpectedShares, ValidationGround } from './onGround'
import type { TargetSetting } from './targets'

export type TaskId = 'heatmap' | 'segment' | 'classify' | 'anchors'

/** What a head must know of the network in front of it. */
export interface HeadDefinition {
  readonly id: string
  readonly task: TaskId
  /** Pixels a cell of the heat map. */
  readonly stride: number
}

export interface HeadOptions {
  readonly classes: number
  /** A tile may have several classes or none. */
  readonly several?: boolean | undefined
  /** Width and height of each anchor in pixels, smallest first. */
  readonly anchors?: readonly (readonly [number, number])[] | undefined
}

/** What the validation tiles say of a model. */
export interface ValidationResult {
  readonly evaluation: Evaluation
  readonly threshold: number
  /** Further figures by name, such as mean IoU or accuracy. */
  readonly figures?: Readonly<Record<string, number>>
  /** For models that say where; without points where no object was held back. */
  readonly expected?: ExpectedShares
}

/** How to evaluate; what is absent is as in validation. */
export interface EvaluatorSetting {
  /** The score from which on something counts as found; absent: the one that the tiles suggest. */
  readonly threshold?: Threshold | undefined
  /** For models that say where; absent: `centre`. */
  readonly match?: MatchRule | undefined
}

/** Gathers what a model says of the validation tiles, batch by batch. */
export interface Evaluator {
  /** output: as the network gave it for the whole batch, row-major. `background`: of each tile, whether it was drawn at random. */
  add(output: Float32Array, batch: TileBatch, background?: readonly boolean[]): void
  evaluate(setting?: EvaluatorSetting): ValidationResult
}

/** What a kind of model learns from a tile and how it is evaluated, for one dataset's classes and tile size. */
export interface Task {
  /** Side of a tile in pixels. */
  readonly size: number
  readonly targets: TargetSetting
  /** A scalar, from tensor operations alone: it is differentiated and may be traced once for all steps. */
  loss(output: tf.Tensor, targets: tf.NamedTensorMap): tf.Scalar
  /** `ground`: what the tiles that will be judged stand for. */
  evaluator(ground: ValidationGround): Evaluator
  /** What is found on each of the batch's tiles, in tile pixels by falling score. Only models that say where. */
  find?(output: Float32Array, count: number): Detections[]
  /** For people: the greatest score of any class, 0..255, u8 [count, grid, grid]. Only models that say where. */
  look?(output: Float32Array, count: number): { readonly grid: number; readonly heat: Uint8Array }
}
