import type { Shape } from '../document/records'
import type { Rect } from '../geometry/rect'

/**
 * Sets every pixel of a size × size mask whose centre lies in the rectangle; at least the pixel under its own centre, so
 * that nothing becomes too small to be seen. All in mask pixels.
 */
export function fillRect(mask: Uint8Array, size: number, rect: Rect, value: number): void {
  const [x0, x1] = pixelSpan(rect.x, rect.w)
  const [y0, y1] = pixelSpan(rect.y, rect.h)
  const [left, right] = [Math.max(0, x0), Math.min(size, x1)]
  if (left >= right) return
  for (let y = Math.max(0, y0); y < Math.min(size, y1); y++)
    mask.fill(value, y * size + left, y * size + right)
}

function pixelSpan(at: number, length: number): [number, number] {
  const from = Math.ceil(at - 0.5)
  const to = Math.ceil(at + length - 0.5)
  const middle = Math.floor(at + length / 2)
  return to > from ? [from, to] : [middle, middle + 1]
}

/** Sets every pixel whose centre lies in the polygon (even-odd rule). `points` are x0, y0, x1, y1, … in mask pixels. */
export function fillPolygon(mask: Uint8Array, size: number, points: readonly number[], value: number): void {
  let [top, bottom] = [Infinity, -Infinity]
  for (let i = 1; i < points.length; i += 2) {
    top = Math.min(top, points[i] as number)
    bottom = Math.max(bottom, points[i] as number)
  }
  const crossings: number[] = []
  for (let y = Math.max(0, Math.ceil(top - 0.5)); y < Math.min(size, Math.ceil(bottom - 0.5)); y++) {
    crossings.length = 0
    const line = y + 0.5
    for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
      const [xa, ya] = [points[j] as number, points[j + 1] as number]
      const [xb, yb] = [points[i] as number, points[i + 1] as number]
      if (ya <= line !== yb <= line) crossings.push(xa + ((line - ya) / (yb - ya)) * (xb - xa))
    }
    crossings.sort((a, b) => a - b)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil((crossings[i] as number) - 0.5))
      const to = Math.min(size, Math.ceil((crossings[i + 1] as number) - 0.5))
      if (to > from) mask.fill(value, y * size + from, y * size + to)
    }
  }
}

/** Draws a shape, moved and scaled into mask pixels: p → (p × scale) − origin. `box` stands in for a point. */
export function fillShape(
  mask: Uint8Array,
  size: number,
  shape: Shape,
  box: Rect,
  scale: number,
  origin: { readonly x: number; readonly y: number },
  value: number,
): void {
  if (shape.kind !== 'polygon')
    return fillRect(mask, size, { ...box, x: box.x - origin.x, y: box.y - origin.y }, value)
  const moved = shape.points.map((p, i) => p * scale - (i % 2 ? origin.y : origin.x))
  fillPolygon(mask, size, moved, value)
}
