import { AppError } from '../base/errors'
import { bounds, type Shape } from '../records/records'
import { shapeOfRing } from '../document/ringShape'
import { mapPoints, outline } from '../document/shapes'
import type { Rect } from '../geometry/rect'
import { isSettled } from '../records/shapeBlob'
import { says } from '../messages/says/says'
import type { AnnotationRows } from './annotationRows'
import type { LabelFile, LabelImage, ReadReport } from './format'
import type { FoundObjects } from './foundObjects'
import { isObject } from './json'
import {
  epsgOf,
  isWellKnownText,
  lonLat,
  mapExtent,
  pixelsFrom,
  systemWords,
  type ToPixels,
} from './mapCoordinates'

/** The features of a file, in its own coordinates. */
export interface Features {
  readonly file: LabelFile
  readonly rows: AnnotationRows
  readonly crs: unknown
  /** QuPath writes pixels, and marks its features. */
  readonly fromQuPath: boolean
}

/** How the file's coordinates become pixels; undefined where they are pixels. */
interface Way {
  readonly toPixels: ToPixels
  /** What they were taken for. */
  readonly as: string
}

/** Those of one image, of which a file of a map may hold a part only. */
export function readFeatures(
  features: Features,
  image: LabelImage,
  projectClasses: readonly string[],
  found: FoundObjects,
): ReadReport {
  const { rows } = features
  const way = wayOf(features, image, found)
  const only = projectClasses.length === 1 ? projectClasses[0] : undefined
  let outside = 0
  rows.addTo(found)
  for (const stored of rows.stored()) {
    const { view, start, end, category: named } = stored
    const settled = !way && typeof named === 'string' && isSettled(view, start, end)
    if (settled && found.addStored(named, stored)) continue
    const { category, shape, ...row } = rows.whole(stored)
    const where = () => says.maps.nameFeatureNumber(found.file, row.number)
    const className = (category as string | undefined) ?? only
    if (className === undefined) {
      found.leave(says.maps.withoutAClass)
      continue
    }
    if (category === undefined) found.say(says.maps.featuresNameNoClassAnd(className))
    const placed = placedIn(shape, way)
    if (way && !meets(bounds(placed), image)) outside++
    else found.attempt(() => found.add({ className, shape: placed, ...row }, where))
  }
  found.leave(says.maps.outsideThePicture, undefined, outside)
  if (way && outside > 0 && found.taken === 0) throw outsideError(found.file, image, way)
  if (!way && !features.fromQuPath && !features.file.coordinates) requirePixels(features, image)
  return found.report()
}

function placedIn(shape: Shape, way: Way | undefined): Shape {
  const placed = way ? inPixels(shape, way.toPixels) : shape
  return placed.kind === 'polygon' && !placed.rings ? shapeOfRing(placed.points) : placed
}

function inPixels(shape: Shape, toPixels: ToPixels): Shape {
  if (shape.kind === 'point') {
    const [x, y] = toPixels(shape.x, shape.y)
    return { kind: 'point', x, y }
  }
  const drawn =
    'points' in shape ? shape : ({ kind: 'polygon', points: outline(shape)[0] as readonly number[] } as const)
  return mapPoints(drawn, (ring) => {
    const placed: number[] = []
    for (let i = 0; i + 1 < ring.length; i += 2)
      placed.push(...toPixels(ring[i] as number, ring[i + 1] as number))
    return placed
  })
}

function meets({ x, y, w, h }: Rect, { width, height }: LabelImage): boolean {
  const [cx, cy] = [x + w / 2, y + h / 2]
  return cx >= 0 && cy >= 0 && cx <= width && cy <= height
}

/**
 * What the coordinates are: pixels where the file says so (QuPath's does) or the picture lies on no map, else longitude and
 * latitude, or those of the system that the file names. Throws AppError('label-map') where that cannot be told.
 */
function wayOf(
  { file, rows, crs, fromQuPath }: Features,
  image: LabelImage,
  found: FoundObjects,
): Way | undefined {
  const { geo } = image
  const named = crsName(crs)
  switch (file.coordinates) {
    case 'pixel':
      return undefined
    case 'share':
      return { as: 'shares', toPixels: (x, y) => [x * image.width, y * image.height] }
    case 'map':
      return { as: says.maps.mapCoordinates, ...own(image, file.name) }
    case 'lonlat':
      return onMap(lonLat, image, file.name, found)
  }
  if (named !== undefined) {
    const system = isWellKnownText(named) ? named : epsgOf(named)
    if (system === undefined || !geo)
      throw noMap(file.name, image, system === undefined ? named : systemWords(system), geo !== undefined)
    return onMap(system, image, file.name, found)
  }
  if (!geo || fromQuPath || rows.size === 0) return undefined
  const around = extentOf(rows)
  if (inDegrees(around)) return onMap(lonLat, image, file.name, found)
  const map = mapExtent(geo, image)
  const inMap =
    around.x <= map.right &&
    around.x + around.w >= map.left &&
    around.y <= map.top &&
    around.y + around.h >= map.bottom
  if (!inMap) throw new AppError('label-map', says.maps.nameDoesNotSayWhat(file.name, image.name))
  found.say(says.maps.itsCoordinatesWereTakenFor(geo.epsg === undefined ? '' : says.maps.epsgEpsg(geo.epsg)))
  return { as: says.maps.mapCoordinates, ...own(image, file.name) }
}

function onMap(system: number | string, image: LabelImage, file: string, found: FoundObjects): Way {
  if (!image.geo) throw noMap(file, image, systemWords(system), false)
  const { toPixels, rough } = pixelsFrom(system, image.geo, image, file)
  if (rough) found.say(says.maps.itsCoordinatesWereMovedTo)
  return {
    toPixels,
    as:
      system === lonLat ? says.maps.longitudeAndLatitude : says.maps.coordinatesOfSystem(systemWords(system)),
  }
}

function own(image: LabelImage, file: string): { toPixels: ToPixels } {
  if (!image.geo) throw noMap(file, image, says.maps.mapCoordinates, false)
  return {
    toPixels: pixelsFrom(image.geo.epsg ?? -1, { ...image.geo, epsg: image.geo.epsg ?? -1 }, image, file)
      .toPixels,
  }
}

function crsName(crs: unknown): string | undefined {
  const name = isObject(crs) && isObject(crs['properties']) ? crs['properties']['name'] : undefined
  return typeof name === 'string' && name !== '' ? name : undefined
}

function noMap(file: string, image: LabelImage, system: string, hasMap: boolean): AppError {
  return new AppError(
    'label-map',
    hasMap
      ? says.maps.fileIsInTheCoordinate(file, system)
      : says.maps.fileHoldsPlacesOnA(file, system, image.name),
  )
}

function extentOf(rows: AnnotationRows): Rect {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { shape } of rows) {
    const { x, y, w, h } = bounds(shape)
    left = Math.min(left, x)
    right = Math.max(right, x + w)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y + h)
  }
  return { x: left, y: top, w: right - left, h: bottom - top }
}

function inDegrees({ x, y, w, h }: Rect): boolean {
  return x >= -180 && x + w <= 180 && y >= -90 && y + h <= 90
}

/** Regions of less than a pixel, all of them, are degrees on a picture without a map. */
function requirePixels({ file, rows }: Features, image: LabelImage): void {
  let [regions, specks] = [0, 0]
  for (const { shape } of rows) {
    const { w, h } = bounds(shape)
    if (shape.kind === 'point' || shape.kind === 'polyline' || (w === 0 && h === 0)) continue
    regions++
    if (w < 1 && h < 1) specks++
  }
  if (regions === 0 || specks < regions || !inDegrees(extentOf(rows))) return
  throw new AppError('label-map', says.maps.nameAllItsRegionsWould(file.name, image.name))
}

function outsideError(file: string, image: LabelImage, { as }: Way): AppError {
  return new AppError('label-image', says.maps.fileTakenForAsAll(file, as, image.name))
}
