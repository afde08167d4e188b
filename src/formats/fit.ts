import { AppError } from '../base/errors'
import { bounds, type Shape } from '../document/records'
import { shapeOfRing } from '../document/ringShape'
import { mapPoints, shapeNames } from '../document/shapes'
import { containsPoint, intersects, type Rect } from '../geometry/rect'
import { ringArea } from '../geometry/rings'
import type { LabelImage } from './format'

/** Less than a hundredth of a pixel over the border is rounding, not a change. */
const rounding = 0.01

/**
 * A shape out of a label file, cut off at the border of the picture. `where` names file and line. Throws
 * AppError('label-outside') when its centre lies outside (an object
 * at the border is cut, as in crops of larger pictures), AppError('label-value') when it is no shape.
 */
export function fitIntoImage(
  shape: Shape,
  image: LabelImage,
  where: string | (() => string),
): { shape: Shape; changed: boolean } {
  const at = () => (typeof where === 'string' ? where : where())
  const b = requireNumbers(shape, at)
  const [right, bottom] = [b.x + b.w, b.y + b.h]
  if (b.x >= 0 && b.y >= 0 && right <= image.width && bottom <= image.height) return { shape, changed: false }
  const whole = { x: 0, y: 0, w: image.width, h: image.height }
  const centred = containsPoint(whole, b.x + b.w / 2, b.y + b.h / 2)
  const over = Math.max(-b.x, -b.y, right - image.width, bottom - image.height)
  if (over > rounding && !centred)
    throw new AppError(
      'label-outside',
      `${at()}: the ${shapeNames[shape.kind]} from ${round(b.x)}, ${round(b.y)} to ${round(right)}, ${round(bottom)} lies outside "${image.name}" (${image.width} × ${image.height} pixels): check that the labels belong to this image.`,
    )
  return { shape: clip(shape, image), changed: over > rounding && !('cx' in shape) }
}

/** The bounds of a shape, if that has any. */
export function requireNumbers(shape: Shape, where: () => string): Rect {
  const { x, y, w, h } = bounds(shape)
  if ([x, y, w, h].every(Number.isFinite)) return { x, y, w, h }
  throw new AppError(
    'label-value',
    `${where()}: the coordinates of a ${shapeNames[shape.kind]} are not all numbers: mend or remove it.`,
  )
}

/** The shape with every coordinate moved into the picture. Turned shapes stay: their frames may reach out of it. */
export function clip(shape: Shape, { width, height }: LabelImage): Shape {
  if ('cx' in shape) return shape
  const inX = (x: number) => Math.min(width, Math.max(0, x))
  const inY = (y: number) => Math.min(height, Math.max(0, y))
  if (shape.kind === 'point') return { kind: 'point', x: inX(shape.x), y: inY(shape.y) }
  if ('points' in shape) return mapPoints(shape, (ring) => ring.map((p, i) => (i % 2 ? inY(p) : inX(p))))
  const [x, y] = [inX(shape.x), inY(shape.y)]
  return { kind: 'box', x, y, w: inX(shape.x + shape.w) - x, h: inY(shape.y + shape.h) - y }
}

/** One shape of several parts, if they lie apart; else the largest, and something is lost. */
export function shapeOfParts(parts: readonly (readonly number[])[]): { shape: Shape; changed: boolean } {
  const [points, ...rings] = parts as [readonly number[], ...(readonly number[])[]]
  if (rings.length === 0) return { shape: shapeOfRing(points), changed: false }
  const boxes = parts.map((part) => bounds({ kind: 'polygon', points: part }))
  const apart = boxes.every((box, i) => boxes.every((other, k) => k <= i || !intersects(box, other)))
  if (apart) return { shape: { kind: 'polygon', points, rings }, changed: false }
  return { shape: shapeOfRing(parts.reduce((a, b) => (ringArea(b) > ringArea(a) ? b : a))), changed: true }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
