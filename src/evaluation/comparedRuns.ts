import type { Rect } from '../geometry/rect'
import type { ChangeKind } from './compare'
import type { Scores } from './evaluation'

export type ChangeCounts = Record<ChangeKind, number>
export type Figures = Pick<Scores, 'precision' | 'recall' | 'f1' | 'ap' | 'objects'>

/** A run's figures on checked ground; unseen is what neither of both has learned from. */
export interface ComparedRun {
  readonly run: string
  readonly threshold: number
  readonly thresholds?: Readonly<Record<string, number>> | undefined
  readonly all: Figures
  readonly learned: Figures | null
  readonly unseen: Figures | null
}

/** A difference to step through. */
export interface RunChange {
  readonly kind: ChangeKind
  /** Id of its image. */
  readonly image: number
  /** Where the second run found it; of a lost one, where the first did. */
  readonly rect: Rect
  /** Where the first found what has moved. */
  readonly before?: Rect | undefined
  /** Name of its class. */
  readonly class: string
  readonly score: number
}

export interface CompareResult extends ChangeCounts {
  readonly classes: readonly (ChangeCounts & { readonly name: string; readonly same: number })[]
  readonly runs: readonly ComparedRun[]
  readonly images: number
  readonly out?: string | undefined
}
