import { AppError } from '../base/errors'
import { bounds, type Shape } from '../records/records'
import { shapeOfRing } from '../document/ringShape'
import { frameOf } from '../document/shapes'
import { says } from '../messages/says/says'
import { type Attributes, attributesFrom } from './attributes'
import type { FoundObjects } from './foundObjects'
import type { LabelFile, OpenLabels, ReadFormat } from './format'
import { openPictures } from './manyPictures'
import { shapeOfMask } from './masks'
import { childOf, childrenOf, parseXml, textOf, type XmlElement } from './xml'

/** CVAT's own XML, "CVAT for images 1.1" (its documentation, "XML annotation format"): one file for all images, in pixels. */
export const cvat: ReadFormat = {
  id: 'cvat',
  label: 'CVAT XML',
  single: false,
  recognises: (text) => /^\s*(?:<[?!][^]*?>\s*)*<annotations[\s>]/.test(text.slice(0, 65_536)),
  open: openCvat,
}

function openCvat(file: LabelFile): OpenLabels {
  const root = parseXml(file.text, file.name)
  const images = childrenOf(root, 'image')
  const tracks = childrenOf(root, 'track').length
  if (root.name !== 'annotations' || (images.length === 0 && tracks > 0))
    throw new AppError(
      'label-xml',
      tracks > 0
        ? says.labelFormats.nameHoldsTheTracksTracks(file.name, tracks)
        : says.labelFormats.nameHasNoAnnotationsIt(file.name),
    )
  const entries = images.map((image) => ({
    names: [image.attributes['name'] ?? ''],
    width: Number(image.attributes['width']) || undefined,
    height: Number(image.attributes['height']) || undefined,
    read: (found: FoundObjects) => image.children.forEach((element) => readShape(element, found)),
  }))
  return openPictures(file.name, entries, labelsOf(root))
}

/** The task's labels, which need not all be used. */
function labelsOf(root: XmlElement): string[] {
  const meta = childOf(root, 'meta')
  const holder = ['task', 'job', 'project'].map((name) => meta && childOf(meta, name)).find((one) => one)
  const labels = holder && childOf(holder, 'labels')
  return labels ? childrenOf(labels, 'label').flatMap((label) => textOf(label, 'name') ?? []) : []
}

function readShape(element: XmlElement, found: FoundObjects): void {
  const where = says.labelFormats.fileLineLine(found.file, element.line)
  if (element.name === 'tag') return found.leave(says.labelFormats.tagsOfWholePictures)
  found.attempt(() => {
    const className = element.attributes['label']
    if (!className) throw new AppError('label-class', says.labelFormats.whereItHasNoLabel(where))
    const shapes = shapesOf(element, where)
    const changed = shapes.length > 1 ? says.labelFormats.severalPointsOfOneShape : undefined
    shapes.forEach((shape, i) =>
      found.add(
        { className, shape, changed: i === 0 ? changed : undefined, attributes: saidOf(element) },
        where,
      ),
    )
  })
}

/** Its attributes, and whether something covers it. */
function saidOf(element: XmlElement): Attributes | undefined {
  const named = childrenOf(element, 'attribute').map(
    (one) => [one.attributes['name'] ?? '', one.text === 'false' ? '' : one.text] as const,
  )
  const { occluded } = element.attributes
  return attributesFrom([...named, ['occluded', occluded === '1'] as const])
}

function shapesOf(element: XmlElement, where: string): Shape[] {
  const value = (name: string) => numberOf(element, name, where)
  switch (element.name) {
    case 'box': {
      const [x, y] = [value('xtl'), value('ytl')]
      const [w, h] = [value('xbr') - x, value('ybr') - y]
      if (w < 0 || h < 0) throw new AppError('label-value', says.labelFormats.whereTheSizeWH(where, w, h))
      const angle = turnOf(element, where)
      return [
        angle === 0 ? { kind: 'box', x, y, w, h } : { kind: 'rotatedBox', ...frameOf({ x, y, w, h }), angle },
      ]
    }
    case 'ellipse': {
      const [cx, cy, w, h] = [value('cx'), value('cy'), 2 * value('rx'), 2 * value('ry')]
      return [{ kind: 'ellipse', cx, cy, w, h, angle: turnOf(element, where) }]
    }
    case 'polygon':
      return [shapeOfRing(pointsOf(element, where, 3))]
    case 'polyline':
      return [{ kind: 'polyline', points: pointsOf(element, where, 2) }]
    case 'points': {
      const points = pointsOf(element, where, 1)
      return Array.from({ length: points.length / 2 }, (_, i) => ({
        kind: 'point',
        x: points[i * 2] as number,
        y: points[i * 2 + 1] as number,
      }))
    }
    case 'mask':
      return [maskShape(element, where)]
    default:
      throw new AppError('label-value', says.labelFormats.whereANameHasNo(where, element.name))
  }
}

/** Runs along the rows of the mask's own box, beginning with the empty ones. */
function maskShape(element: XmlElement, where: string): Shape {
  const value = (name: string) => numberOf(element, name, where)
  const [width, height] = [value('width'), value('height')]
  const runs = (element.attributes['rle'] ?? '').split(',').map((run) => Number(run.trim()))
  const total = runs.reduce((sum, run) => sum + run, 0)
  if (
    !(width > 0 && height > 0 && width * height <= 2 ** 30) ||
    total > width * height ||
    !runs.every((run) => run >= 0)
  )
    throw new AppError('label-value', says.labelFormats.whereTheRunsOfIts(where))
  const data = new Uint8Array(width * height)
  let at = 0
  runs.forEach((run, i) => {
    if (i % 2) data.fill(1, at, at + run)
    at += run
  })
  const shape = shapeOfMask({ data, width, height }, value('left'), value('top'))
  if (shape && bounds(shape).w > 0) return shape
  throw new AppError('label-value', says.labelFormats.whereItsMaskIsEmpty(where))
}

function turnOf(element: XmlElement, where: string): number {
  return 'rotation' in element.attributes ? (numberOf(element, 'rotation', where) * Math.PI) / 180 : 0
}

function numberOf({ attributes }: XmlElement, name: string, where: string): number {
  const text = attributes[name]
  const value = text?.trim() ? Number(text) : NaN
  if (Number.isFinite(value)) return value
  throw new AppError('label-value', says.labelFormats.whereItsNameIsText(where, name, text ?? ''))
}

function pointsOf({ attributes }: XmlElement, where: string, least: number): number[] {
  const points = (attributes['points'] ?? '').split(';').map((pair) => pair.split(',').map(Number))
  if (points.length >= least && points.every((pair) => pair.length === 2 && pair.every(Number.isFinite)))
    return points.flat()
  throw new AppError(
    'label-value',
    says.labelFormats.whereAttributesAreNotAt(where, (attributes['points'] ?? '').slice(0, 40), least),
  )
}
