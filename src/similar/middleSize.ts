import type { Rect } from '../geometry/rect'

export interface Size {
  readonly w: number
  readonly h: number
}

/** Of the middle one by area, so that width and height belong together; undefined where none has an area. */
export function middleSize(boxes: readonly Rect[]): Size | undefined {
  const sorted = boxes.filter(({ w, h }) => w > 0 && h > 0).sort((a, b) => a.w * a.h - b.w * b.h)
  const middle = sorted[sorted.length >> 1]
  return middle && { w: middle.w, h: middle.h }
}
