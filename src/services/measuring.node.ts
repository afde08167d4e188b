import { extname, resolve } from 'node:path'
import type { CallContext } from '../base/wire'
import { measureObjects, median, type Measured } from '../evaluation/measure'
import { replaceFileLater } from '../files/replaceFile.node'
import { quote } from '../base/csv'
import { areaOf, lengthUnits, measureUnit } from '../geometry/pixelSize'
import { says } from '../messages/says/says'
import { propertiesText } from '../records/image'
import type { ImageRecord, ObjectRecord } from '../records/records'
import { bounds } from '../records/records'
import { writeMeasuredLayers, type MeasuredImage, type MeasuredObject } from './measuredLayers.node'
import { chosenImages, type Project } from './project.node'

export interface MeasureResult {
  /** A row an object. */
  readonly out: string
  /** A row an image and class, beside it. */
  readonly pictures: string
  readonly objects: number
}

const objectHead =
  'image_id,image,object,class,origin,score,x_px,y_px,width_px,height_px,unit,width,height,area,nearest_neighbour'
const pictureHead =
  'image_id,image,class,objects,unit,image_area,objects_per_area,per,area_share,median_area,mean_area,median_nearest_neighbour,notes,properties'
const isGeoPackage = (path: string) => extname(path).toLowerCase() === '.gpkg'
/** Densities are said for this many square units. */
const perUnit = { px: [1e6, 'megapixel'], um: [1e6, 'mm²'], m: [1e4, 'ha'] } as const

/**
 * Measures every object that is marked: in µm or m where the size of a pixel is known, else in pixels.
 *
 * @example await measureProject(project, { images: 'all', out: 'objects.csv' }, context)
 */
export async function measureProject(
  project: Project,
  request: { readonly images: number[] | 'all'; readonly out: string },
  context: CallContext,
): Promise<MeasureResult> {
  const [rows, pictures] = [[objectHead], [pictureHead]]
  const layers: MeasuredImage[] = []
  const images = await chosenImages(project, request.images)
  const classes = await project.store.classes()
  const unknown = images.filter(({ pixelSize }) => !pixelSize)
  if (unknown.length > 0) context.warn(says.services.unknownOfImagesImagesAre(unknown.length, images.length))
  for (const [i, image] of images.entries()) {
    context.signal.throwIfAborted()
    context.progress({ done: i, total: images.length, unit: 'images', note: image.name })
    const { objects } = await project.store.load(image.id)
    const layer: MeasuredObject[] = []
    layers.push({ image, objects: layer })
    for (const { id, name } of classes) {
      const own = objects.filter((object) => object.class === id)
      const measured = measureObjects(
        own.map(({ shape }) => shape),
        image.pixelSize,
      )
      own.forEach((object, n) => rows.push(objectRow(image, name, object, measured[n] as Measured)))
      own.forEach((object, n) => layer.push({ object, className: name, measured: measured[n] as Measured }))
      pictures.push(pictureRow(image, name, measured))
    }
  }
  const out = resolve(request.out)
  if (isGeoPackage(out)) await writeMeasuredLayers(out, layers, context)
  const beside = `${out.slice(0, -extname(out).length)}-pictures.csv`
  if (!isGeoPackage(out)) await replaceFileLater(out, `${rows.join('\n')}\n`)
  await replaceFileLater(beside, `${pictures.join('\n')}\n`)
  return { out, pictures: beside, objects: rows.length - 1 }
}

function objectRow(image: ImageRecord, name: string, object: ObjectRecord, measured: Measured): string {
  const { x, y, w, h } = bounds(object.shape)
  const { width, height, area, nearest } = measured
  const about = [image.id, quote(image.name), object.id, quote(name), object.origin, object.score]
  return line([...about, x, y, w, h, measureUnit(image.pixelSize), width, height, area, nearest])
}

function pictureRow(image: ImageRecord, name: string, measured: readonly Measured[]): string {
  const { pixelSize, width, height } = image
  const unit = measureUnit(pixelSize)
  const pixels = width * height
  const whole = pixelSize && unit !== 'px' ? areaOf(pixels, pixelSize) / lengthUnits[unit] ** 2 : pixels
  const areas = measured.flatMap(({ area }) => area ?? [])
  const all = areas.reduce((a, b) => a + b, 0)
  const [per, called] = perUnit[unit]
  const nearest = median(measured.flatMap((each) => each.nearest ?? []))
  const mean = areas.length > 0 ? all / areas.length : undefined
  const about = [image.id, quote(image.name), quote(name), measured.length, unit, whole]
  const figures = [(measured.length / whole) * per, called, all / whole, median(areas), mean, nearest]
  return line([...about, ...figures, quote(image.notes ?? ''), quote(propertiesText(image))])
}

function line(values: readonly (string | number | undefined)[]): string {
  const digits = (value: number) => (Number.isInteger(value) ? value : Number(value.toPrecision(9)))
  return values.map((value) => (typeof value === 'number' ? digits(value) : (value ?? ''))).join(',')
}
