import type { Shape } from '../records/records'
import { outline } from '../document/shapes'
import type { Rect } from '../geometry/rect'

type MaskValues = Uint8Array | Uint16Array | Uint32Array

/**
 * Sets every pixel of a size × size mask whose centre lies in the rectangle; at least the pixel under its own centre, so
 * that nothing becomes too small to be seen. All in mask pixels.
 */
export function fillRect(mask: MaskValues, size: number, rect: Rect, value: number): void {
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

/**
 * Sets every pixel whose centre lies in the rings by the even-odd rule. A ring is x0, y0, x1, y1, … in mask pixels.
 */
export function fillRings(
  mask: MaskValues,
  size: number,
  rings: readonly (readonly number[])[],
  value: number,
): void {
  let [top, bottom] = [Infinity, -Infinity]
  for (const ring of rings)
    for (let i = 1; i < ring.length; i += 2) {
      top = Math.min(top, ring[i] as number)
      bottom = Math.max(bottom, ring[i] as number)
    }
  const crossings: number[] = []
  for (let y = Math.max(0, Math.ceil(top - 0.5)); y < Math.min(size, Math.ceil(bottom - 0.5)); y++) {
    crossings.length = 0
    for (const ring of rings) addCrossings(crossings, ring, y + 0.5)
    crossings.sort((a, b) => a - b)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil((crossings[i] as number) - 0.5))
      const to = Math.min(size, Math.ceil((crossings[i + 1] as number) - 0.5))
      if (to > from) mask.fill(value, y * size + from, y * size + to)
    }
  }
}

function addCrossings(crossings: number[], ring: readonly number[], line: number): void {
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const [xa, ya] = [ring[j] as number, ring[j + 1] as number]
    const [xb, yb] = [ring[i] as number, ring[i + 1] as number]
    if (ya <= line !== yb <= line) crossings.push(xa + ((line - ya) / (yb - ya)) * (xb - xa))
  }
}

/** Sets the pixels under an open line, one wide. */
export function drawLine(mask: MaskValues, size: number, points: readonly number[], value: number): void {
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [xa, ya] = [points[i] as number, points[i + 1] as number]
    const [dx, dy] = [(points[i + 2] as number) - xa, (points[i + 3] as number) - ya]
    // Only the part over the mask is walked: a line may be a thousand tiles long.
    const [from, to] = partOver(size, { x: xa, y: ya, dx, dy })
    // Two samples a pixel leave no gap.
    const steps = Math.ceil(2 * Math.max(Math.abs(dx), Math.abs(dy)) * (to - from))
    for (let k = 0; k <= steps && from <= to; k++) {
      const t = steps ? from + ((to - from) * k) / steps : from
      const [x, y] = [Math.floor(xa + dx * t), Math.floor(ya + dy * t)]
      if (x >= 0 && y >= 0 && x < size && y < size) mask[y * size + x] = value
    }
  }
}

/** From where to where, as shares of its length, a line lies over the mask; empty (from > to) where nowhere. */
function partOver(
  size: number,
  { x, y, dx, dy }: { readonly x: number; readonly y: number; readonly dx: number; readonly dy: number },
): [number, number] {
  let [from, to] = [0, 1]
  for (const [at, step] of [
    [x, dx],
    [y, dy],
  ] as const) {
    if (step === 0 && (at < 0 || at > size)) return [1, 0]
    if (step === 0) continue
    from = Math.max(from, Math.min(-at / step, (size - at) / step))
    to = Math.min(to, Math.max(-at / step, (size - at) / step))
  }
  return [from, to]
}

/** Where a square mask of `size` × `size` pixels lies: `x`, `y` in its own pixels, of which `scale` make one full-size pixel. */
export interface MaskFrame {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly scale: number
}

/**
 * Draws a shape, moved and scaled into mask pixels: p → (p × scale) − (x, y). `box` stands in for boxes and points; a
 * polyline is one mask pixel wide at every level.
 */
export function fillShape(
  mask: MaskValues,
  { x, y, size, scale }: MaskFrame,
  { shape, box }: { readonly shape: Shape; readonly box: Rect },
  value: number,
): void {
  if (shape.kind === 'box' || shape.kind === 'point')
    return fillRect(mask, size, { ...box, x: box.x - x, y: box.y - y }, value)
  const moved = (ring: readonly number[]) => ring.map((p, i) => p * scale - (i % 2 ? y : x))
  if (shape.kind === 'polyline') drawLine(mask, size, moved(shape.points), value)
  else fillRings(mask, size, outline(shape).map(moved), value)
}
