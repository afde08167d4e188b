import type { AugmentationSettings } from '../augment/augmentation'
import { augmentationPresets } from '../augment/augment'
import type { EvaluationCrop } from '../augment/crops'
import type { LevelChoice } from '../dataset/levels'
import type { OptimiserId } from './adam'
import type { EngineId } from '../engine/engine'

/** How the learning rate goes from its peak to the end; all after a short warm-up. */
export const schedules = ['cosine', 'constant', 'step', 'exponential'] as const
export type Schedule = (typeof schedules)[number]

/** Figures of the validation by which epochs are compared: F1 at the threshold (greater is better), or the loss. */
export const monitors = ['f1', 'loss'] as const
export type Monitor = (typeof monitors)[number]

/**
 * `highest`: the best by the monitored figure, of equals the later (as Keras' ModelCheckpoint). `steady`: the latest whose
 * F1 is within one standard error of the highest (Breiman et al.: Classification and Regression Trees, 1984, 3.4.3).
 */
export const keepBests = ['highest', 'steady'] as const
export type KeepBest = (typeof keepBests)[number]

/** What may be given anew when a run goes on; everything else is as it began. */
export const changeableOnResume = [
  'epochs',
  'minutes',
  'patience',
  'restoreBest',
  'validationSteps',
  'validationFrequency',
  'queueSize',
  'workers',
  'csvLog',
  'tensorBoard',
] as const satisfies readonly (keyof TrainConfig)[]

/** One training, complete: stored as the run's config.json, so the run can be repeated. */
export interface TrainConfig {
  readonly model: string
  /** Factor on the model's number of filters; absent: as published. */
  readonly width?: number | undefined
  /** Folder of a run whose weights it starts from, where they fit. */
  readonly from?: string | undefined
  /** File of weights that it starts from: Keras `.h5` or Darknet `.weights`. */
  readonly weights?: string | undefined
  /** Share of the training in which only the new layers learn, where the others start from given weights; 0.5. */
  readonly frozenShare?: number | undefined
  /** Path of the dataset file. */
  readonly dataset: string
  readonly epochs: number
  /** Steps an epoch; absent: as many as show every tile once. */
  readonly stepsPerEpoch?: number | undefined
  /** Wall-clock limit in minutes; the run ends at whichever of the two comes first. */
  readonly minutes?: number | undefined
  readonly batch: number
  readonly engine: EngineId | 'auto'
  readonly seed: number
  readonly optimiser?: OptimiserId | undefined
  /** Peak of the learning rate schedule. */
  readonly learningRate: number
  readonly schedule: Schedule
  /**
   * Price of a missed object against a false alarm: the weight of the focal loss's positive part. With one class a tile:
   * what a tile of any class but the commonest counts against one of the commonest.
   */
  readonly falseNegativeWeight: number
  /** The same for single classes by name, instead. */
  readonly falseNegativeWeights?: Readonly<Record<string, number>> | undefined
  /** How much the objects of a class count, found or missed, by its name; 1 where it is not named. */
  readonly classWeights?: Readonly<Record<string, number>> | undefined
  readonly augmentation: AugmentationSettings
  /** Id of a preprocessing (src/augment/preprocessing). */
  readonly preprocessing: string
  /** Where a random crop is part of the training: what validation looks at; absent: the centre crop. */
  readonly validationCrop?: EvaluationCrop | undefined
  /** Batches of validation tiles; absent: all of them, at most 1000 tiles. */
  readonly validationSteps?: number | undefined
  /** Epochs from one validation to the next; absent: as often as takes a tenth of the time. */
  readonly validationFrequency?: number | undefined
  /** What "better" means for the best checkpoint, early stopping and the plateau; absent: `f1`. */
  readonly monitor?: Monitor | undefined
  /** Which validated epoch is kept as the best; absent: `highest`. */
  readonly keepBest?: KeepBest | undefined
  /** Early stopping: ends after this many validated epochs in a row without a better one; absent: runs to the end. */
  readonly patience?: number | undefined
  /** When the training has finished, its weights are those of the best epoch, not of the last. */
  readonly restoreBest?: boolean | undefined
  /** Reduce on plateau: the rate is multiplied with `factor` after `patience` validated epochs without a better one. */
  readonly reduceOnPlateau?: { readonly factor: number; readonly patience: number } | undefined
  /** Batches prepared ahead of the trainer, and threads that prepare them. */
  readonly queueSize: number
  readonly workers: number
  /** Logs for other programs, in the run's folder: metrics.csv and tensorboard/. */
  readonly csvLog: boolean
  readonly tensorBoard: boolean
}

export const defaultTraining: Omit<TrainConfig, 'dataset'> = {
  model: 'heatmap',
  epochs: 60,
  batch: 16,
  engine: 'auto',
  seed: 1,
  learningRate: 3e-3,
  schedule: 'cosine',
  falseNegativeWeight: 2,
  augmentation: augmentationPresets.usual,
  preprocessing: 'standardise',
  queueSize: 4,
  workers: 1,
  csvLog: true,
  tensorBoard: false,
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
  /** Objects on the batch's tiles, as they were shown. */
  readonly objects: number
  /** Seconds that the step waited for its batch, and those that it took; preparing goes on beside both. */
  readonly waited: number
  readonly stepped: number
  /** Seconds that reading and augmenting this batch took, wherever they were spent. */
  readonly read: number
  readonly augmented: number
}
/** One line of the epoch: means over its steps, and what validation said where it was made. */
export interface EpochReport {
  readonly kind: 'epoch'
  readonly epoch: number
  readonly loss: number
  readonly valLoss?: number | undefined
  readonly valPrecision?: number | undefined
  readonly valRecall?: number | undefined
  readonly valF1?: number | undefined
  readonly threshold?: number | undefined
  /** Further figures of the model's kind, such as mean IoU or accuracy. */
  readonly figures?: Readonly<Record<string, number>> | undefined
  readonly learningRate: number
  readonly seconds: number
}
export type TrainReport = StepReport | EpochReport

/** What the network sees on a few validation tiles, after an epoch. Not recorded: only for whoever watches. */
export interface StripReport {
  readonly kind: 'strip'
  readonly epoch: number
  /** Tile numbers in the dataset. */
  readonly tiles: readonly number[]
  /** u8 [tiles, grid, grid]: the greatest score of any class in each cell, 0..255. */
  readonly heat: Uint8Array
  readonly grid: number
}

export interface RunInfo {
  readonly id: string
  readonly startedAt: string
  /** What the person wrote about it. */
  readonly note?: string | undefined
  readonly config: TrainConfig
  readonly status: 'running' | 'finished' | 'stopped' | 'interrupted' | 'failed'
  readonly classNames: readonly string[]
  /** The level of the tiles that it learned from; older runs lack it. */
  readonly level?: LevelChoice | undefined
  readonly engine: string
  readonly epochs: number
  readonly steps: number
  readonly tilesPerSecond: number
  readonly best?:
    | {
        readonly epoch: number
        /** The figure that the epoch was chosen by, and its name. */
        readonly metric: number
        readonly name: string
        /** F1 of that epoch; older runs, which were all chosen by it, lack it. */
        readonly f1?: number | undefined
        readonly threshold: number
      }
    | undefined
}

/** F1 of a run's best epoch: what runs are compared by, whatever their epochs were chosen by. */
export function bestF1({ best }: RunInfo): number | undefined {
  return best?.f1 ?? best?.metric
}
