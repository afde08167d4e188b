import { AppError } from '../base/errors'
import { bounds, type Shape } from '../document/records'
import { area, outline } from '../document/shapes'
import { partsOf } from '../geometry/rings'
import { fitIntoImage, shapeOfParts } from './fit'
import {
  baseName,
  type LabelFile,
  type LabelFormat,
  type LabelImage,
  type LabelObject,
  type OpenLabels,
  type WriteImage,
  type WriteReport,
} from './format'
import { isNumber, isObject, parseJson, show, type JsonObject } from './json'

/** COCO's JSON (cocodataset.org, "Data format"): one file for all images, pixels from the top-left corner. */
export const coco: LabelFormat = {
  id: 'coco',
  label: 'COCO JSON',
  folder: false,
  ending: '.json',
  recognises: (text) => /^\s*\{/.test(text) && /"annotations"\s*:/.test(text) && /"images"\s*:/.test(text),
  open: openCoco,
  write: writeCoco,
}

interface Row {
  readonly annotation: JsonObject
  /** Place in the list, from 1, for messages. */
  readonly number: number
}

function openCoco(file: LabelFile): OpenLabels {
  const root = parseJson(file.text, file.name)
  const list = (key: string): JsonObject[] => {
    const value = isObject(root) ? root[key] : undefined
    if (Array.isArray(value) && value.every(isObject)) return value
    throw new AppError('label-json', `${file.name} has no list "${key}": it is not a COCO file.`)
  }
  const images = list('images')
  const categories = new Map(
    list('categories').map((c) => [c['id'], String(c['name'] ?? `class ${show(c['id'])}`)]),
  )
  const byImage = new Map<unknown, Row[]>()
  list('annotations').forEach((annotation, i) => {
    const key = annotation['image_id']
    const rows = byImage.get(key)
    const row = { annotation, number: i + 1 }
    if (rows) rows.push(row)
    else byImage.set(key, [row])
  })
  return {
    read(image) {
      const id = findImage(images, image, file.name)
      const objects: LabelObject[] = []
      let [dropped, changed] = [0, 0]
      for (const row of byImage.get(id) ?? []) {
        const where = `${file.name}, annotation ${row.number} (id ${show(row.annotation['id'])})`
        const className = categories.get(row.annotation['category_id'])
        if (className === undefined)
          throw new AppError(
            'label-class',
            `${where}: category ${show(row.annotation['category_id'])} is not among the file's categories: add it there.`,
          )
        const found = shapeOf(row.annotation, where)
        const fitted = fitIntoImage(found.shape, image, where)
        if (fitted.shape.kind !== 'point' && !(bounds(fitted.shape).w > 0 && bounds(fitted.shape).h > 0)) {
          dropped++
          continue
        }
        if (found.changed || fitted.changed) changed++
        const score = row.annotation['score']
        objects.push({ className, shape: fitted.shape, ...(isNumber(score) ? { score } : {}) })
      }
      const warnings: string[] = []
      if (dropped) warnings.push(`${file.name}: ${dropped} annotations have no size and were left out.`)
      if (changed)
        warnings.push(
          `${file.name}: ${changed} annotations were simplified (masks to boxes, several parts to one).`,
        )
      return { objects, classNames: [...categories.values()], dropped, changed, warnings }
    },
  }
}

/** The id of the image with this file name; folders in it do not count. */
function findImage(images: readonly JsonObject[], image: LabelImage, file: string): unknown {
  const found = images.find((entry) => baseName(String(entry['file_name'] ?? '')) === image.name)
  if (!found) {
    const names = images.slice(0, 3).map((entry) => baseName(String(entry['file_name'] ?? '?')))
    throw new AppError(
      'label-image',
      `${file} has no image called "${image.name}" (it has ${names.join(', ') || 'none'}${images.length > 3 ? ', …' : ''}): rename the image or choose other labels.`,
    )
  }
  const [width, height] = [found['width'], found['height']]
  if ((isNumber(width) && width !== image.width) || (isNumber(height) && height !== image.height))
    throw new AppError(
      'label-image',
      `${file} was made for "${image.name}" of ${show(width)} × ${show(height)} pixels, the image has ${image.width} × ${image.height}: choose the labels of this image.`,
    )
  return found['id']
}

function shapeOf(annotation: JsonObject, where: string): { shape: Shape; changed: boolean } {
  const box = annotation['bbox']
  const isBox = Array.isArray(box) && box.length === 4 && box.every(isNumber)
  if (box !== undefined && box !== null && !isBox)
    throw new AppError(
      'label-value',
      `${where}: ${show(box)} is not a box of four numbers [x, y, width, height]: mend or remove it.`,
    )
  const polygons = polygonsOf(annotation['segmentation'], where)
  if (polygons.length) return shapeOfParts(polygons)
  if (!isBox)
    throw new AppError('label-value', `${where}: it has neither a box nor a polygon: mend or remove it.`)
  const [x, y, w, h] = box as [number, number, number, number]
  if (w < 0 || h < 0)
    throw new AppError('label-value', `${where}: the size ${w} × ${h} is negative: mend or remove it.`)
  if (w === 0 && h === 0 && annotation['num_keypoints'] === 1)
    return { shape: { kind: 'point', x, y }, changed: false }
  return { shape: { kind: 'box', x, y, w, h }, changed: isObject(annotation['segmentation']) }
}

function polygonsOf(segmentation: unknown, where: string): number[][] {
  if (!Array.isArray(segmentation)) return []
  return segmentation.map((part: unknown) => {
    if (Array.isArray(part) && part.length >= 6 && part.length % 2 === 0 && part.every(isNumber)) return part
    throw new AppError(
      'label-value',
      `${where}: ${show(part)} is not a polygon [x1, y1, x2, y2, x3, y3, …]: mend or remove it.`,
    )
  })
}

/**
 * Boxes, rotated boxes, polygons of several parts, and points (a single keypoint without extent) survive. Ellipses
 * become polygons, holes are filled, polylines are left out.
 */
function writeCoco(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  const rows: string[] = []
  let [dropped, changed] = [0, 0]
  images.forEach(({ objects }, i) => {
    for (const object of objects) {
      if (object.shape.kind === 'polyline') {
        dropped++
        continue
      }
      const segmentation = segmentationOf(object.shape)
      if (segmentation.changed) changed++
      rows.push(JSON.stringify(annotation(object, segmentation.parts, rows.length + 1, i + 1)))
    }
  })
  const head = {
    images: images.map(({ image }, i) => ({
      id: i + 1,
      width: image.width,
      height: image.height,
      file_name: image.name,
    })),
    categories: classNames.map((name, i) => ({ id: i + 1, name })),
  }
  const text = `${JSON.stringify(head).slice(0, -1)},"annotations":[\n${rows.join(',\n')}\n]}\n`
  return { files: [{ name: 'annotations.json', text }], written: rows.length, dropped, changed }
}

function segmentationOf(shape: Shape): { parts: readonly (readonly number[])[]; changed: boolean } {
  if (shape.kind === 'box' || shape.kind === 'point') return { parts: [], changed: false }
  if (shape.kind !== 'polygon' || !shape.rings)
    return { parts: outline(shape), changed: shape.kind === 'ellipse' }
  const parts = partsOf(outline(shape))
  return { parts: parts.map(({ outer }) => outer), changed: parts.some(({ holes }) => holes.length > 0) }
}

function annotation(
  object: WriteImage['objects'][number],
  segmentation: readonly (readonly number[])[],
  id: number,
  image: number,
): object {
  const { shape, score } = object
  const { x, y, w, h } = bounds(shape)
  return {
    id,
    image_id: image,
    category_id: object.class + 1,
    bbox: [x, y, w, h],
    area: area(shape),
    iscrowd: 0,
    segmentation,
    ...(shape.kind === 'point' ? { keypoints: [x, y, 2], num_keypoints: 1 } : {}),
    ...(score === undefined ? {} : { score }),
  }
}
