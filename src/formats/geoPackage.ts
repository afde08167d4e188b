import { AppError } from '../base/errors'
import { pixelSizeText } from '../geometry/pixelSize'
import { says } from '../messages/says/says'
import { fileOf, type LabelFormat, type MapLayer, type WriteImage, type WriteReport } from './format'
import { geojson } from './geojson'
import { onMap, placeOf } from './geojsonMap'

/** A GeoPackage of a layer for each picture, on its map (OGC 12-128r18). It is read as the GeoJSON that it says. */
export const geoPackage: LabelFormat = {
  ...geojson,
  id: 'gpkg',
  get label() {
    return says.formatNames.aGeoPackage
  },
  folder: false,
  ending: '.gpkg',
  recognises: () => false,
  write: writeGeoPackage,
}

export const isSqlite = (bytes: Uint8Array) =>
  new TextDecoder('latin1').decode(bytes.subarray(0, 15)) === 'SQLite format 3'

function writeGeoPackage(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  const [first] = images
  if (!first) throw new AppError('nothing-to-export', says.maps.thereIsNoImageTo)
  let [written, changed] = [0, 0]
  const layers = images.map((each): MapLayer => {
    const { geo, epsg } = placeOf(each)
    const features = each.objects.map(({ class: number, shape, score }) => {
      written++
      if (shape.kind === 'ellipse') changed++
      return { geometry: onMap(shape, geo), className: classNames[number] ?? `class ${number}`, score }
    })
    const { pixelSize } = each.image
    const about = pixelSize && `A pixel of ${each.image.name} covers ${pixelSizeText(pixelSize)}.`
    return { name: fileOf(each), epsg, about, features }
  })
  return { files: [], layers, written, dropped: 0, changed }
}
