import type { CallContext } from '../base/wire'
import type { Measured } from '../evaluation/measure'
import type { MapLayer } from '../formats/format'
import { onMap } from '../formats/geojsonMap'
import { writeGeoPackage } from '../formats/geoPackageFile.node'
import { lonLat } from '../formats/mapCoordinates'
import type { GeoReference } from '../geometry/georeference'
import { measureUnit } from '../geometry/pixelSize'
import { says } from '../messages/says/says'
import type { ImageRecord, ObjectRecord } from '../records/records'
import { bounds } from '../records/records'
import { exportNames } from './exportNames'

export interface MeasuredObject {
  readonly object: ObjectRecord
  readonly className: string
  readonly measured: Measured
}

export interface MeasuredImage {
  readonly image: ImageRecord
  readonly objects: readonly MeasuredObject[]
}

/** What of no map is known lies on the plane without a name (GeoPackage 1.3, 2.1.2): pixels, y upwards. */
const noMap = { geo: { affine: [1, 0, 0, 0, -1, 0], degrees: false } as GeoReference, epsg: -1 }

/** A layer a picture, with the unit of each measure in the name of its column. */
export async function writeMeasuredLayers(
  out: string,
  images: readonly MeasuredImage[],
  context: CallContext,
): Promise<void> {
  const names = exportNames(images.map(({ image }) => image))
  const placed = images.map(({ image }) => placeOf(image))
  const nowhere = placed.filter((place) => !place).length
  if (nowhere > 0) context.warn(says.services.nowhereOfImagesImagesLie(nowhere, images.length))
  const layers = images.map((each, i) => layerOf(each, names[i]?.file ?? each.image.name, placed[i] ?? noMap))
  await writeGeoPackage(out, layers)
}

function placeOf({ geo }: ImageRecord): { readonly geo: GeoReference; readonly epsg: number } | undefined {
  if (!geo || (geo.epsg === undefined && !geo.degrees)) return undefined
  return { geo, epsg: geo.epsg ?? lonLat }
}

function layerOf(
  { image, objects }: MeasuredImage,
  name: string,
  { geo, epsg }: { readonly geo: GeoReference; readonly epsg: number },
): MapLayer {
  const unit = measureUnit(image.pixelSize)
  const real = (column: string) => ({ name: column, type: 'REAL' as const })
  const columns = [
    { name: 'object', type: 'INTEGER' as const },
    { name: 'origin', type: 'TEXT' as const },
    ...['x_px', 'y_px', `width_${unit}`, `height_${unit}`, `area_${unit}2`, `nearest_neighbour_${unit}`].map(
      real,
    ),
  ]
  const features = objects.map(({ object, className, measured }) => {
    const { shape, score, id, origin } = object
    const { x, y } = bounds(shape)
    const { width, height, area, nearest } = measured
    const geometry = onMap(shape, geo)
    return { geometry, className, score, values: [id, origin, x, y, width, height, area, nearest] }
  })
  return { name, epsg, columns, features }
}
