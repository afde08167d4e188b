import type { TrainConfig } from '../runs/config'
import type { ExpectedShares } from '../heads/onGround'
import { priorThreshold } from '../heads/threshold'

/** How far a training is; all of it is in every checkpoint. */
export interface LoopState {
  /** Epochs completed, and tiles done of the one under way. */
  epoch: number
  position: number
  /** Since the run's first start: steps, seconds, tiles. */
  steps: number
  seconds: number
  tiles: number
  /** Of the epoch under way: the sum of the losses of its tiles. */
  lossSum: number
  /** Tiles a step: the configured number, or less after a lack of memory. */
  batch: number
  threshold: number
  /** What the last validation expects of some thresholds. */
  expected?: ExpectedShares | undefined
  /** The learning rate is the schedule's times this. */
  rateFactor: number
  best:
    | {
        epoch: number
        metric: number
        f1?: number | undefined
        threshold: number
        expected?: ExpectedShares | undefined
      }
    | undefined
  /** What each callback keeps, by its id. */
  callbacks: Record<string, unknown>
}

export function freshState({ batch }: TrainConfig): LoopState {
  return {
    epoch: 0,
    position: 0,
    steps: 0,
    seconds: 0,
    tiles: 0,
    lossSum: 0,
    batch,
    threshold: priorThreshold,
    rateFactor: 1,
    best: undefined,
    callbacks: {},
  }
}

/** Of what a checkpoint holds, the loop's part; older checkpoints lack some of it. */
export function stateOf(
  stored: LoopState | Omit<LoopState, 'rateFactor' | 'callbacks' | 'lossSum'>,
): LoopState {
  const { epoch, position, steps, seconds, tiles, batch, threshold, expected, best } = stored
  const { rateFactor = 1, callbacks = {}, lossSum = 0 } = stored as Partial<LoopState>
  const kept = { epoch, position, steps, seconds, tiles, batch, threshold, expected }
  return { ...kept, rateFactor, best, callbacks, lossSum }
}
