import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import type { Shape } from '../records/records'
import { shapesOf } from './geojsonShapes'

/** A geometry in the text form of OGC 06-103r4 (`POLYGON ((0 0, 10 0, …))`), as DeepForest's tables have it. */
export function shapeOfWkt(text: string, where: string): Shape {
  const match = /^\s*(?:SRID=\d+;)?\s*(\w+)\s*(?:Z|M|ZM)?\s*(\(.*\))\s*$/is.exec(text)
  const type = match && types[(match[1] as string).toUpperCase()]
  if (!match || !type)
    throw new AppError('label-value', says.maps.whereTextIsNoGeometry(where, text.slice(0, 40)))
  const lists = (match[2] as string)
    .replace(/[-+\d.eE]+(?:\s+[-+\d.eE]+)+/g, (numbers) => `[${numbers.trim().split(/\s+/).join(',')}]`)
    .replaceAll('(', '[')
    .replaceAll(')', ']')
  const [shape, ...others] = shapesOf({ type, coordinates: coordinatesOf(lists, type, where) }, where)
  if (shape && others.length === 0) return shape
  throw new AppError('label-value', says.maps.whereTextIsNotOne(where, text.slice(0, 40)))
}

const types: Readonly<Record<string, string>> = {
  POINT: 'Point',
  LINESTRING: 'LineString',
  POLYGON: 'Polygon',
  MULTIPOLYGON: 'MultiPolygon',
}

function coordinatesOf(lists: string, type: string, where: string): unknown {
  try {
    const value: unknown = JSON.parse(lists)
    return type === 'Point' && Array.isArray(value) ? (value[0] as unknown) : value
  } catch (error) {
    throw new AppError('label-value', says.maps.whereListsIsNoGeometry(where, lists.slice(0, 40)), {
      cause: error,
    })
  }
}
