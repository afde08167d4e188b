import type { Detections } from '../found/detections'
import type { WindowBlock } from './block'
import type { PlannedWindow, WindowPlan } from './plan'

/** Makes the image's detections of its windows' blocks, which come row by row, left to right. */
export interface Collector {
  take(block: WindowBlock, window: PlannedWindow): void
  /** A whole row of windows has come. */
  endRow(): void
  finish(): Detections
}

/** What is collected from: the network's grid, and the image's size in pixels of the level that is searched. */
export interface Search {
  readonly detector: { readonly stride: number; readonly classNames: readonly string[] }
  readonly plan: WindowPlan
  readonly width: number
  readonly height: number
}
