import type { EngineId } from '../engine/engine'

/** One training, complete: stored as the run's config.json, so the run can be repeated. */
export interface TrainConfig {
  readonly model: 'heatmap'
  /** Path of the dataset file. */
  readonly dataset: string
  readonly epochs: number
  /** Wall-clock limit in minutes; the run ends at whichever of the two comes first. */
  readonly minutes?: number | undefined
  readonly batch: number
  readonly engine: EngineId | 'auto'
  readonly seed: number
  /** Peak of the learning rate schedule (Adam). */
  readonly learningRate: number
  /** Price of a missed object against a false alarm: the weight of the focal loss's positive part. */
  readonly falseNegativeWeight: number
  /** Ends after this many epochs without a better validation F1; absent: runs to the end. */
  readonly patience?: number | undefined
}

export const defaultTraining: Omit<TrainConfig, 'dataset'> = {
  model: 'heatmap',
  epochs: 60,
  batch: 16,
  engine: 'auto',
  seed: 1,
  learningRate: 3e-3,
  falseNegativeWeight: 2,
}

/** One line of metrics.jsonl and one event to whoever watches. */
export interface StepReport {
  readonly kind: 'step'
  readonly epoch: number
  /** Since the run's start, from 1. */
  readonly step: number
  /** Steps an epoch. */
  readonly steps: number
  readonly loss: number
  readonly learningRate: number
  readonly tilesPerSecond: number
  readonly secondsLeft?: number | undefined
}
export interface EpochReport {
  readonly kind: 'epoch'
  readonly epoch: number
  readonly loss: number
  readonly valLoss?: number | undefined
  readonly valPrecision?: number | undefined
  readonly valRecall?: number | undefined
  readonly valF1?: number | undefined
  readonly threshold?: number | undefined
  readonly seconds: number
}
export type TrainReport = StepReport | EpochReport

export interface RunInfo {
  readonly id: string
  readonly startedAt: string
  readonly config: TrainConfig
  readonly status: 'running' | 'finished' | 'stopped' | 'interrupted' | 'failed'
  readonly classNames: readonly string[]
  readonly engine: string
  readonly epochs: number
  readonly steps: number
  readonly tilesPerSecond: number
  readonly best?:
    | { readonly epoch: number; readonly metric: number; readonly name: string; readonly threshold: number }
    | undefined
}
