import { AppError } from '../base/errors'
import { bounds, type Shape } from '../records/records'
import { outline } from '../document/shapes'
import { partsOf, ringArea } from '../geometry/rings'
import { says } from '../messages/says/says'
import { AnnotationRows } from './annotationRows'
import { typedAttributes } from './attributes'
import { cocoShape } from './cocoShapes'
import { requireNumbers } from './fit'
import { FoundObjects } from './foundObjects'
import type {
  LabelFile,
  LabelFormat,
  LabelImage,
  LabelStream,
  OpenLabels,
  WriteImage,
  WriteReport,
} from './format'
import { JsonLists } from './jsonLists'
import { isNumber, isObject, parseJson, show, type JsonObject } from './json'
import { PictureIndex } from './pictureNames'

/** COCO's JSON (cocodataset.org, "Data format"): one file for all images, pixels from the top-left corner. */
export const coco: LabelFormat = {
  id: 'coco',
  label: 'COCO JSON',
  single: false,
  folder: false,
  ending: '.json',
  recognises: looksLikeCoco,
  open: openCoco,
  stream: streamCoco,
  holds: { attributes: 'all', keyPoints: true },
  write: writeCoco,
}

const lists = ['images', 'categories', 'annotations'] as const
type ListName = (typeof lists)[number]

/** Its lists stand in any order: of a large file only one may be seen at the beginning, by what its items have. */
function looksLikeCoco(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false
  const seen = lists.filter((list) => new RegExp(`"${list}"\\s*:\\s*\\[`).test(text))
  return seen.length >= 2 || (seen.length === 1 && /"(image_id|category_id|file_name)"\s*:/.test(text))
}

function openCoco(file: LabelFile): OpenLabels {
  const root = parseJson(file.text, file.name)
  const reader = new CocoReader(file.name)
  for (const list of lists) {
    const items = isObject(root) ? root[list] : undefined
    if (!Array.isArray(items)) continue
    reader.begin(list)
    for (const item of items) reader.add(list, item)
  }
  return reader.finish()
}

/** Reads the same from a file too large to be parsed at once. */
function streamCoco({ name: file }: LabelFile): LabelStream {
  const reader = new CocoReader(file)
  const found = new JsonLists(file, ({ list, text, line }) => {
    reader.begin(list)
    if (isList(list)) reader.add(list, parseJson(text, file, line))
  })
  return {
    push: (piece) => found.push(piece),
    end() {
      found.end()
      return reader.finish()
    },
  }
}

const isList = (name: string): name is ListName => lists.some((list) => list === name)

/** Programs write ids as numbers or as text: 1 and "1" are the same. */
const idOf = (value: unknown) => (isNumber(value) || typeof value === 'string' ? String(value) : show(value))

interface Category {
  readonly name: string
  /** Names of its key points, where it has any. */
  readonly keyPoints: readonly string[]
}

function categoryOf(item: JsonObject): Category {
  const name = String(item['name'] ?? `class ${show(item['id'])}`)
    .normalize('NFC')
    .trim()
  const points = item['keypoints']
  return { name, keyPoints: Array.isArray(points) ? points.map(String) : [] }
}

const nameOf = (name: string | undefined) => (name === undefined ? {} : { name: name.slice(0, 4096) })

/** Takes the elements of the lists in any order, and keeps of an annotation only what counts. */
class CocoReader {
  private readonly lists = new Set<string>()
  private readonly images: JsonObject[] = []
  private readonly categories = new Map<string, Category>()
  private readonly byImage = new Map<string, AnnotationRows>()
  private annotations = 0

  constructor(private readonly file: string) {}

  begin(list: string): void {
    this.lists.add(list)
  }

  add(list: ListName, item: unknown): void {
    if (!isObject(item))
      throw new AppError('label-json', says.labelFormats.fileHasItemInIts(this.file, show(item), list))
    if (list === 'images') this.images.push(item)
    else if (list === 'categories') this.categories.set(idOf(item['id']), categoryOf(item))
    else this.addAnnotation(item)
  }

  private addAnnotation(annotation: JsonObject): void {
    const number = ++this.annotations
    const { id, category_id: category, image_id: image, score } = annotation
    const where = () => says.labelFormats.fileAnnotationNumberIdId(this.file, number, show(id))
    const key = idOf(image)
    let rows = this.byImage.get(key)
    if (!rows) this.byImage.set(key, (rows = new AnnotationRows()))
    try {
      const found = cocoShape(annotation, where, rows)
      if (!found) return
      requireNumbers(found.shape, where)
      rows.add({ category: idOf(category), ...found, score: isNumber(score) ? score : undefined, number, id })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      rows.odd.push(error)
    }
  }

  finish(): OpenLabels {
    const missing = lists.find((list) => !this.lists.has(list))
    if (missing) throw new AppError('label-json', says.labelFormats.fileHasNoListMissing(this.file, missing))
    const { file, categories, byImage } = this
    const { index, orphans } = this.index()
    return {
      read(image, _, take) {
        const { values } = index.find(image)
        const found = new FoundObjects(file, image, take)
        found.say(says.labelFormats.annotationsBelongToNoImage, orphans)
        for (const entry of values) {
          requireSize(entry, image, file)
          readRows(byImage.get(idOf(entry['id'])), categories, found)
        }
        return found.report([...categories.values()].map(({ name }) => name))
      },
    }
  }

  private index(): { index: PictureIndex<JsonObject>; orphans: number } {
    const index = new PictureIndex<JsonObject>(this.file)
    const ids = new Map<string, unknown>()
    for (const image of this.images) {
      const [id, name] = [idOf(image['id']), image['file_name'] ?? image['coco_url'] ?? '']
      if (ids.has(id))
        throw new AppError(
          'label-json',
          says.labelFormats.fileTwoImagesHaveThe(this.file, show(image['id']), show(ids.get(id)), show(name)),
        )
      ids.set(id, name)
      index.add(String(name), image)
    }
    let orphans = 0
    for (const [id, rows] of this.byImage) if (!ids.has(id)) orphans += rows.size
    return { index, orphans }
  }
}

function requireSize(entry: JsonObject, image: LabelImage, file: string): void {
  const [width, height] = [Number(entry['width']), Number(entry['height'])]
  if (!(width > 0 && width !== image.width) && !(height > 0 && height !== image.height)) return
  throw new AppError(
    'label-size',
    says.labelFormats.fileWasMadeForName(file, image.name, width, height, image.width, image.height),
  )
}

function readRows(
  rows: AnnotationRows | undefined,
  categories: ReadonlyMap<string, Category>,
  found: FoundObjects,
): void {
  if (!rows) return
  rows.addTo(found)
  for (const { category, shape, changed, score, number, id, attributes, keyPoints } of rows) {
    const where = () => says.labelFormats.fileAnnotationNumberIdId(found.file, number, show(id))
    found.attempt(() => {
      const known = categories.get(category as string)
      if (known === undefined)
        throw new AppError(
          'label-class',
          says.labelFormats.whereCategoryCategoryIsNot(where(), String(category)),
        )
      const points = keyPoints?.map((point, i) => ({ ...point, ...nameOf(known.keyPoints[i]) }))
      found.add({ className: known.name, shape, changed, score, attributes, keyPoints: points }, where)
    })
  }
}

/**
 * Boxes (each with its outline, for readers that want masks), rotated boxes, polygons of several parts, and points (a single keypoint without extent) survive. Ellipses
 * become polygons, holes are filled, polylines are left out.
 */
function writeCoco(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  let [written, dropped, changed] = [0, 0, 0]
  for (const { objects } of images)
    for (const { shape } of objects) {
      if (shape.kind === 'polyline') dropped++
      else written++
      if (
        shape.kind === 'ellipse' ||
        (shape.kind === 'polygon' && shape.rings && segmentationOf(shape).holes)
      )
        changed++
    }
  const pieces = () => cocoPieces(images, classNames)
  const file = {
    name: 'annotations.json',
    pieces,
    get text() {
      return [...pieces()].join('')
    },
  }
  return { files: [file], written, dropped, changed }
}

/** A million objects are more than one text can hold. */
function* cocoPieces(images: readonly WriteImage[], classNames: readonly string[]): Generator<string> {
  const head = {
    images: images.map(({ image, foundBy }, i) => ({
      id: i + 1,
      width: image.width,
      height: image.height,
      file_name: image.name,
      ...(image.pixelSize ? { pixel_size: image.pixelSize } : {}),
      ...foundBy,
    })),
    categories: classNames.map((name, i) => ({ id: i + 1, name, ...keyPointNames(images, i) })),
  }
  yield `${JSON.stringify(head).slice(0, -1)},"annotations":[`
  let id = 0
  for (const [i, { objects }] of images.entries())
    for (const object of objects) {
      if (object.shape.kind === 'polyline') continue
      const { parts } = segmentationOf(object.shape)
      yield `${id === 0 ? '' : ','}\n${JSON.stringify(annotation(object, parts, ++id, i + 1))}`
    }
  yield '\n]}\n'
}

/** The outer outlines; `holes`: some are filled by that. */
function segmentationOf(shape: Shape): { parts: readonly (readonly number[])[]; holes: boolean } {
  if (shape.kind === 'point') return { parts: [], holes: false }
  if (shape.kind !== 'polygon' || !shape.rings) return { parts: outline(shape), holes: false }
  const parts = partsOf(outline(shape))
  return { parts: parts.map(({ outer }) => outer), holes: parts.some(({ holes }) => holes.length > 0) }
}

function annotation(
  object: WriteImage['objects'][number],
  segmentation: readonly (readonly number[])[],
  id: number,
  image: number,
): object {
  const { shape, score, attributes, keyPoints } = object
  const { x, y, w, h } = bounds(shape)
  return {
    id,
    image_id: image,
    category_id: object.class + 1,
    bbox: [x, y, w, h],
    area: segmentation.reduce((sum, ring) => sum + ringArea(ring), 0),
    iscrowd: 0,
    segmentation,
    ...(shape.kind === 'point' ? { keypoints: [x, y, 2], num_keypoints: 1 } : {}),
    ...(keyPoints
      ? {
          keypoints: keyPoints.flatMap((point) => [point.x, point.y, point.visible]),
          num_keypoints: keyPoints.filter(({ visible }) => visible > 0).length,
        }
      : {}),
    ...(attributes ? { attributes: typedAttributes(attributes) } : {}),
    ...(score === undefined ? {} : { score }),
  }
}

/** Of a class whose objects have key points, what these are called. */
function keyPointNames(images: readonly WriteImage[], number: number): object {
  for (const { objects } of images)
    for (const { class: own, keyPoints } of objects)
      if (own === number && keyPoints)
        return { keypoints: keyPoints.map(({ name }, i) => name ?? String(i + 1)), skeleton: [] }
  return {}
}
