import type { CoarseAbout } from '../found/coarse'
import type { ImageClass } from '../found/detections'
import type { BlockCounts } from './blocks/blockStore'

/** What the search of an image came to. */
export interface PredictResult {
  /** Those at the threshold. */
  readonly detections: number
  readonly seconds: number
  /** The level that was searched. */
  readonly level: number
  /** Of the full size. */
  readonly megapixelsPerSecond: number
  /** Of the search; what is skipped was computed before. */
  readonly blocks: BlockCounts
  /** Of a search from coarse to fine that has left something out. */
  readonly coarse?: CoarseAbout | undefined
  /** Of a network that classifies. */
  readonly classes?: readonly ImageClass[] | undefined
  /** How many tiles it classified. */
  readonly tiles?: number | undefined
}
