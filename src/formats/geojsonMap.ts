import { AppError } from '../base/errors'
import type { Shape } from '../records/shape'
import { toMap, type GeoReference } from '../geometry/georeference'
import { says } from '../messages/says/says'
import { fileOf, type LabelFormat, type WriteImage, type WriteReport } from './format'
import { geojson, geometryOf, membersOf } from './geojson'
import { lonLat } from './mapCoordinates'
import type { Geometry } from './wkb'

/**
 * GeoJSON in the coordinates of each picture's map, as QGIS and GDAL read it: in longitude and latitude as RFC 7946 has it, else
 * with the `crs` of GeoJSON 2008, easting first. Read like any other GeoJSON.
 */
export const geojsonMap: LabelFormat = {
  ...geojson,
  id: 'geojson-map',
  get label() {
    return says.formatNames.geojsonOnTheMap
  },
  recognises: () => false,
  write: writeOnMap,
}

function writeOnMap(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  let [written, changed] = [0, 0]
  const files = images.map((each) => {
    const { geo, epsg } = placeOf(each)
    const name = `urn:ogc:def:crs:EPSG::${epsg}`
    const crs = epsg === lonLat ? '' : `"crs":${JSON.stringify({ type: 'name', properties: { name } })},`
    const features = each.objects.map(({ class: number, shape, score }) => {
      written++
      if (shape.kind === 'ellipse') changed++
      return JSON.stringify({
        type: 'Feature',
        geometry: onMap(shape, geo),
        properties: {
          class: classNames[number] ?? `class ${number}`,
          ...(score === undefined ? {} : { score }),
        },
      })
    })
    const size = membersOf({ pixelSize: each.image.pixelSize })
    const text = `{"type":"FeatureCollection",${crs}${size}"features":[\n${features.join(',\n')}\n]}\n`
    return { name: `${fileOf(each)}.geojson`, text }
  })
  return { files, written, dropped: 0, changed }
}

/** Throws AppError('label-map') for a picture of which nobody can tell where it lies. */
export function placeOf({ image: { name, geo } }: WriteImage): {
  readonly geo: GeoReference
  readonly epsg: number
} {
  if (!geo || (geo.epsg === undefined && !geo.degrees))
    throw new AppError(
      'label-map',
      geo
        ? says.maps.nameLiesOnAMap(name, geo.name ?? says.maps.withoutAName)
        : says.maps.nameDoesNotLieOn(name),
    )
  return { geo, epsg: geo.epsg ?? lonLat }
}

/** Easting or longitude first. */
export function onMap(shape: Shape, geo: GeoReference): Geometry {
  // A tenth of a millimetre.
  const digits = geo.degrees ? 9 : 4
  const moved = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value
    const [x, y] = value as unknown[]
    if (typeof x !== 'number' || typeof y !== 'number') return value.map(moved)
    const at = toMap(geo, x, y)
    return [Number(at.x.toFixed(digits)), Number(at.y.toFixed(digits))]
  }
  const { type, coordinates } = geometryOf(shape)
  return { type, coordinates: moved(coordinates) }
}
