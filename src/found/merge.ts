import { BoxGrid } from '../geometry/boxGrid'
import { iou, type Rect } from '../geometry/rect'
import { fallingOrder, takeDetections } from './order'
import type { Detections } from './detections'

/** Boxes of the same class that share this much (intersection over union) are one object. */
export const sameObject = 0.5

/**
 * Non-maximum suppression, per class: by falling score every detection that still stands removes the lower ones that mean
 * the same object. They do where the boxes overlap by half, or where the lower one's centre lies in the inner half of the
 * higher one's box: a second peak on a large object, with a box too small to overlap enough.
 */
export function suppress(all: Detections): Detections {
  const sorted = takeDetections(all, fallingOrder(all.score))
  const grid = new BoxGrid(sorted.xywh)
  const gone = new Uint8Array(sorted.score.length)
  for (let i = 0; i < gone.length; i++) {
    if (gone[i]) continue
    const box = grid.box(i)
    grid.visit(box, (j) => {
      if (j <= i || gone[j] || sorted.class[j] !== sorted.class[i]) return
      if (meansSame(box, grid.box(j))) gone[j] = 1
    })
  }
  const kept = Uint32Array.from(gone.keys()).filter((i) => !gone[i])
  return takeDetections(sorted, kept)
}

/** Whether the detection `lower` is the object that `higher` found already. */
export function meansSame(higher: Rect, lower: Rect): boolean {
  const dx = Math.abs(lower.x + lower.w / 2 - higher.x - higher.w / 2)
  const dy = Math.abs(lower.y + lower.h / 2 - higher.y - higher.h / 2)
  return (dx < higher.w / 4 && dy < higher.h / 4) || iou(higher, lower) >= sameObject
}
