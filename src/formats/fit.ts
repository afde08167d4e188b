import { AppError } from '../base/errors'
import { bounds, type Shape } from '../records/records'
import { shapeOfRing } from '../document/ringShape'
import { shapeNames } from '../document/shapes'
import { clipLine, clipRings, type Rings, union } from '../geometry/polygonBoolean'
import type { Rect } from '../geometry/rect'
import { says } from '../messages/says/says'
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
  const [cx, cy] = [b.x + b.w / 2, b.y + b.h / 2]
  const centred = cx >= 0 && cy >= 0 && cx <= image.width && cy <= image.height
  const over = Math.max(-b.x, -b.y, right - image.width, bottom - image.height)
  if (over > rounding && !centred)
    throw new AppError(
      'label-outside',
      says.labels.whereTheShapeNamesFrom(
        at(),
        shapeNames[shape.kind],
        round(b.x),
        round(b.y),
        round(right),
        round(bottom),
        image.name,
        image.width,
        image.height,
      ),
    )
  return { shape: clip(shape, image), changed: over > rounding && !('cx' in shape) }
}

/** The bounds of a shape, if that has any. */
export function requireNumbers(shape: Shape, where: () => string): Rect {
  const { x, y, w, h } = bounds(shape)
  if ([x, y, w, h].every(Number.isFinite)) return { x, y, w, h }
  throw new AppError('label-value', says.labels.whereTheCoordinatesOfA(where(), shapeNames[shape.kind]))
}

/** The part of a shape inside the picture. Turned shapes stay: their frames may reach out of it. */
export function clip(shape: Shape, { width, height }: Pick<LabelImage, 'width' | 'height'>): Shape {
  if ('cx' in shape) return shape
  const inX = (x: number) => Math.min(width, Math.max(0, x))
  const inY = (y: number) => Math.min(height, Math.max(0, y))
  if (shape.kind === 'point') return { kind: 'point', x: inX(shape.x), y: inY(shape.y) }
  if (shape.kind === 'polygon') return clipped(shape, width, height)
  if (shape.kind === 'polyline')
    return { kind: 'polyline', points: longest(clipLine(shape.points, width, height)) }
  const [x, y] = [inX(shape.x), inY(shape.y)]
  return { kind: 'box', x, y, w: inX(shape.x + shape.w) - x, h: inY(shape.y + shape.h) - y }
}

/** Nothing is left as a polygon without any size. */
function clipped(shape: Extract<Shape, { kind: 'polygon' }>, width: number, height: number): Shape {
  const [points, ...rings] = clipRings([shape.points, ...(shape.rings ?? [])], width, height)
  if (!points) return { kind: 'polygon', points: [0, 0, 0, 0, 0, 0] }
  return rings.length ? { kind: 'polygon', points, rings } : { kind: 'polygon', points }
}

function longest(lines: readonly (readonly number[])[]): readonly number[] {
  const reach = (line: readonly number[]) => {
    const { w, h } = bounds({ kind: 'polyline', points: line })
    return w + h
  }
  return lines.reduce((a, b) => (reach(b) > reach(a) ? b : a), lines[0] ?? [0, 0, 0, 0])
}

/** One shape of several regions, each of rings under the even–odd rule: what all of them cover together. */
export function shapeOfRegions(regions: readonly Rings[]): Shape {
  const shape = polygonOfRegions(regions)
  return shape.rings ? shape : shapeOfRing(shape.points)
}

/** Several regions as one polygon, also where that is a box. */
export function polygonOfRegions(regions: readonly Rings[]): Extract<Shape, { kind: 'polygon' }> {
  const [points = [], ...rings] = regions.length === 1 ? (regions[0] as Rings) : union(regions)
  return rings.length ? { kind: 'polygon', points, rings } : { kind: 'polygon', points }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
