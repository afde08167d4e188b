import { DetectionList } from '../../found/detectionList'
import { detectionRect, leastScore, type Detections } from '../../found/detections'
import { suppress } from '../../found/merge'
import { containsPoint, inset, intersect } from '../../geometry/rect'
import type { Collector, Search } from '../collector'
import type { FoundOutput, RawOutput, WindowOutput } from '../output'
import type { PlannedWindow } from '../plan'
import { decodePeaks } from './decode'

/** Detections this many cells beyond a core are taken too, so that none is lost between two windows that differ by rounding. */
const seam = 2

/** Boxes whose centre lies in a window's core, cut at the image's border; of those that mean the same object, the surest. */
export class BoxCollector implements Collector {
  private readonly found = new DetectionList()

  constructor(private readonly search: Search) {}

  take(output: WindowOutput, { rect, core }: PlannedWindow): void {
    const { stride } = this.search.detector
    const image = { x: 0, y: 0, w: this.search.width, h: this.search.height }
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
    if (output.kind === 'anchors') return output.found[0] as Detections
    const { stride, classNames } = this.search.detector
    const grid = { width: this.search.plan.width / stride, height: this.search.plan.height / stride, stride }
    return decodePeaks(output, 0, { ...grid, classes: classNames.length }, leastScore)
  }
}
