import { AppError } from '../base/errors'
import { bounds, type Shape } from '../records/records'
import { nearestRotatedBox, shapeOfRing, squared } from '../document/ringShape'
import { outline } from '../document/shapes'
import { partsOf } from '../geometry/rings'
import { says } from '../messages/says/says'
import { shapeOfRegions } from './fit'
import { FoundObjects } from './foundObjects'
import {
  baseName,
  fileOf,
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
import { type Attributes, attributesFrom } from './attributes'
import { maskOfPng, shapeOfMask } from './masks'
import { WrittenCounts } from './writtenCounts'

/** LabelMe's JSON (wkentaro/labelme, versions 4 to 7): a file for each image, shapes in pixels. */
export const labelme: LabelFormat = {
  id: 'labelme',
  label: 'LabelMe JSON',
  single: true,
  folder: true,
  ending: '.json',
  recognises: (text) =>
    /^\s*\{/.test(text) && /"shapes"\s*:/.test(text) && /"image(Path|Height)"\s*:/.test(text),
  open: openLabelMe,
  holds: { attributes: 'all' },
  write: writeLabelMe,
}

function openLabelMe(file: LabelFile): OpenLabels {
  const root = parseJson(file.text, file.name)
  const shapes = isObject(root) ? root['shapes'] : undefined
  if (!isObject(root) || !Array.isArray(shapes) || !shapes.every(isObject))
    throw new AppError('label-json', says.labelFormats.nameHasNoListShapes(file.name))
  const named = root['imagePath']
  return {
    picture: typeof named === 'string' && named !== '' ? named : undefined,
    read: (image, _, take) => readShapes({ name: file.name, root, shapes }, image, take),
  }
}

interface ShapeFile {
  readonly name: string
  readonly root: JsonObject
  readonly shapes: readonly JsonObject[]
}

function readShapes(
  { name: file, root, shapes }: ShapeFile,
  image: LabelImage,
  take: TakeObject,
): ReadReport {
  const [width, height] = [Number(root['imageWidth']), Number(root['imageHeight'])]
  if ((width > 0 && width !== image.width) || (height > 0 && height !== image.height))
    throw new AppError(
      'label-size',
      says.labelFormats.fileWasMadeForA(file, width, height, image.name, image.width, image.height),
    )
  const objects = new FoundObjects(file, image, take)
  for (const group of grouped(shapes)) {
    const [first] = group
    const where = says.labelFormats.fileShapeNumber(file, first.number)
    objects.attempt(() => {
      const label = first.shape['label']
      const className = isNumber(label) ? String(label) : label
      if (typeof className !== 'string' || className.trim() === '')
        throw new AppError('label-class', says.labelFormats.whereItHasNoLabel(where))
      const score = first.shape['score']
      for (const found of group.length > 1
        ? [{ shape: together(group, file) }]
        : shapesIn(first.shape, where))
        objects.add(
          { className, ...found, score: isNumber(score) ? score : undefined, attributes: saidOf(group) },
          where,
        )
    })
  }
  return objects.report()
}

/** What else is said of the shapes of one object: flags, attributes, description, and that it is difficult (X-AnyLabeling). */
function saidOf(group: readonly Row[]): Attributes | undefined {
  return attributesFrom(
    group.flatMap(({ shape: { flags, attributes, description, difficult } }) => [
      ...Object.entries(isObject(flags) ? flags : {}),
      ...Object.entries(isObject(attributes) ? attributes : {}),
      ['description', description] as const,
      ['difficult', difficult] as const,
    ]),
  )
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

function together(group: readonly Row[], file: string): Shape {
  return shapeOfRegions(
    group.map(({ shape, number }) => [
      pointsOf(shape['points'], says.labelFormats.fileShapeNumber(file, number), 3),
    ]),
  )
}

/** One shape, but for a list of points. */
function shapesIn(row: JsonObject, where: string): { shape: Shape; changed?: string }[] {
  const type = row['shape_type']
  if (type === 'rotation' || type === 'oriented_rectangle') return [turnedBox(row, where)]
  if (type !== 'points') return [{ shape: shapeOf(row, where) }]
  const points = pointsOf(row['points'], where, 1)
  return Array.from({ length: points.length / 2 }, (_, i) => ({
    shape: { kind: 'point', x: points[i * 2] as number, y: points[i * 2 + 1] as number },
  }))
}

function turnedBox(row: JsonObject, where: string): { shape: Shape; changed?: string } {
  const points = pointsOf(row['points'], where, 3)
  const found = nearestRotatedBox(points)
  if (!found) return { shape: shapeOfRing(points) }
  return found.exact ? { shape: found.shape } : { shape: found.shape, changed: squared() }
}

function shapeOf(row: JsonObject, where: string): Shape {
  const type = row['shape_type'] ?? 'polygon'
  const points = (least: number) => pointsOf(row['points'], where, least)
  switch (type) {
    case 'rectangle':
      return boxAround(points(2))
    case 'mask':
      return maskShape(row, points(2), where)
    case 'point': {
      const [x, y] = points(1) as [number, number]
      return { kind: 'point', x, y }
    }
    case 'line':
    case 'linestrip':
      return { kind: 'polyline', points: points(2) }
    case 'circle': {
      const [cx, cy, x, y] = points(2) as [number, number, number, number]
      const size = 2 * Math.hypot(x - cx, y - cy)
      return { kind: 'ellipse', cx, cy, w: size, h: size, angle: 0 }
    }
    case 'polygon':
      return shapeOfRing(points(3))
    default:
      throw new AppError('label-value', says.labelFormats.whereTheShapeTypeType(where, show(type)))
  }
}

function boxAround(points: readonly number[]): Shape {
  return { kind: 'box', ...bounds({ kind: 'polygon', points }) }
}

/** The mask's first pixel is the box's first corner (labelme/utils/shape.py: the box holds its last pixel, too). */
function maskShape(row: JsonObject, points: readonly number[], where: string): Shape {
  const { x, y } = bounds({ kind: 'polygon', points })
  const mask = row['mask']
  if (typeof mask !== 'string') throw new AppError('label-value', says.labelFormats.whereItHasNoMask(where))
  const shape = shapeOfMask(
    maskOfPng(mask, () => where),
    Math.round(x),
    Math.round(y),
  )
  if (shape) return shape
  throw new AppError('label-value', says.labelFormats.whereItsMaskIsEmpty(where))
}

function pointsOf(value: unknown, where: string, least: number): number[] {
  const isPair = (pair: unknown): pair is [number, number] =>
    Array.isArray(pair) && pair.length === 2 && pair.every(isNumber)
  if (Array.isArray(value) && value.length >= least && value.every(isPair)) return value.flat()
  throw new AppError('label-value', says.labelFormats.whereValueAreNotAt(where, show(value), least))
}

/** Everything but an ellipse, which becomes a circle or a polygon, and holes, which are filled. */
function writeLabelMe(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  const counts = new WrittenCounts('LabelMe')
  const files = images.map((each) => {
    const { image, objects } = each
    const rows: string[] = []
    let group = 0
    for (const { class: number, shape, score, attributes } of objects) {
      const { type, parts, lossy } = shapesOf(shape)
      const groupId = parts.length > 1 ? ++group : null
      counts.add(lossy ? [shape.kind === 'ellipse' ? says.written.ellipse : says.written.holes] : [])
      for (const points of parts) {
        const row = {
          label: classNames[number] ?? `class ${number}`,
          points: Array.from({ length: points.length / 2 }, (_, i) => points.slice(i * 2, i * 2 + 2)),
          group_id: groupId,
          ...told(attributes),
          shape_type: type,
          ...(score === undefined ? {} : { score }),
        }
        rows.push(JSON.stringify(row))
      }
    }
    const head = { version: '5.5.0', flags: {}, imagePath: baseName(image.name), imageData: null }
    const size = { imageHeight: image.height, imageWidth: image.width }
    const text = `${JSON.stringify({ ...head, ...size }).slice(0, -1)},"shapes":[\n${rows.join(',\n')}\n]}\n`
    return { name: `${fileOf(each)}.json`, text }
  })
  return { files, ...counts.report() }
}

/** Ticked boxes are flags, as LabelMe has them; what else is said stands beside them (X-AnyLabeling). */
function told(all: Attributes = {}): object {
  const { description = '', difficult, ...named } = all
  const entries = Object.entries(named)
  const flags = Object.fromEntries(
    entries.flatMap(([name, value]) => (value === 'true' ? [[name, true]] : [])),
  )
  const attributes = Object.fromEntries(entries.filter(([, value]) => value !== 'true'))
  return {
    ...{ description, flags },
    ...(difficult === undefined ? {} : { difficult: true }),
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
  }
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
