import type { EpochReport, StepReport, TrainConfig } from '../../runs/config'
import type { LoopState } from '../loopState'

/** How a training ended: its epochs or minutes were over or a callback ended it; a person stopped it; an error. */
export type Outcome = 'finished' | 'stopped' | 'failed'

/** What a callback may see of a training and do to it. */
export interface Fit {
  readonly config: TrainConfig
  /** Everything that a checkpoint keeps. */
  readonly state: LoopState
  readonly runDir: string
  /** Seconds of training since the run's first start. */
  seconds(): number
  /** How much of the training is done, 0..1: by epochs and steps or by the clock, whichever is further. */
  share(): number
  /** What the last validation took: time that must be left at the end. */
  readonly validationSeconds: number
  save(which: 'last' | 'best'): void
  /** The weights of the best checkpoint become those of the model. */
  restoreBest(): void
  /** Layers that were frozen are trained, too. */
  thaw(): void
  /** Ends the training after the present step, validated. */
  stop(): void
  warn(message: string): void
}

/**
 * Something that watches a training and may steer it: checkpoints, early stopping, logs. One file each. Called in the
 * order of `callbacksFor`, never while a step is under way.
 */
export interface Callback {
  /** Names what it keeps in a checkpoint. */
  readonly id: string
  onTrainBegin?(fit: Fit): void
  onStepEnd?(fit: Fit, step: StepReport): void
  /** `valF1` and `valLoss` are undefined where the epoch was not validated. */
  onEpochEnd?(fit: Fit, epoch: EpochReport): void
  /** Once, however the training ends but for a kill. */
  onTrainEnd?(fit: Fit, outcome: Outcome): void
  /** What must survive a stop and a kill, as JSON. */
  checkpoint?(): unknown
  restore?(stored: unknown): void
}
