import { AppError } from '../base/errors'
import { bounds, type Shape } from '../records/records'
import { outline } from '../document/shapes'
import { partsOf } from '../geometry/rings'
import { says } from '../messages/says/says'
import type { Geometry } from './wkb'
import { AnnotationRows } from './annotationRows'
import { type Attributes, attributesFrom } from './attributes'
import { FoundObjects } from './foundObjects'
import {
  fileOf,
  type LabelFile,
  type LabelFormat,
  type LabelStream,
  type OpenLabels,
  type WriteImage,
  type WriteReport,
} from './format'
import { readFeatures, type Features } from './geojsonPlaces'
import { shapesOf } from './geojsonShapes'
import { isNumber, isObject, parseJson, show, type JsonObject } from './json'
import { JsonLists, textOfItem } from './jsonLists'

/**
 * GeoJSON: QuPath's (its documentation, "Exporting annotations"), in full-size pixels, one file for each image; and that of
 * maps (RFC 7946), on pictures that lie on one.
 */
export const geojson: LabelFormat = {
  id: 'geojson',
  label: 'GeoJSON',
  single: true,
  folder: true,
  ending: '.geojson',
  recognises: (text) =>
    /^\s*[[{]/.test(text) && /"type"\s*:\s*"Feature(Collection)?"/.test(text.slice(0, 1 << 20)),
  open: openGeoJson,
  stream: streamGeoJson,
  holds: { attributes: 'all' },
  write: writeGeoJson,
}

function openGeoJson(file: LabelFile): OpenLabels {
  const root = parseJson(file.text, file.name)
  const list = isObject(root) && root['type'] === 'FeatureCollection' ? root['features'] : root
  const features = Array.isArray(list) ? list : [list]
  const reader = new FeatureReader(file)
  for (const feature of features) reader.add(feature)
  if (isObject(root)) reader.crs = root['crs']
  return reader.finish()
}

/** Reads the same from a file too large to be parsed at once. */
function streamGeoJson(file: LabelFile): LabelStream {
  const reader = new FeatureReader(file)
  const lists = new JsonLists(
    file.name,
    (item) => {
      const { list, line } = item
      if (list === 'features' || list === '') reader.add(parseJson(textOfItem(item), file.name, line))
    },
    {
      takeMember(key, text) {
        if (key === 'crs') reader.crs = parseJson(text, file.name)
      },
    },
  )
  return {
    push: (piece) => lists.push(piece),
    pushBytes: (piece) => lists.push(piece),
    end() {
      lists.end()
      return reader.finish()
    },
  }
}

/** Takes the features one by one, and keeps of each what counts. */
class FeatureReader {
  private readonly rows: AnnotationRows
  private count = 0
  private fromQuPath = false
  /** What the file says of its coordinates. */
  crs: unknown

  constructor(private readonly file: LabelFile) {
    this.rows = new AnnotationRows(file.scratch)
  }

  add(feature: unknown): void {
    const number = ++this.count
    const where = says.maps.nameFeatureNumber(this.file.name, number)
    if (!isObject(feature) || feature['type'] !== 'Feature')
      throw new AppError('label-json', says.maps.whereFeatureIsNoFeature(where, show(feature)))
    const properties = isObject(feature['properties']) ? feature['properties'] : {}
    if (typeof properties['objectType'] === 'string') this.fromQuPath = true
    try {
      this.addShapes(feature, properties, number, where)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.rows.odd.push(error)
    }
  }

  private addShapes(feature: JsonObject, properties: JsonObject, number: number, where: string): void {
    const { rows } = this
    const geometry = feature['geometry']
    if (isObject(geometry) && isOtherPlane(geometry['plane']))
      return rows.count('leftOut', says.maps.inAnotherPlaneThanThe)
    const parts = shapesOf(geometry, where)
    if (parts.length === 0) return rows.count('leftOut', says.maps.withoutAGeometry)
    const exact = exactShape(properties['shape'], parts[0])
    const changed = parts.length > 1 ? says.maps.severalPointsOrLinesOf : undefined
    const row = {
      category: classOf(properties),
      score: scoreOf(properties),
      locked: properties['isLocked'] === true,
      attributes: saidOf(properties),
      number,
    }
    for (const [i, shape] of (exact ? [exact] : parts).entries())
      rows.add({ ...row, shape, changed: i === 0 ? changed : undefined })
    if (isObject(feature['nucleusGeometry'])) rows.count('said', says.maps.theNucleiOfCellsWere)
    if (otherMeasurements(properties['measurements']))
      rows.count('said', says.maps.theMeasurementsOfFeaturesWere)
  }

  finish(): OpenLabels {
    const features: Features = {
      file: this.file,
      rows: this.rows,
      crs: this.crs,
      fromQuPath: this.fromQuPath,
    }
    return {
      onMap: !this.fromQuPath && this.file.coordinates !== 'pixel',
      read: (image, projectClasses, take) =>
        readFeatures(features, image, projectClasses, new FoundObjects(this.file.name, image, take)),
    }
  }
}

/** QuPath numbers planes from 0; c -1 is all channels. */
function isOtherPlane(plane: unknown): boolean {
  return isObject(plane) && (Number(plane['z'] ?? 0) > 0 || Number(plane['t'] ?? 0) > 0)
}

/** What programs for maps and for tables call the property with the class. */
const classProperties = [
  'label',
  'class',
  'class_name',
  'className',
  'category',
  'Label',
  'Class',
  'Category',
]

function classOf(properties: JsonObject): string | undefined {
  const found = properties['classification']
  const name = isObject(found)
    ? (found['name'] ?? (Array.isArray(found['names']) ? found['names'].join(': ') : undefined))
    : (found ??
      classProperties.map((key) => properties[key]).find((value) => value !== undefined && value !== null))
  const text = isNumber(name) ? String(name) : name
  return typeof text === 'string' && text.trim() !== '' ? text : undefined
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

/** QuPath's metadata, and the name of the object itself. */
function saidOf({ name, metadata, objectType }: JsonObject): Attributes | undefined {
  const own = typeof objectType === 'string' && typeof name === 'string' ? [['name', name] as const] : []
  return attributesFrom([...own, ...Object.entries(isObject(metadata) ? metadata : {})])
}

function otherMeasurements(found: unknown): boolean {
  if (Array.isArray(found)) return found.some((m) => isObject(m) && m['name'] !== 'score')
  return isObject(found) && Object.keys(found).some((name) => name !== 'score')
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
  const files = images.map((each) => {
    const { image, objects, foundBy } = each
    const features = objects.map((object) => JSON.stringify(featureOf(object, classNames)))
    written += features.length
    const about = membersOf({ ...foundBy, pixelSize: image.pixelSize })
    const text = `{"type":"FeatureCollection",${about}"features":[\n${features.join(',\n')}\n]}\n`
    return { name: `${fileOf(each)}.geojson`, text }
  })
  return { files, written, dropped: 0, changed: 0 }
}

/** Foreign members of a collection (RFC 7946, section 6.1), before its features. */
export function membersOf(members: object): string {
  const text = JSON.stringify(members).slice(1, -1)
  return text && `${text},`
}

function featureOf(object: WriteImage['objects'][number], classNames: readonly string[]): object {
  const { shape, score, attributes } = object
  const { name, ...metadata } = attributes ?? {}
  return {
    type: 'Feature',
    geometry: geometryOf(shape),
    properties: {
      objectType: score === undefined ? 'annotation' : 'detection',
      classification: { name: classNames[object.class] ?? `class ${object.class}` },
      ...(name === undefined ? {} : { name }),
      ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
      ...(score === undefined ? {} : { measurements: { score } }),
      // GeoJSON knows neither angles nor curves: other programs see the outline.
      ...('cx' in shape && shape.angle !== 0 ? { shape } : {}),
    },
  }
}

/** In pixels. */
export function geometryOf(shape: Shape): Geometry {
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
