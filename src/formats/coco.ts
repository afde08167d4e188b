import * as v from 'valibot'
import { bounds, type Shape } from '../document/records'
import { asBox, badLabels, type Format, type LabelledImage, ObjectList, shown } from './format'

// COCO detection JSON (cocodataset.org/#format-data): boxes x, y, width, height in pixels, category ids of any numbers.

const id = v.union([v.number(), v.string()])
const file = v.object({
  images: v.array(v.object({ id, file_name: v.string(), width: v.optional(v.number()), height: v.optional(v.number()) })),
  annotations: v.array(v.unknown()),
  categories: v.array(v.object({ id, name: v.string() })),
})
const annotation = v.object({
  image_id: id,
  category_id: id,
  bbox: v.optional(v.pipe(v.array(v.number()), v.length(4))),
  segmentation: v.optional(v.unknown()),
})
const rings = v.array(v.array(v.number()))

function parse(text: string, name: string): v.InferOutput<typeof file> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw badLabels(name, `this is not readable JSON (${error instanceof Error ? error.message : 'damaged'}); export it again.`)
  }
  const parsed = v.safeParse(file, json)
  if (parsed.success) return parsed.output
  const path = parsed.issues[0].path?.map((item) => String(item.key)).join('.') ?? ''
  throw badLabels(name, `this is not a COCO file (${path}: ${parsed.issues[0].message}).`)
}

const baseName = (path: string) => path.split(/[\\/]/).at(-1) ?? path

function findImage(coco: v.InferOutput<typeof file>, image: LabelledImage, name: string) {
  const found = coco.images.find((each) => baseName(each.file_name) === image.name)
  if (!found) throw badLabels(name, `it has no image named ${image.name} (it has ${shown(coco.images.map((i) => i.file_name).join(', '))}); rename the image or choose other labels.`)
  const { width = image.width, height = image.height } = found
  if (width !== image.width || height !== image.height) {
    throw badLabels(name, `it was made for ${image.name} with ${width} × ${height} pixels, and the picture has ${image.width} × ${image.height}; use the picture that the labels were made for.`)
  }
  return found
}

function shapeOf(given: v.InferOutput<typeof annotation>): { shape: Shape; changed: boolean } | undefined {
  const outline = v.safeParse(rings, given.segmentation)
  const ring = outline.success ? outline.output[0] : undefined
  if (ring && ring.length >= 6 && ring.length % 2 === 0) {
    const several = outline.success && outline.output.length > 1
    if (!several) return { shape: asBox(ring) ?? { kind: 'polygon', points: ring }, changed: false }
  }
  if (!given.bbox) return undefined
  const [x, y, w, h] = given.bbox as [number, number, number, number]
  if (w === 0 && h === 0) return { shape: { kind: 'point', x, y }, changed: false }
  if (w <= 0 || h <= 0) return undefined
  const masked = given.segmentation !== undefined && !(outline.success && outline.output.length === 0)
  return { shape: { kind: 'box', x, y, w, h }, changed: masked }
}

export const coco: Format = {
  id: 'coco',
  folder: false,
  ending: '.json',

  detect: (name, text) => /\.json$/i.test(name) && /"annotations"\s*:/.test(text),

  read({ text, file: name, image }) {
    const parsed = parse(text, name)
    const { id: imageId } = findImage(parsed, image, name)
    const names = new Map(parsed.categories.map((category) => [category.id, category.name]))
    const list = new ObjectList(image, name)
    let changed = 0
    for (const [i, raw] of parsed.annotations.entries()) {
      const given = v.safeParse(annotation, raw)
      if (!given.success) throw badLabels(name, `annotation ${i} is damaged (${given.issues[0].message}).`)
      if (given.output.image_id !== imageId) continue
      const className = names.get(given.output.category_id)
      if (className === undefined) throw badLabels(name, `annotation ${i} has category ${given.output.category_id}, which its categories do not list.`)
      const found = shapeOf(given.output)
      if (!found) throw badLabels(name, `annotation ${i} has no usable box: ${shown(given.output.bbox)}.`)
      if (found.changed) changed++
      list.add(className, found.shape, `annotation ${i}`)
    }
    const warnings = list.warnings()
    if (changed > 0) warnings.push(`${name}: ${changed} masks were taken as their boxes.`)
    return { objects: list.objects, classNames: parsed.categories.map((category) => category.name), warnings }
  },

  write(images, classNames) {
    const annotations: object[] = []
    for (const [i, { objects }] of images.entries()) {
      for (const { class: number, shape, score } of objects) {
        const { x, y, w, h } = bounds(shape)
        annotations.push({
          id: annotations.length + 1,
          image_id: i + 1,
          category_id: number + 1,
          bbox: [x, y, w, h],
          area: w * h,
          iscrowd: 0,
          segmentation: shape.kind === 'polygon' ? [shape.points] : [],
          ...(score === undefined ? {} : { score }),
        })
      }
    }
    const json = {
      images: images.map(({ image }, i) => ({ id: i + 1, file_name: image.name, width: image.width, height: image.height })),
      annotations,
      categories: classNames.map((name, i) => ({ id: i + 1, name })),
    }
    return { files: [{ name: 'annotations.json', text: JSON.stringify(json) }], written: annotations.length, changed: 0, dropped: 0 }
  },
}
