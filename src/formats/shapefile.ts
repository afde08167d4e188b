import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { mostText, toDbf, type DbfColumn } from './dbf'
import { fileOf, type LabelFormat, type WriteImage, type WriteReport } from './format'
import { geojson, geometryOf } from './geojson'
import { onMap, placeOf } from './geojsonMap'
import { prjOf } from './prj'
import { kindOf, toShapefile, type ShapeKind } from './shapefileBytes'
import type { Geometry } from './wkb'

/**
 * Shapefiles: of each picture one for its polygons and, where there are any, others for points and lines; on the picture's map,
 * else in pixels. They are read as the GeoJSON that they say.
 */
export const shapefile: LabelFormat = {
  ...geojson,
  id: 'shp',
  get label() {
    return says.formatNames.aShapefile
  },
  folder: true,
  ending: '.shp',
  recognises: () => false,
  write: writeShapefiles,
}

type Row = readonly [geometry: Geometry, className: string, score: number | undefined]

function writeShapefiles(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  let [written, changed, pixels] = [0, 0, 0]
  const binaries = images.flatMap((each) => {
    const geo = each.image.geo && placeOf(each)
    const prj = geo && prjOf(geo.epsg)
    if (geo && prj === undefined)
      throw new AppError('label-map', says.maps.nameLiesInEpsgEpsg(each.image.name, geo.epsg))
    if (!geo) pixels++
    const rows = each.objects.map(({ class: number, shape, score }): Row => {
      written++
      if (shape.kind === 'ellipse') changed++
      const geometry = geo ? onMap(shape, geo.geo) : geometryOf(shape)
      return [geometry, classNames[number] ?? `class ${number}`, score]
    })
    return filesOf(fileOf(each), rows, prj)
  })
  const notes = pixels > 0 ? [says.maps.pixelsOfImagesImagesLie(pixels, images.length)] : []
  return { files: [], binaries, written, dropped: 0, changed, notes }
}

function filesOf(name: string, rows: readonly Row[], prj: string | undefined) {
  const kinds = new Map<ShapeKind, Row[]>()
  for (const row of rows) {
    const kind = kindOf(row[0])
    const own = kinds.get(kind)
    if (own) own.push(row)
    else kinds.set(kind, [row])
  }
  if (kinds.size === 0) kinds.set('polygons', [])
  const text = new TextEncoder()
  return [...kinds].flatMap(([kind, own]) => {
    // The only one, and else that of polygons, is called as the picture.
    const called = kind === 'polygons' || kinds.size === 1 ? name : `${name}-${kind}`
    const { shp, shx } = encoded(kind, own, name)
    const dbf = toDbf(
      columnsOf(own, name),
      own.map(([, ...values]) => values),
    )
    return [
      { name: `${called}.shx`, bytes: shx },
      { name: `${called}.dbf`, bytes: dbf },
      { name: `${called}.cpg`, bytes: text.encode('UTF-8') },
      // One of an older export would move these to its map.
      { name: `${called}.prj`, bytes: prj === undefined ? undefined : text.encode(prj) },
      { name: `${called}.shp`, bytes: shp },
    ]
  })
}

function encoded(kind: ShapeKind, rows: readonly Row[], name: string): ReturnType<typeof toShapefile> {
  try {
    return toShapefile(
      kind,
      rows.map(([geometry]) => geometry),
    )
  } catch (error) {
    throw new AppError('label-large', says.maps.nameHasMoreObjectsThan(name), { cause: error })
  }
}

function columnsOf(rows: readonly Row[], image: string): DbfColumn[] {
  const bytes = (text: string) => new TextEncoder().encode(text).length
  const longest = rows.reduce((most, [, name]) => Math.max(most, bytes(name)), 1)
  if (longest > mostText)
    throw new AppError('label-value', says.maps.aClassOnImageHas(image, longest, mostText))
  const scored = rows.some(([, , score]) => score !== undefined)
  return [
    { name: 'class', type: 'C', length: longest, decimals: 0 },
    ...(scored ? [{ name: 'score', type: 'N', length: 10, decimals: 7 } as const] : []),
  ]
}
