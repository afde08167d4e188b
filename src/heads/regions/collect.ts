import { heatClassesOf, type Detections } from '../../found/detections'
import type { WindowBlock, RegionBlock } from '../block'
import type { Collector, Search } from '../collector'
import type { RegionOutput } from '../output'
import type { PlannedWindow } from '../plan'
import { RegionTracer } from './trace'

/** The pixels of a core that lie in the image. */
export function pixelsOfCore({ core }: PlannedWindow, { detector: { stride }, width, height }: Search) {
  const [x, y] = [core.x * stride, core.y * stride]
  return {
    ...{ x, y },
    w: Math.max(0, Math.min(width, x + core.w * stride) - x),
    h: Math.max(0, Math.min(height, y + core.h * stride) - y),
  }
}

/** Labels and scores of the core's pixels. */
export function regionsOfCore(
  output: RegionOutput,
  window: PlannedWindow,
  search: Search,
): Pick<RegionBlock, 'labels' | 'scores'> {
  const { rect } = window
  const { x, y, w, h } = pixelsOfCore(window, search)
  const [labels, scores] = [new Uint8Array(w * h), new Uint8Array(w * h)]
  for (let line = 0; line < h; line++) {
    const from = (line + y - rect.y) * search.plan.width + x - rect.x
    labels.set(output.labels.subarray(from, from + w), line * w)
    scores.set(output.scores.subarray(from, from + w), line * w)
  }
  return { labels, scores }
}

/** u8 [classes, core.h, core.w]: in each cell the highest score of the pixels that are of a class, as of `BoxBlock`. */
export function classHeatOfRegions(
  { labels, scores }: RegionBlock,
  window: PlannedWindow,
  search: Search,
): Uint8Array {
  const { core } = window
  const { stride, classNames } = search.detector
  const [classes, size] = [heatClassesOf(classNames), core.w * core.h]
  const cells = new Uint8Array(classes * size)
  const { w } = pixelsOfCore(window, search)
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number
    if (label === 0 || label > classes) continue
    const cell = Math.floor(Math.floor(i / w) / stride) * core.w + Math.floor((i % w) / stride)
    const at = (label - 1) * size + cell
    if ((scores[i] as number) > (cells[at] as number)) cells[at] = scores[i] as number
  }
  return cells
}

/** Joins the windows' labels to one picture, row of windows by row of windows, and traces its regions. */
export class RegionCollector implements Collector {
  private readonly tracer: RegionTracer
  private labels = new Uint8Array(0)
  private scores = new Uint8Array(0)
  private rows = 0

  constructor(private readonly search: Search) {
    this.tracer = new RegionTracer(search.width)
  }

  take(block: WindowBlock, window: PlannedWindow): void {
    const { labels, scores } = block as RegionBlock
    const { width } = this.search
    const { x, w, h } = pixelsOfCore(window, this.search)
    this.rows = h
    if (this.labels.length < h * width) {
      this.labels = new Uint8Array(h * width)
      this.scores = new Uint8Array(h * width)
    }
    for (let y = 0; y < h; y++) {
      this.labels.set(labels.subarray(y * w, (y + 1) * w), y * width + x)
      this.scores.set(scores.subarray(y * w, (y + 1) * w), y * width + x)
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
