import type { Detections } from '../../found/detections'
import type { Collector, Search } from '../collector'
import type { RegionOutput, WindowOutput } from '../output'
import type { PlannedWindow } from '../plan'
import { RegionTracer } from './trace'

/** Joins the windows' labels to one picture, row of windows by row of windows, and traces its regions. */
export class RegionCollector implements Collector {
  private readonly tracer: RegionTracer
  private labels = new Uint8Array(0)
  private scores = new Uint8Array(0)
  private rows = 0

  constructor(private readonly search: Search) {
    this.tracer = new RegionTracer(search.width)
  }

  take(output: WindowOutput, { rect, core }: PlannedWindow): void {
    const { labels, scores } = output as RegionOutput
    const { stride } = this.search.detector
    const [left, top] = [core.x * stride, core.y * stride]
    const right = Math.min(this.search.width, left + core.w * stride)
    this.rows = Math.min(this.search.height, top + core.h * stride) - top
    if (this.labels.length < this.rows * this.search.width) {
      this.labels = new Uint8Array(this.rows * this.search.width)
      this.scores = new Uint8Array(this.rows * this.search.width)
    }
    for (let y = 0; y < this.rows; y++) {
      const from = (y + top - rect.y) * this.search.plan.width - rect.x
      this.labels.set(labels.subarray(from + left, from + right), y * this.search.width + left)
      this.scores.set(scores.subarray(from + left, from + right), y * this.search.width + left)
    }
  }

  endRow(): void {
    for (let at = 0; at < this.rows * this.search.width; at += this.search.width) {
      this.tracer.row(
        this.labels.subarray(at, at + this.search.width),
        this.scores.subarray(at, at + this.search.width),
      )
    }
  }

  finish(): Detections {
    return this.tracer.finish()
  }
}
