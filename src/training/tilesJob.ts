import type { ResizeRule, SplitName } from '../tiles/tiles'
import type { ForeignMap } from '../dataset/foreign/mapping'
import type { EngineId } from '../engine/engine'
import type { MatchRule } from '../evaluation/evaluation'
import type { TilesEvaluation } from '../evaluation/splitEvaluation'
import type { AskedThreshold, NamedThreshold } from '../found/threshold'
import type { TestTimeAugmentation } from '../prediction/testTimeAugmentation'

/** What a run is asked of a dataset's tiles or of pictures. */
export interface TilesJob {
  readonly runDir: string
  readonly engine: EngineId | 'auto'
  readonly from: string
  readonly split?: SplitName | undefined
  readonly map?: ForeignMap | undefined
  /** How pictures in files are made to fit; absent: as in the run's own dataset. */
  readonly resize?: ResizeRule | undefined
  /** Of a run that classifies; absent: as it was validated. */
  readonly tta?: TestTimeAugmentation | undefined
  /** Where a table of what is said goes; absent: none is written. */
  readonly out?: string | undefined
  /** By the run's class numbers; absent: the run's own. */
  readonly threshold?: AskedThreshold | undefined
  /** Holds it against the labels; absent: only predicts. */
  readonly match?: MatchRule | undefined
}

export interface TilesResult {
  readonly tiles: number
  /** Rows of the table. */
  readonly rows: number
  readonly seconds: number
  readonly threshold: number
  readonly thresholds?: NamedThreshold['thresholds']
  readonly evaluation?: TilesEvaluation | undefined
  /** Further ones of the model's kind, such as mean IoU. */
  readonly figures?: Readonly<Record<string, number>> | undefined
}
