import { containsPoint, inset, intersect } from '../geometry/rect'
import { decodePeaks } from './decode'
import { DetectionList } from './detectionList'
import type { Detector, FoundOutput, RawOutput, RegionOutput, WindowOutput } from './detector'
import { suppress } from './merge'
import type { PlannedWindow, WindowPlan } from './plan'
import { detectionRect, type Detections, type ImageClass } from './prediction'
import { RegionTracer } from './regions'

/** Detections below this score are not kept: no threshold that anybody sets lies lower. */
export const floor = 0.05
/** Detections this many cells beyond a core are taken too, so that none is lost between two windows that differ by rounding. */
const seam = 2

export interface PredictResult {
  /** Those at the threshold. */
  readonly detections: number
  readonly seconds: number
  /** The level that was searched. */
  readonly level: number
  /** Of the full size. */
  readonly megapixelsPerSecond: number
  /** Of a network that classifies. */
  readonly classes?: readonly ImageClass[] | undefined
  /** How many tiles it classified. */
  readonly tiles?: number | undefined
}

/** Makes the image's detections of what the network says of its windows, which come row by row, left to right. */
export interface Collector {
  take(output: WindowOutput, window: PlannedWindow): void
  /** A whole row of windows has come. */
  endRow(): void
  finish(): Detections
}

/** Collects what a detector finds in a whole image of width × height pixels. */
export class AnyCollector implements Collector {
  private chosen: Collector | undefined

  constructor(
    private readonly detector: Detector,
    private readonly plan: WindowPlan,
    private readonly width: number,
    private readonly height: number,
  ) {}

  take(output: WindowOutput, window: PlannedWindow): void {
    this.chosen ??= this.choose(output)
    this.chosen.take(output, window)
  }

  endRow(): void {
    this.chosen?.endRow()
  }

  finish(): Detections {
    return this.chosen?.finish() ?? new DetectionList().all()
  }

  private choose(output: WindowOutput): Collector {
    const { detector, plan, width, height } = this
    if ('labels' in output) return new RegionCollector(detector, plan, width, height)
    return new BoxCollector(detector, plan, width, height)
  }
}

/** Boxes whose centre lies in a window's core, cut at the image's border; of those that mean the same object, the surest. */
class BoxCollector implements Collector {
  private readonly found = new DetectionList()

  constructor(
    private readonly detector: Detector,
    private readonly plan: WindowPlan,
    private readonly width: number,
    private readonly height: number,
  ) {}

  take(output: WindowOutput, { rect, core }: PlannedWindow): void {
    const { stride } = this.detector
    const image = { x: 0, y: 0, w: this.width, h: this.height }
    const boxes = this.boxesOf(output as RawOutput | FoundOutput)
    const ours = inset(
      { x: core.x * stride, y: core.y * stride, w: core.w * stride, h: core.h * stride },
      -seam * stride,
    )
    for (let i = 0; i < boxes.score.length; i++) {
      const box = detectionRect(boxes, i)
      const [x, y] = [rect.x + box.x, rect.y + box.y]
      const [centreX, centreY] = [x + box.w / 2, y + box.h / 2]
      if (!containsPoint(ours, centreX, centreY) || !containsPoint(image, centreX, centreY)) continue
      const inside = intersect({ x, y, w: box.w, h: box.h }, image)
      if (inside)
        this.found.add(
          ...([inside.x, inside.y, inside.w, inside.h] as const),
          boxes.score[i] as number,
          boxes.class[i] as number,
        )
    }
  }

  endRow(): void {}

  finish(): Detections {
    return suppress(this.found.all())
  }

  private boxesOf(output: RawOutput | FoundOutput): Detections {
    if ('found' in output) return output.found[0] as Detections
    const { stride, classNames } = this.detector
    const grid = { width: this.plan.width / stride, height: this.plan.height / stride, stride }
    return decodePeaks(output, 0, { ...grid, classes: classNames.length }, floor)
  }
}

/** Joins the windows' labels to one picture, row of windows by row of windows, and traces its regions. */
class RegionCollector implements Collector {
  private readonly tracer: RegionTracer
  private labels = new Uint8Array(0)
  private scores = new Uint8Array(0)
  private rows = 0

  constructor(
    private readonly detector: Detector,
    private readonly plan: WindowPlan,
    private readonly width: number,
    private readonly height: number,
  ) {
    this.tracer = new RegionTracer(width)
  }

  take(output: WindowOutput, { rect, core }: PlannedWindow): void {
    const { labels, scores } = output as RegionOutput
    const { stride } = this.detector
    const [left, top] = [core.x * stride, core.y * stride]
    const right = Math.min(this.width, left + core.w * stride)
    this.rows = Math.min(this.height, top + core.h * stride) - top
    if (this.labels.length < this.rows * this.width) {
      this.labels = new Uint8Array(this.rows * this.width)
      this.scores = new Uint8Array(this.rows * this.width)
    }
    for (let y = 0; y < this.rows; y++) {
      const from = (y + top - rect.y) * this.plan.width - rect.x
      this.labels.set(labels.subarray(from + left, from + right), y * this.width + left)
      this.scores.set(scores.subarray(from + left, from + right), y * this.width + left)
    }
  }

  endRow(): void {
    for (let at = 0; at < this.rows * this.width; at += this.width) {
      this.tracer.row(this.labels.subarray(at, at + this.width), this.scores.subarray(at, at + this.width))
    }
  }

  finish(): Detections {
    return this.tracer.finish()
  }
}
