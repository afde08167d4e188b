import { DetectionList } from '../found/detectionList'
import type { Detections } from '../found/detections'
import type { Collector, Search } from './collector'
import type { WindowOutput } from './output'
import { BoxCollector } from './peaks/collect'
import type { PlannedWindow } from './plan'
import { RegionCollector } from './regions/collect'

/** By the kind of a network's output. */
const collectors = { peaks: BoxCollector, anchors: BoxCollector, regions: RegionCollector } as const

/** Collects what a detector finds in a whole image. */
export class AnyCollector implements Collector {
  private chosen: Collector | undefined

  constructor(private readonly search: Search) {}

  take(output: WindowOutput, window: PlannedWindow): void {
    this.chosen ??= new collectors[output.kind](this.search)
    this.chosen.take(output, window)
  }

  endRow(): void {
    this.chosen?.endRow()
  }

  finish(): Detections {
    return this.chosen?.finish() ?? new DetectionList().all()
  }
}
