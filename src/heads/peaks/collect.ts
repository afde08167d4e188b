import { DetectionList } from '../../found/detectionList'
import { detectionRect, minScore, type Detections } from '../../found/detections'
import { mergeOverlapping } from '../../found/merge'
import { mergedApart } from '../../found/mergeRule'
import { containsPoint, inset, intersect } from '../../geometry/rect'
import type { WindowBlock, BoxBlock } from '../block'
import type { Collector, Search } from '../collector'
import type { FoundOutput, RawOutput } from '../output'
import { seam, type PlannedWindow } from '../plan'
import { decodePeaks } from './decode'

/** Boxes whose centre lies in a window's core or at its edge, in pixels of the level, cut at the image's border. */
export function boxesOfCore(
  output: RawOutput | FoundOutput,
  { rect, core }: PlannedWindow,
  search: Search,
): Detections {
  const { stride } = search.detector
  const image = { x: 0, y: 0, w: search.width, h: search.height }
  const boxes = boxesOf(output, search)
  const found = new DetectionList()
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
      found.add(
        ...([inside.x, inside.y, inside.w, inside.h] as const),
        boxes.score[i] as number,
        boxes.class[i] as number,
      )
  }
  return found.all()
}

function boxesOf(output: RawOutput | FoundOutput, { detector, plan }: Search): Detections {
  if (output.kind === 'anchors') return output.found[0] as Detections
  const { stride, classNames } = detector
  const grid = { width: plan.width / stride, height: plan.height / stride, stride }
  return decodePeaks(output, 0, { ...grid, classes: classNames.length }, minScore)
}

/** The boxes of all windows; those that mean the same object are one. */
export class BoxCollector implements Collector {
  private readonly all = new DetectionList()

  constructor(private readonly search: Search) {}

  take(block: WindowBlock): void {
    const { found } = block as BoxBlock
    for (let i = 0; i < found.score.length; i++) {
      const { x, y, w, h } = detectionRect(found, i)
      this.all.add(x, y, w, h, found.score[i] as number, found.class[i] as number)
    }
  }

  endRow(): void {}

  finish(): Detections {
    return mergeOverlapping(this.all.all(), this.search.merge ?? mergedApart)
  }
}
