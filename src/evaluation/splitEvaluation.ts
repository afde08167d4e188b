import type { SplitName } from '../tiles/tiles'
import type { ClassificationFigures } from './classification'
import type { Evaluation } from './evaluation'

/** The figures of a classification, where the run classifies. */
export type TilesEvaluation = Evaluation & Partial<ClassificationFigures>

/** How right a run is on one part of a dataset. */
export interface SplitEvaluation extends TilesEvaluation {
  readonly run: string
  readonly dataset: string
  readonly split: SplitName
  readonly tiles: number
  /** Further ones of the model's kind, such as mean IoU. */
  readonly figures?: Readonly<Record<string, number>> | undefined
}
