import { AppError } from '../base/errors'
import { bounds, type Shape } from '../document/records'
import { containsPoint } from '../geometry/rect'
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
  where: string,
): { shape: Shape; changed: boolean } {
  const b = bounds(shape)
  if (![b.x, b.y, b.w, b.h].every(Number.isFinite))
    throw new AppError(
      'label-value',
      `${where}: the coordinates of a ${shape.kind} are not all numbers: mend or remove it.`,
    )
  const [right, bottom] = [b.x + b.w, b.y + b.h]
  if (b.x >= 0 && b.y >= 0 && right <= image.width && bottom <= image.height) return { shape, changed: false }
  const whole = { x: 0, y: 0, w: image.width, h: image.height }
  const centred = containsPoint(whole, b.x + b.w / 2, b.y + b.h / 2)
  const over = Math.max(-b.x, -b.y, right - image.width, bottom - image.height)
  if (over > rounding && !centred)
    throw new AppError(
      'label-outside',
      `${where}: the ${shape.kind} from ${round(b.x)}, ${round(b.y)} to ${round(right)}, ${round(bottom)} lies outside "${image.name}" (${image.width} × ${image.height} pixels): check that the labels belong to this image.`,
    )
  return { shape: clip(shape, image), changed: over > rounding }
}

/** The shape with every coordinate moved into the picture. */
export function clip(shape: Shape, { width, height }: LabelImage): Shape {
  const inX = (x: number) => Math.min(width, Math.max(0, x))
  const inY = (y: number) => Math.min(height, Math.max(0, y))
  if (shape.kind === 'point') return { kind: 'point', x: inX(shape.x), y: inY(shape.y) }
  if (shape.kind === 'polygon')
    return { kind: 'polygon', points: shape.points.map((p, i) => (i % 2 ? inY(p) : inX(p))) }
  const [x, y] = [inX(shape.x), inY(shape.y)]
  return { kind: 'box', x, y, w: inX(shape.x + shape.w) - x, h: inY(shape.y + shape.h) - y }
}

/** The box that four corners of a polygon (any start, either way round) are, if they are one. */
export function asBox(points: readonly number[]): Shape | undefined {
  if (points.length !== 8) return undefined
  const b = bounds({ kind: 'polygon', points })
  if (!(b.w > 0 && b.h > 0)) return undefined
  for (let i = 0; i < 8; i += 2) {
    const [x, y] = [points[i] as number, points[i + 1] as number]
    const [nextX, nextY] = [points[(i + 2) % 8] as number, points[(i + 3) % 8] as number]
    if ((x !== b.x && x !== b.x + b.w) || (y !== b.y && y !== b.y + b.h)) return undefined
    if ((x === nextX) === (y === nextY)) return undefined
  }
  return { kind: 'box', x: b.x, y: b.y, w: b.w, h: b.h }
}

/** In square pixels, by the shoelace formula. */
export function polygonArea(points: readonly number[]): number {
  let sum = 0
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2)
    sum +=
      (points[j] as number) * (points[i + 1] as number) - (points[i] as number) * (points[j + 1] as number)
  return Math.abs(sum) / 2
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
