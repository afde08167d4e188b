import { AppError } from '../base/errors'
import { bounds, type Shape } from '../document/records'
import { asBox, fitIntoImage } from './fit'
import {
  stem,
  type LabelFile,
  type LabelFormat,
  type LabelImage,
  type LabelObject,
  type OpenLabels,
  type ReadReport,
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
    read: (image, projectClasses) => readFeatures(file.name, features as JsonObject[], image, projectClasses),
  }
}

function readFeatures(
  file: string,
  features: readonly JsonObject[],
  image: LabelImage,
  projectClasses: readonly string[],
): ReadReport {
  const objects: LabelObject[] = []
  const names = new Set<string>()
  let [unclassified, otherKinds, changed] = [0, 0, 0]
  features.forEach((feature, i) => {
    const where = `${file}, feature ${i + 1}`
    const properties = isObject(feature['properties']) ? feature['properties'] : {}
    const className = classOf(properties) ?? (projectClasses.length === 1 ? projectClasses[0] : undefined)
    const parts = shapesOf(feature['geometry'], where)
    if (className === undefined) return void unclassified++
    if (!parts.shapes.length) return void otherKinds++
    names.add(className)
    let lost = parts.lost || parts.shapes.length > 1
    const score = scoreOf(properties)
    for (const shape of parts.shapes) {
      const fitted = fitIntoImage(shape, image, where)
      if (fitted.changed) lost = true
      objects.push({ className, shape: fitted.shape, ...(score === undefined ? {} : { score }) })
    }
    if (lost) changed++
  })
  const warnings: string[] = []
  if (unclassified) warnings.push(`${file}: ${unclassified} features have no class and were left out.`)
  if (otherKinds) warnings.push(`${file}: ${otherKinds} features are lines or empty and were left out.`)
  if (changed)
    warnings.push(
      `${file}: ${changed} features were simplified (holes filled, several parts made objects of their own).`,
    )
  return { objects, classNames: [...names], dropped: unclassified + otherKinds, changed, warnings }
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

/** Shapes of a geometry; `lost` when it has holes, which we do not keep. */
function shapesOf(geometry: unknown, where: string): { shapes: Shape[]; lost: boolean } {
  if (!isObject(geometry)) return { shapes: [], lost: false }
  const coordinates = geometry['coordinates']
  const wrong = () =>
    new AppError(
      'label-value',
      `${where}: ${show(coordinates)} are no coordinates of a ${show(geometry['type'])}: mend or remove it.`,
    )
  const list = (value: unknown): unknown[] => {
    if (Array.isArray(value)) return value
    throw wrong()
  }
  const point = (value: unknown): [number, number] => {
    const [x, y] = list(value)
    if (isNumber(x) && isNumber(y)) return [x, y]
    throw wrong()
  }
  const polygon = (value: unknown): Shape => {
    const ring = list(list(value)[0]).map(point)
    const [first, last] = [ring[0], ring.at(-1)]
    if (ring.length > 1 && first && last && first[0] === last[0] && first[1] === last[1]) ring.pop()
    if (ring.length < 3) throw wrong()
    const points = ring.flat()
    return asBox(points) ?? { kind: 'polygon', points }
  }
  switch (geometry['type']) {
    case 'Point': {
      const [x, y] = point(coordinates)
      return { shapes: [{ kind: 'point', x, y }], lost: false }
    }
    case 'MultiPoint':
      return {
        shapes: list(coordinates).map((p) => ({ kind: 'point', x: point(p)[0], y: point(p)[1] })),
        lost: false,
      }
    case 'Polygon':
      return { shapes: [polygon(coordinates)], lost: list(coordinates).length > 1 }
    case 'MultiPolygon':
      return {
        shapes: list(coordinates).map(polygon),
        lost: list(coordinates).some((p) => list(p).length > 1),
      }
    default:
      return { shapes: [], lost: false }
  }
}

/** One file for each image; every shape survives. */
function writeGeoJson(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  let written = 0
  const files = images.map(({ image, objects }) => {
    const features = objects.map((object) => JSON.stringify(featureOf(object, classNames)))
    written += features.length
    const text = `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`
    return { name: `${stem(image.name)}.geojson`, text }
  })
  return { files, written, dropped: 0, changed: 0 }
}

function featureOf(object: WriteImage['objects'][number], classNames: readonly string[]): object {
  const { shape, score } = object
  const geometry =
    shape.kind === 'point'
      ? { type: 'Point', coordinates: [shape.x, shape.y] }
      : { type: 'Polygon', coordinates: [ringOf(shape)] }
  return {
    type: 'Feature',
    geometry,
    properties: {
      objectType: score === undefined ? 'annotation' : 'detection',
      classification: { name: classNames[object.class] ?? `class ${object.class}` },
      ...(score === undefined ? {} : { measurements: { score } }),
    },
  }
}

function ringOf(shape: Exclude<Shape, { kind: 'point' }>): number[][] {
  const { x, y, w, h } = bounds(shape)
  const points = shape.kind === 'polygon' ? shape.points : [x, y, x + w, y, x + w, y + h, x, y + h]
  const ring = Array.from({ length: points.length / 2 }, (_, i) => [
    points[i * 2] as number,
    points[i * 2 + 1] as number,
  ])
  return [...ring, ring[0] as number[]]
}
