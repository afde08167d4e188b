import { AppError } from '../base/errors'
import type { Shape } from '../records/records'
import { shapeOfRing } from '../document/ringShape'
import { says } from '../messages/says/says'
import { CsvLines } from './csvLines'
import { type Attributes, attributesFrom } from './attributes'
import type { FoundObjects } from './foundObjects'
import type { LabelFile, OpenLabels, ReadFormat } from './format'
import { isNumber, isObject, parseJson, show, type JsonObject } from './json'
import { openPictures } from './manyPictures'

/** VGG Image Annotator's JSON and CSV, versions 1 and 2 (robots.ox.ac.uk/~vgg/software/via): one file for all images, in pixels. */
export const via: ReadFormat = {
  id: 'via',
  get label() {
    return says.formatNames.viaJsonOrCsv
  },
  single: false,
  recognises: (text) => /"?shape_attributes"?\s*:/.test(text) || isTable(text),
  open: (file) => openRegions(file, isTable(file.text) ? tableRegions(file) : jsonRegions(file)),
}

const isTable = (text: string) => /^[^\n]*\bregion_shape_attributes\b/.test(text)

interface Region {
  readonly picture: string
  readonly shape: unknown
  readonly attributes: unknown
  readonly where: string
}

function jsonRegions(file: LabelFile): Region[] {
  const root = parseJson(file.text, file.name)
  const held = isObject(root) && isObject(root['_via_img_metadata']) ? root['_via_img_metadata'] : root
  if (!isObject(held)) throw new AppError('label-json', says.tables.nameIsNotAFile(file.name))
  return Object.values(held).flatMap((entry) => {
    if (!isObject(entry) || typeof entry['filename'] !== 'string') return []
    const picture = entry['filename']
    const regions =
      isObject(entry['regions']) || Array.isArray(entry['regions']) ? Object.values(entry['regions']) : []
    const none: Region = { picture, shape: undefined, attributes: undefined, where: '' }
    const all = regions.filter(isObject).map((region, i) => ({
      picture,
      shape: region['shape_attributes'],
      attributes: region['region_attributes'],
      where: says.tables.namePictureRegionI(file.name, picture, i + 1),
    }))
    return [none, ...all]
  })
}

function tableRegions(file: LabelFile): Region[] {
  const regions: Region[] = []
  let names: readonly string[] | undefined
  const lines = new CsvLines(file.name, (fields, line) => {
    if (!names) return void (names = fields.map((name) => name.trim().replace(/^#/, '')))
    const field = (name: string) => fields[names?.indexOf(name) ?? -1] ?? ''
    const shape = parseJson(field('region_shape_attributes') || '{}', file.name, line)
    const attributes = parseJson(field('region_attributes') || '{}', file.name, line)
    regions.push({
      picture: field('filename'),
      shape,
      attributes,
      where: says.tables.nameLineLine(file.name, line),
    })
  })
  lines.push(file.text)
  lines.end()
  return regions
}

function openRegions(file: LabelFile, regions: readonly Region[]): OpenLabels {
  const byPicture = new Map<string, Region[]>()
  for (const region of regions) {
    const known = byPicture.get(region.picture)
    if (known) known.push(region)
    else byPicture.set(region.picture, [region])
  }
  const attribute = classAttribute(regions, file.name)
  const entries = [...byPicture].map(([name, own]) => ({
    names: [name],
    read: (found: FoundObjects) => own.forEach((region) => readRegion(region, attribute, found)),
  }))
  return openPictures(file.name, entries)
}

/** The attribute that holds the class: the only one, or the one that is called so. */
function classAttribute(regions: readonly Region[], file: string): string | undefined {
  const names = new Set(
    regions.flatMap(({ attributes }) => (isObject(attributes) ? Object.keys(attributes) : [])),
  )
  if (names.size <= 1) return [...names][0]
  const known = ['class', 'label', 'name', 'category', 'type'].find((name) => names.has(name))
  if (known) return known
  throw new AppError('label-class', says.tables.fileHasTheAttributesValue(file, [...names].join(', ')))
}

function readRegion(
  { shape, attributes, where }: Region,
  attribute: string | undefined,
  found: FoundObjects,
): void {
  if (!isObject(shape) || Object.keys(shape).length === 0) return
  found.attempt(() => {
    const value = isObject(attributes) && attribute !== undefined ? attributes[attribute] : undefined
    // Of a box to tick, what is ticked.
    const ticked = isObject(value) ? Object.keys(value).filter((key) => value[key] === true) : undefined
    const className = ticked ? ticked[0] : isNumber(value) ? String(value) : value
    if (typeof className !== 'string' || className.trim() === '')
      throw new AppError('label-class', says.tables.whereItHasNoClass(where, attribute ?? 'class'))
    found.add({ className, shape: shapeOf(shape, where), attributes: othersOf(attributes, attribute) }, where)
  })
}

/** All but the class; of boxes to tick, those that are ticked. */
function othersOf(attributes: unknown, classAttribute: string | undefined): Attributes | undefined {
  if (!isObject(attributes)) return undefined
  const entries = Object.entries(attributes).filter(([name]) => name !== classAttribute)
  const ticked = (value: unknown) =>
    isObject(value)
      ? Object.keys(value)
          .filter((key) => value[key] === true)
          .join(', ')
      : value
  return attributesFrom(entries.map(([name, value]) => [name, ticked(value)]))
}

function shapeOf(shape: JsonObject, where: string): Shape {
  const number = (name: string) => {
    const found = shape[name]
    if (isNumber(found)) return found
    throw new AppError('label-value', says.tables.whereItsNameIsFound(where, name, show(found)))
  }
  switch (shape['name']) {
    case 'rect':
      return { kind: 'box', x: number('x'), y: number('y'), w: number('width'), h: number('height') }
    case 'circle':
      return {
        kind: 'ellipse',
        cx: number('cx'),
        cy: number('cy'),
        w: 2 * number('r'),
        h: 2 * number('r'),
        angle: 0,
      }
    case 'ellipse': {
      const angle = isNumber(shape['theta']) ? shape['theta'] : 0
      return {
        kind: 'ellipse',
        cx: number('cx'),
        cy: number('cy'),
        w: 2 * number('rx'),
        h: 2 * number('ry'),
        angle,
      }
    }
    case 'point':
      return { kind: 'point', x: number('cx'), y: number('cy') }
    case 'polygon':
      return shapeOfRing(pointsOf(shape, where, 3))
    case 'polyline':
      return { kind: 'polyline', points: pointsOf(shape, where, 2) }
    default:
      throw new AppError('label-value', says.tables.whereTheShapeShapeIs(where, show(shape['name'])))
  }
}

function pointsOf(
  { all_points_x: xs, all_points_y: ys }: JsonObject,
  where: string,
  least: number,
): number[] {
  if (
    Array.isArray(xs) &&
    Array.isArray(ys) &&
    xs.length === ys.length &&
    xs.length >= least &&
    [...xs, ...ys].every(isNumber)
  )
    return xs.flatMap((x: number, i) => [x, ys[i] as number])
  throw new AppError('label-value', says.tables.whereItHasNotAt(where, least))
}
