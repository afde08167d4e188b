import { AppError } from '../base/errors'
import { boxOfCorners, shapeOfRing } from '../document/ringShape'
import { says } from '../messages/says/says'
import { AnnotationRows } from './annotationRows'
import { cocoShape } from './cocoShapes'
import { writeCoco } from './cocoWrite'
import { requireNumbers } from './fit'
import { FoundObjects } from './foundObjects'
import type { LabelFile, LabelFormat, LabelImage, LabelStream, OpenLabels } from './format'
import { JsonLists, textOfItem, type JsonItem } from './jsonLists'
import { isNumber, isObject, parseJson, show, type JsonObject } from './json'
import { PictureIndex } from './pictureNames'
import { PlainAnnotation } from './plainAnnotation'

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
  const reader = new CocoReader(file)
  for (const list of lists) {
    const items = isObject(root) ? root[list] : undefined
    if (!Array.isArray(items)) continue
    reader.begin(list)
    for (const item of items) reader.add(list, item)
  }
  return reader.finish()
}

/** Reads the same from a file too large to be parsed at once. */
function streamCoco(labels: LabelFile): LabelStream {
  const { name: file } = labels
  const reader = new CocoReader(labels)
  const plain = new PlainAnnotation()
  const takePlain = (list: string, bytes: Uint8Array, start: number) => {
    plain.end = 0
    if (list !== 'annotations' || !plain.read(bytes, start)) return plain
    reader.begin(list)
    reader.addPlain(plain)
    return plain
  }
  const takeItem = (item: JsonItem) => {
    const { list, bytes, start, end, line } = item
    reader.begin(list)
    // It began in one piece of the file and ended in the next.
    if (list === 'annotations' && plain.read(bytes, start) && plain.end === end) reader.addPlain(plain)
    else if (isList(list)) reader.add(list, parseJson(textOfItem(item), file, line))
  }
  const found = new JsonLists(file, takeItem, { passItem: takePlain })
  return {
    push: (piece) => found.push(piece),
    pushBytes: (piece) => found.push(piece),
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
  /** Lines between them are drawn. */
  readonly joined: boolean
}

function categoryOf(item: JsonObject): Category {
  const name = String(item['name'] ?? `class ${show(item['id'])}`)
    .normalize('NFC')
    .trim()
  const points = item['keypoints']
  const lines = item['skeleton']
  const joined = Array.isArray(lines) && lines.length > 0
  return { name, keyPoints: Array.isArray(points) ? points.map(String) : [], joined }
}

const nameOf = (name: string | undefined) => (name === undefined ? {} : { name: name.slice(0, 4096) })

/** Takes the elements of the lists in any order, and keeps of an annotation only what counts. */
class CocoReader {
  private readonly lists = new Set<string>()
  private readonly images: JsonObject[] = []
  private readonly categories = new Map<string, Category>()
  private readonly byImage = new Map<string, AnnotationRows>()
  private annotations = 0
  private list: string | undefined
  private lastImage: { readonly id: number; readonly rows: AnnotationRows } | undefined
  private readonly categoryKeys = new Map<number, string>()

  private readonly file: string

  constructor(private readonly labels: Pick<LabelFile, 'name' | 'scratch'>) {
    this.file = labels.name
  }

  begin(list: string): void {
    if (list === this.list) return
    this.list = list
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
    const rows = this.rowsOf(idOf(image))
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

  /** The same of one that was read without a detour. */
  addPlain(plain: PlainAnnotation): void {
    const { image, category, id, score, box, ring, coordinates } = plain
    if (this.lastImage?.id !== image) this.lastImage = { id: image, rows: this.rowsOf(String(image)) }
    const { rows } = this.lastImage
    let key = this.categoryKeys.get(category)
    if (key === undefined) this.categoryKeys.set(category, (key = String(category)))
    const said = { category: key, score, number: ++this.annotations, id }
    const corners = coordinates === 8 ? boxOfCorners(ring) : undefined
    if (corners) rows.addValues(said, 'box', [corners.x, corners.y, corners.w, corners.h])
    else if (coordinates === 8) rows.add({ ...said, shape: shapeOfRing([...ring.subarray(0, 8)]) })
    else if (coordinates > 0) rows.addValues(said, 'polygon', ring, coordinates)
    else rows.addValues(said, 'box', box)
  }

  private rowsOf(key: string): AnnotationRows {
    let rows = this.byImage.get(key)
    if (!rows) this.byImage.set(key, (rows = new AnnotationRows(this.labels.scratch)))
    return rows
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
        const joined = [...categories.values()].filter((category) => category.joined).length
        found.say(says.labelFormats.linesBetweenKeyPoints, joined)
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
  for (const stored of rows.stored()) {
    const name = categories.get(stored.category as string)?.name
    if (name !== undefined && found.addStored(name, stored)) continue
    const { category, shape, changed, score, number, id, attributes, keyPoints } = rows.whole(stored)
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
