import { AppError } from '../base/errors'
import { bounds, type Shape } from '../document/records'
import { area, outline } from '../document/shapes'
import { partsOf } from '../geometry/rings'
import { AnnotationRows, type AnnotationRow } from './annotationRows'
import { requireNumbers, shapeOfParts } from './fit'
import { FoundObjects } from './foundObjects'
import {
  baseName,
  type LabelFile,
  type LabelFormat,
  type LabelImage,
  type LabelStream,
  type OpenLabels,
  type ReadReport,
  type WriteImage,
  type WriteReport,
} from './format'
import { JsonLists } from './jsonLists'
import { isNumber, isObject, parseJson, show, type JsonObject } from './json'

/** COCO's JSON (cocodataset.org, "Data format"): one file for all images, pixels from the top-left corner. */
export const coco: LabelFormat = {
  id: 'coco',
  label: 'COCO JSON',
  folder: false,
  ending: '.json',
  recognises: (text) => /^\s*\{/.test(text) && /"annotations"\s*:/.test(text) && /"images"\s*:/.test(text),
  open: openCoco,
  stream: streamCoco,
  write: writeCoco,
}

function openCoco(file: LabelFile): OpenLabels {
  const root = parseJson(file.text, file.name)
  const reader = new CocoReader(file.name)
  for (const list of ['images', 'categories', 'annotations']) {
    const items = isObject(root) ? root[list] : undefined
    if (!Array.isArray(items)) continue
    reader.begin(list)
    for (const item of items) reader.add(list, item)
  }
  return reader.finish()
}

/** Reads the same from a file too large to be parsed at once. */
function streamCoco(file: string): LabelStream {
  const reader = new CocoReader(file)
  const lists = new JsonLists(file, ({ list, text, line }) => {
    reader.begin(list)
    if (reader.wants(list)) reader.add(list, parseItem(text, file, line))
  })
  return {
    push: (piece) => lists.push(piece),
    end() {
      lists.end()
      return reader.finish()
    },
  }
}

function parseItem(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError(
      'label-json',
      `${file}, line ${line}: this is not valid JSON: save the file anew from the program it came from.`,
      { cause: error },
    )
  }
}

/** Takes the elements of the lists in any order, and keeps of an annotation only what counts. */
class CocoReader {
  private readonly lists = new Set<string>()
  private readonly images: JsonObject[] = []
  private readonly categories = new Map<unknown, string>()
  private readonly byImage = new Map<unknown, AnnotationRows>()
  private annotations = 0

  constructor(private readonly file: string) {}

  wants(list: string): boolean {
    return list === 'images' || list === 'categories' || list === 'annotations'
  }

  begin(list: string): void {
    this.lists.add(list)
  }

  add(list: string, item: unknown): void {
    if (!isObject(item))
      throw new AppError('label-json', `${this.file} has ${show(item)} in its list "${list}": remove it.`)
    if (list === 'images') this.images.push(item)
    else if (list === 'categories')
      this.categories.set(item['id'], String(item['name'] ?? `class ${show(item['id'])}`))
    else this.addAnnotation(item)
  }

  private addAnnotation(annotation: JsonObject): void {
    const number = ++this.annotations
    const { id, category_id: category, image_id: key, score } = annotation
    const where = () => whereOf(this.file, number, id)
    const found = shapeOf(annotation, where)
    requireNumbers(found.shape, where)
    let rows = this.byImage.get(key)
    if (!rows) this.byImage.set(key, (rows = new AnnotationRows()))
    rows.add({ category, ...found, score: isNumber(score) ? score : undefined, number, id })
  }

  finish(): OpenLabels {
    const missing = ['images', 'categories', 'annotations'].find((list) => !this.lists.has(list))
    if (missing)
      throw new AppError('label-json', `${this.file} has no list "${missing}": it is not a COCO file.`)
    const { file, categories } = this
    return {
      read: (image, _, take) => {
        const rows = this.byImage.get(findImage(this.images, image, file)) ?? []
        return readRows(file, rows, categories, new FoundObjects(image, take))
      },
    }
  }
}

const whereOf = (file: string, number: number, id: unknown) =>
  `${file}, annotation ${number} (id ${show(id)})`

function readRows(
  file: string,
  rows: Iterable<AnnotationRow>,
  categories: ReadonlyMap<unknown, string>,
  found: FoundObjects,
): ReadReport {
  for (const { category, shape, changed, score, number, id } of rows) {
    const className = categories.get(category)
    if (className === undefined)
      throw new AppError(
        'label-class',
        `${whereOf(file, number, id)}: category ${show(category)} is not among the file's categories: add it there.`,
      )
    found.add({ className, shape, changed, score }, () => whereOf(file, number, id))
  }
  const { dropped, changed } = found
  const warnings: string[] = []
  if (dropped) warnings.push(`${file}: ${dropped} annotations have no size and were left out.`)
  if (changed)
    warnings.push(`${file}: ${changed} annotations were simplified (masks to boxes, several parts to one).`)
  return found.report(warnings, [...categories.values()])
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

function shapeOf(annotation: JsonObject, where: () => string): { shape: Shape; changed: boolean } {
  const box = annotation['bbox']
  const isBox = Array.isArray(box) && box.length === 4 && box.every(isNumber)
  if (box !== undefined && box !== null && !isBox)
    throw new AppError(
      'label-value',
      `${where()}: ${show(box)} is not a box of four numbers [x, y, width, height]: mend or remove it.`,
    )
  const polygons = polygonsOf(annotation['segmentation'], where)
  if (polygons.length) return shapeOfParts(polygons)
  if (!isBox)
    throw new AppError('label-value', `${where()}: it has neither a box nor a polygon: mend or remove it.`)
  const [x, y, w, h] = box as [number, number, number, number]
  if (w < 0 || h < 0)
    throw new AppError('label-value', `${where()}: the size ${w} × ${h} is negative: mend or remove it.`)
  if (w === 0 && h === 0 && annotation['num_keypoints'] === 1)
    return { shape: { kind: 'point', x, y }, changed: false }
  return { shape: { kind: 'box', x, y, w, h }, changed: isObject(annotation['segmentation']) }
}

function polygonsOf(segmentation: unknown, where: () => string): number[][] {
  if (!Array.isArray(segmentation)) return []
  return segmentation.map((part: unknown) => {
    if (Array.isArray(part) && part.length >= 6 && part.length % 2 === 0 && part.every(isNumber)) return part
    throw new AppError(
      'label-value',
      `${where()}: ${show(part)} is not a polygon [x1, y1, x2, y2, x3, y3, …]: mend or remove it.`,
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
    images: images.map(({ image, foundBy }, i) => ({
      id: i + 1,
      width: image.width,
      height: image.height,
      file_name: image.name,
      ...foundBy,
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
