import type { Detections } from '../found/detections'
import type { WindowOutput } from './output'
import type { PlannedWindow, WindowPlan } from './plan'

/** Makes the image's detections of what the network says of its windows, which come row by row, left to right. */
export interface Collector {
  take(output: WindowOutput, window: PlannedWindow): void
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
