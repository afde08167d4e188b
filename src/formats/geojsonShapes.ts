import { AppError } from '../base/errors'
import { bounds, type Shape } from '../records/records'
import { frameOf } from '../document/shapes'
import type { Rings } from '../geometry/polygonBoolean'
import { says } from '../messages/says/says'
import { polygonOfRegions } from './fit'
import { isNumber, isObject, show, type JsonObject } from './json'

/**
 * Shapes of a geometry, in the file's own coordinates: one, but for collections of points and of lines; none for what has no
 * geometry. Polygons are not yet looked at for being boxes. Throws AppError('label-value') naming what is wrong.
 */
export function shapesOf(geometry: unknown, where: string): Shape[] {
  if (!isObject(geometry)) return []
  return new GeometryReader(geometry, where).shapes()
}

class GeometryReader {
  constructor(
    private readonly geometry: JsonObject,
    private readonly where: string,
  ) {}

  shapes(): Shape[] {
    const { type, coordinates } = this.geometry
    switch (type) {
      case 'Point':
        return [this.point(coordinates)]
      case 'MultiPoint':
        return this.list(coordinates).map((each) => this.point(each))
      case 'LineString':
        return [this.line(coordinates)]
      case 'MultiLineString':
        return this.list(coordinates).map((each) => this.line(each))
      case 'Polygon':
        return this.polygon(coordinates)
      case 'MultiPolygon':
        return [polygonOfRegions(this.list(coordinates).map((each) => this.rings(each)))]
      case 'GeometryCollection':
        return this.collection()
      default:
        throw new AppError('label-value', says.maps.valueItsGeometryTypeIs(this.where, show(type)))
    }
  }

  /** Polygons of a collection are one shape. */
  private collection(): Shape[] {
    const { geometries } = this.geometry
    const all = this.list(geometries).flatMap((each) => shapesOf(each, this.where))
    const polygons = all.filter((shape) => shape.kind === 'polygon')
    const others = all.filter((shape) => shape.kind !== 'polygon')
    if (polygons.length < 2) return all
    return [polygonOfRegions(polygons.map(({ points, rings = [] }) => [points, ...rings])), ...others]
  }

  private polygon(coordinates: unknown): Shape[] {
    const rings = this.rings(coordinates)
    if (this.geometry['isEllipse'] !== true) return [polygonOfRegions([rings])]
    return [{ kind: 'ellipse', ...frameOf(bounds({ kind: 'polygon', points: rings[0] as number[] })) }]
  }

  private rings(value: unknown): Rings {
    const rings = this.list(value).map((ring) => this.ring(ring))
    if (rings.length === 0) throw this.wrong()
    return rings
  }

  private ring(value: unknown): number[] {
    const corners = this.list(value).map((each) => this.pair(each))
    const [first, last] = [corners[0], corners.at(-1)]
    if (corners.length > 1 && first && last && first[0] === last[0] && first[1] === last[1]) corners.pop()
    if (corners.length < 3) throw this.wrong()
    return corners.flat()
  }

  private line(value: unknown): Shape {
    const points = this.list(value).flatMap((each) => this.pair(each))
    if (points.length < 4) throw this.wrong()
    return { kind: 'polyline', points }
  }

  private point(value: unknown): Shape {
    const [x, y] = this.pair(value)
    return { kind: 'point', x, y }
  }

  private pair(value: unknown): [number, number] {
    const [x, y] = this.list(value)
    if (isNumber(x) && isNumber(y)) return [x, y]
    throw this.wrong()
  }

  private list(value: unknown): unknown[] {
    if (Array.isArray(value)) return value
    throw this.wrong()
  }

  private wrong(): AppError {
    const { type, coordinates } = this.geometry
    return new AppError(
      'label-value',
      says.maps.valueCoordinatesAreNoCoordinates(this.where, show(coordinates), show(type)),
    )
  }
}
