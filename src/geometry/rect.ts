/**
 * A rectangle in full-size pixels of an image: x right, y down, (0,0) the top-left corner of the top-left pixel.
 * It covers [x, x+w) × [y, y+h); edges lie on pixel corners, so fractions are meaningful.
 */
export interface Rect {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

export function area(r: Rect): number {
  return r.w * r.h
}

export function intersect(a: Rect, b: Rect): Rect | undefined {
  const x = Math.max(a.x, b.x)
  const y = Math.max(a.y, b.y)
  const w = Math.min(a.x + a.w, b.x + b.w) - x
  const h = Math.min(a.y + a.h, b.y + b.h) - y
  return w > 0 && h > 0 ? { x, y, w, h } : undefined
}

export function intersects(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

export function containsPoint(r: Rect, x: number, y: number): boolean {
  return x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h
}

export function contains(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.w <= outer.x + outer.w &&
    inner.y + inner.h <= outer.y + outer.h
  )
}

/** Intersection over union, 0 when they do not meet. */
export function iou(a: Rect, b: Rect): number {
  const common = intersect(a, b)
  if (!common) return 0
  const shared = area(common)
  return shared / (area(a) + area(b) - shared)
}

/** The rectangle spanned by two corners given in any order. */
export function fromCorners(x1: number, y1: number, x2: number, y2: number): Rect {
  return { x: Math.min(x1, x2), y: Math.min(y1, y2), w: Math.abs(x2 - x1), h: Math.abs(y2 - y1) }
}

export function inset(r: Rect, by: number): Rect {
  return { x: r.x + by, y: r.y + by, w: r.w - 2 * by, h: r.h - 2 * by }
}

/** The smallest rectangle around all of them; undefined for none. */
export function rectAround(rects: readonly Rect[]): Rect | undefined {
  const [first, ...rest] = rects
  return (
    first &&
    rest.reduce((sum, r) => {
      const [x, y] = [Math.min(sum.x, r.x), Math.min(sum.y, r.y)]
      const [right, bottom] = [Math.max(sum.x + sum.w, r.x + r.w), Math.max(sum.y + sum.h, r.y + r.h)]
      return { x, y, w: right - x, h: bottom - y }
    }, first)
  )
}
