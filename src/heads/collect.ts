import { DetectionList } from '../found/detectionList'
import type { Detections } from '../found/detections'
import type { WindowBlock } from './block'
import type { Collector, Search } from './collector'
import { BoxCollector } from './peaks/collect'
import type { PlannedWindow } from './plan'
import { RegionCollector } from './regions/collect'

/** By what a network finds. */
const collectors: Readonly<Record<WindowBlock['kind'], (search: Search) => Collector>> = {
  boxes: () => new BoxCollector(),
  regions: (search) => new RegionCollector(search),
}

/** Collects what a detector finds in a whole image. */
export class AnyCollector implements Collector {
  private chosen: Collector | undefined

  constructor(private readonly search: Search) {}

  take(block: WindowBlock, window: PlannedWindow): void {
    this.chosen ??= collectors[block.kind](this.search)
    this.chosen.take(block, window)
  }

  endRow(): void {
    this.chosen?.endRow()
  }

  finish(): Detections {
    return this.chosen?.finish() ?? new DetectionList().all()
  }
}
