import { BoxGrid } from '../geometry/boxGrid'
import { area, intersect, iou, type Rect } from '../geometry/rect'
import { mergedApart, type MergeRule, type MergeWay } from './mergeRule'
import { fallingOrder, takeDetections } from './order'
import type { Detections } from './detections'
import { softSuppress } from './softSuppress'

/** Boxes of the same class that share this much (intersection over union) are one object. */
export const sameObject = 0.5

/**
 * Non-maximum suppression, per class: by falling score every detection that still stands removes the lower ones that mean
 * the same object. They do where the boxes overlap by half, or where the lower one's centre lies in the inner half of the
 * higher one's box: a second peak on a large object, with a box too small to overlap enough.
 */
export function suppress(all: Detections): Detections {
  return mergeOverlapping(all, mergedApart)
}

/**
 * Detections that mean one object as one, by falling score. Across classes boxes must overlap by half: a small object in the middle of
 * one of another class, such as a nucleus in a cell, stays.
 */
export function mergeOverlapping(all: Detections, { way, classes }: MergeRule): Detections {
  const sorted = takeDetections(all, fallingOrder(all.score))
  const across = classes === 'across'
  if (way === 'soft-nms') return softSuppress(sorted, across)
  const grid = new BoxGrid(sorted.xywh)
  const gone = new Uint8Array(sorted.score.length)
  for (let i = 0; i < gone.length; i++) {
    if (gone[i]) continue
    const box = grid.box(i)
    const ofClass = sorted.class[i]
    grid.visit(box, (j) => {
      if (j <= i || gone[j]) return
      const alike = sorted.class[j] === ofClass
      if (!alike && !across) return
      const lower = grid.box(j)
      if (!isOneObject(box, lower, { way, alike })) return
      gone[j] = 1
      if (way === 'nmm') growAround(sorted.xywh, i, lower)
    })
  }
  const kept = Uint32Array.from(gone.keys()).filter((i) => !gone[i])
  return takeDetections(sorted, kept)
}

interface Pair {
  readonly way: Exclude<MergeWay, 'soft-nms'>
  /** Both are of one class. */
  readonly alike: boolean
}

function isOneObject(higher: Rect, lower: Rect, { way, alike }: Pair): boolean {
  if (way === 'ios') {
    const common = intersect(higher, lower)
    return common !== undefined && area(common) / Math.min(area(higher), area(lower)) >= sameObject
  }
  return alike ? meansSame(higher, lower) : iou(higher, lower) >= sameObject
}

/** Box i of xywh becomes the smallest one around itself and `lower`; the grid knows it as it was. */
function growAround(xywh: Float32Array, i: number, lower: Rect): void {
  const at = i * 4
  const [x = 0, y = 0, w = 0, h = 0] = xywh.subarray(at, at + 4)
  const [left, top] = [Math.min(x, lower.x), Math.min(y, lower.y)]
  const [right, bottom] = [Math.max(x + w, lower.x + lower.w), Math.max(y + h, lower.y + lower.h)]
  xywh.set([left, top, right - left, bottom - top], at)
}

/** Whether the detection `lower` is the object that `higher` found already. */
export function meansSame(higher: Rect, lower: Rect): boolean {
  const dx = Math.abs(lower.x + lower.w / 2 - higher.x - higher.w / 2)
  const dy = Math.abs(lower.y + lower.h / 2 - higher.y - higher.h / 2)
  return (dx < higher.w / 4 && dy < higher.h / 4) || iou(higher, lower) >= sameObject
}
