import { AppError } from '../base/errors'
import { bounds, type Shape } from '../document/records'
import { shapeOfRing } from '../document/ringShape'
import { outline } from '../document/shapes'
import { partsOf } from '../geometry/rings'
import { shapeOfParts } from './fit'
import { FoundObjects } from './foundObjects'
import {
  stem,
  type LabelFile,
  type LabelFormat,
  type LabelImage,
  type OpenLabels,
  type ReadReport,
  type TakeObject,
  type WriteImage,
  type WriteReport,
} from './format'
import { isNumber, isObject, parseJson, show, type JsonObject } from './json'

/** LabelMe's JSON (wkentaro/labelme, versions 4 to 7): a file for each image, shapes in pixels. */
export const labelme: LabelFormat = {
  id: 'labelme',
  label: 'LabelMe JSON',
  folder: true,
  ending: '.json',
  recognises: (text) =>
    /^\s*\{/.test(text) && /"shapes"\s*:/.test(text) && /"image(Path|Height)"\s*:/.test(text),
  open: openLabelMe,
  write: writeLabelMe,
}

function openLabelMe(file: LabelFile): OpenLabels {
  const root = parseJson(file.text, file.name)
  const shapes = isObject(root) ? root['shapes'] : undefined
  if (!isObject(root) || !Array.isArray(shapes) || !shapes.every(isObject))
    throw new AppError('label-json', `${file.name} has no list "shapes": it is not a LabelMe file.`)
  return { read: (image, _, take) => readShapes(file.name, root, shapes, image, take) }
}

function readShapes(
  file: string,
  root: JsonObject,
  shapes: readonly JsonObject[],
  image: LabelImage,
  take: TakeObject,
): ReadReport {
  const [width, height] = [root['imageWidth'], root['imageHeight']]
  if ((isNumber(width) && width !== image.width) || (isNumber(height) && height !== image.height))
    throw new AppError(
      'label-image',
      `${file} was made for a picture of ${show(width)} × ${show(height)} pixels, "${image.name}" has ${image.width} × ${image.height}: choose the labels of this image.`,
    )
  const objects = new FoundObjects(image, take)
  for (const group of grouped(shapes)) {
    const [first] = group
    const where = `${file}, shape ${first.number}`
    const className = first.shape['label']
    if (typeof className !== 'string' || className === '')
      throw new AppError('label-class', `${where}: it has no label: name its class there.`)
    const found = group.length > 1 ? together(group, file) : shapeOf(first.shape, where)
    const score = first.shape['score']
    objects.add({ className, ...found, score: isNumber(score) ? score : undefined }, where)
  }
  const { dropped, changed } = objects
  const warnings: string[] = []
  if (dropped) warnings.push(`${file}: ${dropped} shapes have no size and were left out.`)
  if (changed)
    warnings.push(`${file}: ${changed} shapes were simplified (masks to boxes, or cut at the border).`)
  return objects.report(warnings)
}

interface Row {
  readonly shape: JsonObject
  /** Place in the list, from 1, for messages. */
  readonly number: number
}

/** Polygons of one label and group number belong to one object. */
function grouped(shapes: readonly JsonObject[]): [Row, ...Row[]][] {
  const groups = new Map<string, [Row, ...Row[]]>()
  shapes.forEach((shape, i) => {
    const row = { shape, number: i + 1 }
    const { label, group_id: group } = shape
    const joins = isNumber(group) && (shape['shape_type'] ?? 'polygon') === 'polygon'
    const key = joins ? `${group} ${String(label)}` : `# ${i}`
    const known = groups.get(key)
    if (known) known.push(row)
    else groups.set(key, [row])
  })
  return [...groups.values()]
}

function together(group: readonly Row[], file: string): { shape: Shape; changed: boolean } {
  return shapeOfParts(
    group.map(({ shape, number }) => pointsOf(shape['points'], `${file}, shape ${number}`, 3)),
  )
}

function shapeOf(row: JsonObject, where: string): { shape: Shape; changed: boolean } {
  const type = row['shape_type'] ?? 'polygon'
  const points = (least: number) => pointsOf(row['points'], where, least)
  switch (type) {
    case 'rectangle':
      return { shape: boxAround(points(2)), changed: false }
    case 'mask':
      return { shape: boxAround(points(2)), changed: true }
    case 'point': {
      const [x, y] = points(1) as [number, number]
      return { shape: { kind: 'point', x, y }, changed: false }
    }
    case 'line':
    case 'linestrip':
      return { shape: { kind: 'polyline', points: points(2) }, changed: false }
    case 'circle': {
      const [cx, cy, x, y] = points(2) as [number, number, number, number]
      const size = 2 * Math.hypot(x - cx, y - cy)
      return { shape: { kind: 'ellipse', cx, cy, w: size, h: size, angle: 0 }, changed: false }
    }
    case 'polygon':
    case 'rotation':
    case 'oriented_rectangle':
      return { shape: shapeOfRing(points(3)), changed: false }
    default:
      throw new AppError('label-value', `${where}: the shape type ${show(type)} is not known: remove it.`)
  }
}

function boxAround(points: readonly number[]): Shape {
  return { kind: 'box', ...bounds({ kind: 'polygon', points }) }
}

function pointsOf(value: unknown, where: string, least: number): number[] {
  const isPair = (pair: unknown): pair is [number, number] =>
    Array.isArray(pair) && pair.length === 2 && pair.every(isNumber)
  if (Array.isArray(value) && value.length >= least && value.every(isPair)) return value.flat()
  throw new AppError(
    'label-value',
    `${where}: ${show(value)} are not at least ${least} points [x, y]: mend or remove it.`,
  )
}

/** Everything but an ellipse, which becomes a circle or a polygon, and holes, which are filled. */
function writeLabelMe(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  let [written, changed] = [0, 0]
  const files = images.map(({ image, objects }) => {
    const rows: string[] = []
    let group = 0
    for (const { class: number, shape, score } of objects) {
      const { type, parts, lossy } = shapesOf(shape)
      const groupId = parts.length > 1 ? ++group : null
      written++
      if (lossy) changed++
      for (const points of parts) {
        const row = {
          label: classNames[number] ?? `class ${number}`,
          points: Array.from({ length: points.length / 2 }, (_, i) => points.slice(i * 2, i * 2 + 2)),
          group_id: groupId,
          description: '',
          shape_type: type,
          flags: {},
          ...(score === undefined ? {} : { score }),
        }
        rows.push(JSON.stringify(row))
      }
    }
    const head = { version: '5.5.0', flags: {}, imagePath: image.name, imageData: null }
    const size = { imageHeight: image.height, imageWidth: image.width }
    const text = `${JSON.stringify({ ...head, ...size }).slice(0, -1)},"shapes":[\n${rows.join(',\n')}\n]}\n`
    return { name: `${stem(image.name)}.json`, text }
  })
  return { files, written, dropped: 0, changed }
}

function shapesOf(shape: Shape): { type: string; parts: (readonly number[])[]; lossy: boolean } {
  switch (shape.kind) {
    case 'box':
      return {
        type: 'rectangle',
        parts: [[shape.x, shape.y, shape.x + shape.w, shape.y + shape.h]],
        lossy: false,
      }
    case 'point':
      return { type: 'point', parts: [[shape.x, shape.y]], lossy: false }
    case 'polyline':
      return { type: 'linestrip', parts: [shape.points], lossy: false }
    case 'ellipse':
      if (shape.w === shape.h)
        return {
          type: 'circle',
          parts: [[shape.cx, shape.cy, shape.cx + shape.w / 2, shape.cy]],
          lossy: false,
        }
      return { type: 'polygon', parts: [...outline(shape)], lossy: true }
    default: {
      const parts = partsOf(outline(shape))
      return {
        type: 'polygon',
        parts: parts.map(({ outer }) => outer),
        lossy: parts.some(({ holes }) => holes.length > 0),
      }
    }
  }
}
