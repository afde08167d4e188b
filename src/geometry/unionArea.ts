import { area, type Rect } from './rect'

/** Square pixels that rectangles cover together, what several cover counted once. */
export function unionArea(rects: readonly Rect[]): number {
  if (rects.length <= 1) return rects[0] ? area(rects[0]) : 0
  const lefts = [...rects].sort((a, b) => a.x - b.x)
  const borders = [...new Set(rects.flatMap(({ x, w }) => [x, x + w]))].sort((a, b) => a - b)
  let [sum, next] = [0, 0]
  let across: Rect[] = []
  borders.forEach((left, i) => {
    const width = (borders[i + 1] ?? left) - left
    across = across.filter(({ x, w }) => x + w > left)
    for (let rect = lefts[next]; rect && rect.x <= left; rect = lefts[++next]) across.push(rect)
    sum += width * lengthOf(across)
  })
  return sum
}

/** Of the upright sides together. */
function lengthOf(rects: readonly Rect[]): number {
  let [sum, end] = [0, -Infinity]
  for (const { y, h } of [...rects].sort((a, b) => a.y - b.y)) {
    sum += Math.max(0, y + h - Math.max(y, end))
    end = Math.max(end, y + h)
  }
  return sum
}

/** 0..1: how much of an image's pixels `covered` square pixels are; 1 exactly where only rounding is missing. */
export function coveredShare(
  { width, height }: { readonly width: number; readonly height: number },
  covered: number,
): number {
  const share = covered / (width * height)
  return share > 1 - 1e-9 ? 1 : share
}
