import { AppError } from '../base/errors'
import { bounds, type Shape } from '../document/records'
import { frameOf, outline } from '../document/shapes'
import { shapeOfRing } from '../document/ringShape'
import { partsOf } from '../geometry/rings'
import { fitIntoImage } from './fit'
import {
  stem,
  type LabelFile,
  type LabelFormat,
  type LabelImage,
  type OpenLabels,
  type ReadReport,
  type TakeObject,
  type WriteImage,
  type WriteReport,
} from './format'
import { isNumber, isObject, parseJson, show, type JsonObject } from './json'

/** GeoJSON as QuPath exports it (its documentation, "Exporting annotations"): full-size pixels, one file for each image. */
export const geojson: LabelFormat = {
  id: 'geojson',
  label: 'GeoJSON (QuPath)',
  folder: true,
  ending: '.geojson',
  recognises: (text) =>
    /^\s*[[{]/.test(text) && /"type"\s*:\s*"Feature(Collection)?"/.test(text.slice(0, 1 << 20)),
  open: openGeoJson,
  write: writeGeoJson,
}

function openGeoJson(file: LabelFile): OpenLabels {
  const root = parseJson(file.text, file.name)
  const features =
    isObject(root) && root['type'] === 'FeatureCollection'
      ? root['features']
      : Array.isArray(root)
        ? root
        : [root]
  if (!Array.isArray(features) || !features.every((f) => isObject(f) && f['type'] === 'Feature'))
    throw new AppError(
      'label-json',
      `${file.name} is not a GeoJSON collection of features: export it from QuPath as GeoJSON.`,
    )
  return {
    read: (image, projectClasses, take) =>
      readFeatures(file.name, features as JsonObject[], image, projectClasses, take),
  }
}

function readFeatures(
  file: string,
  features: readonly JsonObject[],
  image: LabelImage,
  projectClasses: readonly string[],
  take: TakeObject,
): ReadReport {
  const names = new Set<string>()
  let [unclassified, empty, changed] = [0, 0, 0]
  features.forEach((feature, i) => {
    const where = `${file}, feature ${i + 1}`
    const properties = isObject(feature['properties']) ? feature['properties'] : {}
    const className = classOf(properties) ?? (projectClasses.length === 1 ? projectClasses[0] : undefined)
    const parts = shapesOf(feature['geometry'], where)
    const exact = exactShape(properties['shape'], parts[0])
    if (className === undefined) return void unclassified++
    if (!parts.length) return void empty++
    names.add(className)
    let lost = parts.length > 1
    const score = scoreOf(properties)
    for (const shape of exact ? [exact] : parts) {
      const fitted = fitIntoImage(shape, image, where)
      if (fitted.changed) lost = true
      take({ className, shape: fitted.shape, ...(score === undefined ? {} : { score }) })
    }
    if (lost) changed++
  })
  const warnings: string[] = []
  if (unclassified) warnings.push(`${file}: ${unclassified} features have no class and were left out.`)
  if (empty) warnings.push(`${file}: ${empty} features have no geometry and were left out.`)
  if (changed)
    warnings.push(
      `${file}: ${changed} features were simplified (cut at the border, or several points or lines made objects of their own).`,
    )
  return { classNames: [...names], dropped: unclassified + empty, changed, warnings }
}

function classOf(properties: JsonObject): string | undefined {
  const found = properties['classification']
  const name = isObject(found)
    ? (found['name'] ?? (Array.isArray(found['names']) ? found['names'].join(': ') : undefined))
    : found
  return typeof name === 'string' && name !== '' ? name : undefined
}

/** QuPath writes measurements as an object since 0.4, before that as a list of {name, value}. */
function scoreOf(properties: JsonObject): number | undefined {
  const found = properties['measurements']
  const listed = Array.isArray(found)
    ? found.find((m) => isObject(m) && m['name'] === 'score')?.value
    : undefined
  const value: unknown = isObject(found) ? found['score'] : listed
  return isNumber(value) ? value : undefined
}

/** Shapes of a geometry: one, but for collections of points and of lines. */
function shapesOf(geometry: unknown, where: string): Shape[] {
  if (!isObject(geometry)) return []
  const { type, coordinates } = geometry
  const wrong = () =>
    new AppError(
      'label-value',
      `${where}: ${show(coordinates)} are no coordinates of a ${show(type)}: mend or remove it.`,
    )
  const list = (value: unknown): unknown[] => {
    if (Array.isArray(value)) return value
    throw wrong()
  }
  const pair = (value: unknown): [number, number] => {
    const [x, y] = list(value)
    if (isNumber(x) && isNumber(y)) return [x, y]
    throw wrong()
  }
  const point = (value: unknown): Shape => ({ kind: 'point', x: pair(value)[0], y: pair(value)[1] })
  const line = (value: unknown): Shape => {
    const points = list(value).flatMap(pair)
    if (points.length < 4) throw wrong()
    return { kind: 'polyline', points }
  }
  const ring = (value: unknown): number[] => {
    const corners = list(value).map(pair)
    const [first, last] = [corners[0], corners.at(-1)]
    if (corners.length > 1 && first && last && first[0] === last[0] && first[1] === last[1]) corners.pop()
    if (corners.length < 3) throw wrong()
    return corners.flat()
  }
  const polygon = (value: unknown): Shape => {
    const [points, ...rings] = list(value).map(ring)
    if (!points) throw wrong()
    if (rings.length) return { kind: 'polygon', points, rings }
    if (geometry['isEllipse'] !== true) return shapeOfRing(points)
    return { kind: 'ellipse', ...frameOf(bounds({ kind: 'polygon', points })) }
  }
  switch (type) {
    case 'Point':
      return [point(coordinates)]
    case 'MultiPoint':
      return list(coordinates).map(point)
    case 'LineString':
      return [line(coordinates)]
    case 'MultiLineString':
      return list(coordinates).map(line)
    case 'Polygon':
      return [polygon(coordinates)]
    case 'MultiPolygon':
      return [polygon(list(coordinates).flatMap(list))]
    default:
      return []
  }
}

/** The turned shape that we wrote beside its outline, as long as nobody changed the outline since. */
function exactShape(value: unknown, drawn: Shape | undefined): Shape | undefined {
  if (!isObject(value) || !drawn) return undefined
  const { kind, cx, cy, w, h, angle } = value
  if (kind !== 'ellipse' && kind !== 'rotatedBox') return undefined
  if (!isNumber(cx) || !isNumber(cy) || !isNumber(w) || !isNumber(h) || !isNumber(angle)) return undefined
  const shape: Shape = { kind, cx, cy, w, h, angle }
  const [a, b] = [bounds(shape), bounds(drawn)]
  const same = Math.abs(a.x - b.x) + Math.abs(a.y - b.y) + Math.abs(a.w - b.w) + Math.abs(a.h - b.h) < 1
  return same ? shape : undefined
}

/** One file for each image; every shape survives. */
function writeGeoJson(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  let written = 0
  const files = images.map(({ image, objects, foundBy }) => {
    const features = objects.map((object) => JSON.stringify(featureOf(object, classNames)))
    written += features.length
    const about = foundBy ? `${JSON.stringify(foundBy).slice(1, -1)},` : ''
    const text = `{"type":"FeatureCollection",${about}"features":[\n${features.join(',\n')}\n]}\n`
    return { name: `${stem(image.name)}.geojson`, text }
  })
  return { files, written, dropped: 0, changed: 0 }
}

function featureOf(object: WriteImage['objects'][number], classNames: readonly string[]): object {
  const { shape, score } = object
  return {
    type: 'Feature',
    geometry: geometryOf(shape),
    properties: {
      objectType: score === undefined ? 'annotation' : 'detection',
      classification: { name: classNames[object.class] ?? `class ${object.class}` },
      ...(score === undefined ? {} : { measurements: { score } }),
      // GeoJSON knows neither angles nor curves: other programs see the outline.
      ...('cx' in shape && shape.angle !== 0 ? { shape } : {}),
    },
  }
}

function geometryOf(shape: Shape): object {
  if (shape.kind === 'point') return { type: 'Point', coordinates: [shape.x, shape.y] }
  if (shape.kind === 'polyline') return { type: 'LineString', coordinates: pairs(shape.points) }
  const parts = shape.kind === 'polygon' && shape.rings ? partsOf(outline(shape)) : []
  const coordinates = parts.map(({ outer, holes }) => [outer, ...holes].map(closed))
  if (coordinates.length > 1) return { type: 'MultiPolygon', coordinates }
  return {
    type: 'Polygon',
    coordinates: coordinates[0] ?? outline(shape).map(closed),
    ...(shape.kind === 'ellipse' && shape.angle === 0 ? { isEllipse: true } : {}),
  }
}

function pairs(points: readonly number[]): number[][] {
  return Array.from({ length: points.length / 2 }, (_, i) => points.slice(i * 2, i * 2 + 2))
}

function closed(points: readonly number[]): number[][] {
  const ring = pairs(points)
  return [...ring, ring[0] as number[]]
}
