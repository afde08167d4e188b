import type { ShownAs } from '../records/shownAs'
import type { LearnedGround } from '../tiles/learnedGround'
import type { LevelChoice } from '../tiles/levels'
import { usualTraining, type TrainOptionValues } from './options/table'

export * from './choices'

/** One training, complete: stored as the run's config.json, so the run can be repeated. Each option: `trainOptions`. */
export interface TrainConfig extends Omit<TrainOptionValues, 'model'> {
  /** Of a run that another version made it may be one that this version lacks. */
  readonly model: string
  /** Path of the dataset file. */
  readonly dataset: string
}

export const defaultTraining: Omit<TrainConfig, 'dataset'> = usualTraining

/** Beside a run's config.json: `LearnedGround`. */
export const learnedFile = 'learned.json'

/** One line of metrics.jsonl and one event to whoever watches. */
export interface StepReport {
  readonly kind: 'step'
  readonly epoch: number
  /** Since the run's start, from 1. */
  readonly step: number
  /** Steps an epoch. */
  readonly steps: number
  readonly loss: number
  /** Absent of a model that is fitted, not learned by steps. */
  readonly learningRate?: number | undefined
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
  readonly learningRate?: number | undefined
  readonly seconds: number
}
export type TrainReport = StepReport | EpochReport

/** What the network sees on a few validation tiles, after an epoch. Not recorded: only for whoever watches. */
export interface ExamplesReport {
  readonly kind: 'examples'
  readonly epoch: number
  /** Tile numbers in the dataset. */
  readonly tiles: readonly number[]
  /** u8 [tiles, grid, grid]: the greatest score of any class in each cell, 0..255. */
  readonly heat: Uint8Array
  readonly grid: number
}

/** Where a run came from that was trained in another project. */
export interface RunOrigin {
  /** Name of the file that it was imported from, and of the project and run in it. */
  readonly file: string
  readonly project: string
  readonly run: string
  /** As who exported it typed it. */
  readonly licence?: string | undefined
  /** The program that wrote the file. */
  readonly writtenBy: string
  readonly importedAt: string
}

export interface RunInfo {
  readonly id: string
  /** Counts the project's runs in the order in which they were started, whatever the clock said; older runs lack it. */
  readonly number?: number | undefined
  /** What a person called it; absent: see `runName`. */
  readonly name?: string | undefined
  /** Marked objects on the ground that it learned from, as they were when it was started; older runs lack it. */
  readonly objects?: number | undefined
  readonly startedAt: string
  /** What the person wrote about it. */
  readonly note?: string | undefined
  /** Absent: it was trained here. */
  readonly origin?: RunOrigin | undefined
  readonly config: TrainConfig
  readonly status: 'running' | 'finished' | 'stopped' | 'interrupted' | 'failed'
  readonly classNames: readonly string[]
  /** The project's id of each class when the run was started, null for one that it did not have; older runs lack it. */
  readonly classIds?: readonly (number | null)[] | undefined
  /** The level of the tiles that it learned from; older runs lack it. */
  readonly level?: LevelChoice | undefined
  /** Checksums of the pictures that it learned from, also through the runs that it started from; absent where not all are known. */
  readonly pictures?: readonly string[] | undefined
  /** In which ways the pictures were shown that it learned from; absent where that is not known. */
  readonly shownAs?: readonly ShownAs[] | undefined
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
        /** What validation expects of thresholds, of all classes together. */
        readonly expected?: ExpectedAt & {
          /** Of each class of which enough objects were held back, by its number, with its own threshold. */
          readonly classes?:
            readonly (ExpectedAt & { readonly class: number; readonly threshold: number })[] | undefined
        }
      }
    | undefined
}

/** By rising threshold: threshold, share of false detections, share of missed objects, judged on so many objects. */
export interface ExpectedAt {
  readonly objects: number
  readonly points: readonly (readonly [number, number, number])[]
}

/** A run to begin or to go on with. */
export interface TrainJob {
  readonly id: string
  readonly runDir: string
  readonly config: TrainConfig
  /** What the run is counted as in its project. */
  readonly number?: number | undefined
  /** Marked objects on the ground that it learns from. */
  readonly objects?: number | undefined
  /** The project's id of each class: `RunInfo` says more. */
  readonly classIds?: RunInfo['classIds']
  readonly pictures?: RunInfo['pictures']
  /** What it and the runs that it starts from have seen: written beside the checkpoints. */
  readonly learned?: LearnedGround | undefined
  /** Go on from the run's `last` checkpoint. */
  readonly resume: boolean
  /** Files of the configuration by the names that they have where the training runs, where that is not here. */
  readonly there?: Pick<TrainConfig, 'dataset' | 'from' | 'weights'> | undefined
}

/** F1 of a run's best epoch: what runs are compared by, whatever their epochs were chosen by. */
export function bestF1({ best }: RunInfo): number | undefined {
  return best?.f1 ?? best?.metric
}

/** Whether no object was held back: the figures of its best epoch are of tiles that it learned from. Older runs do not say. */
export function judgedOnTraining({ best }: Pick<RunInfo, 'best'>): boolean {
  return best?.expected?.objects === 0
}
