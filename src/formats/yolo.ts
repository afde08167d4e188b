import { stringify } from 'yaml'
import { AppError } from '../base/errors'
import { bounds, type Shape } from '../records/records'
import { outline } from '../document/shapes'
import { nearestRotatedBox, shapeOfRing, squared } from '../document/ringShape'
import { ringArea } from '../geometry/rings'
import { says } from '../messages/says/says'
import type { KeyPoint } from '../records/object'
import { clip } from './fit'
import { FoundObjects } from './foundObjects'
import {
  fileOf,
  type LabelFile,
  type LabelFormat,
  type LabelImage,
  type NamesBeside,
  type ReadReport,
  type TakeObject,
  type WriteImage,
  type WriteReport,
} from './format'

/**
 * YOLO's text files: one for each image, a line for each object, everything relative to the picture's size. Detection
 * `class cx cy w h [score]`; segmentation `class x1 y1 x2 y2 x3 y3 … [score]`; oriented boxes the same with four corners; key
 * points behind the box where data.yaml says so
 * (Ultralytics' documentation, "Dataset formats").
 */
export const yolo: LabelFormat = {
  id: 'yolo',
  get label() {
    return says.formatNames.yoloText
  },
  single: true,
  folder: true,
  ending: '.txt',
  recognises: looksLikeYolo,
  open: (file) => ({ read: (image, projectClasses, take) => readYolo(file, image, projectClasses, take) }),
  write: writeYolo,
}

/** Mostly numbers in the first line; one that is not is then named with its line, rather than the whole file refused. */
function looksLikeYolo(text: string): boolean {
  const first = text.slice(0, 65_536).trim().split('\n')[0]?.trim() ?? ''
  const fields = first.split(/\s+/)
  const numbers = fields.filter((field) => numeric.test(field)).length
  return first === '' || (numbers >= 2 && numbers >= fields.length / 2)
}

const numeric = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i

function readYolo(
  file: LabelFile,
  image: LabelImage,
  projectClasses: readonly string[],
  take: TakeObject,
): ReadReport {
  const { names, keyPoints } = file.beside ?? {}
  const list = names ?? (projectClasses.length ? projectClasses : undefined)
  const objects = new FoundObjects(file.name, image, take)
  const lines = file.text.split('\n').map((line) => line.trim().split(/\s+/))
  const turned = !keyPoints && lines.every(({ length }) => length === 1 || length === 9 || length === 10)
  let highest = -1
  for (const [i, fields] of lines.entries()) {
    if (fields[0] === '') continue
    const where = says.labelFormats.fileLineLine(file.name, i + 1)
    objects.attempt(() => {
      const values = fields.map((field) => numberOf(field, where))
      const index = classIndex(values[0] as number, fields[0] as string, list, where)
      const found = shapeOf(values, { keyPoints, turned, image, where, line: fields.join(' ') })
      highest = Math.max(highest, index)
      objects.add({ className: list?.[index] ?? `class ${index}`, ...found }, where)
    })
  }
  if (!names && highest >= 0)
    objects.say(
      list
        ? says.labelFormats.noClassNamesWereFound(list.slice(0, 5).join(', '), list.length > 5 ? ', …' : '')
        : says.labelFormats.noClassNamesWereFoundBeside,
    )
  return objects.report(list ?? Array.from({ length: highest + 1 }, (_, i) => `class ${i}`))
}

function numberOf(field: string, where: string): number {
  const value = numeric.test(field) ? Number(field) : NaN
  if (Number.isFinite(value)) return value
  throw new AppError('label-value', says.labelFormats.whereFieldIsNotA(where, field.slice(0, 40)))
}

function classIndex(value: number, text: string, list: readonly string[] | undefined, where: string): number {
  if (!Number.isInteger(value) || value < 0)
    throw new AppError('label-class', says.labelFormats.whereTextIsNotA(where, text))
  if (list && value >= list.length)
    throw new AppError(
      'label-class',
      says.labelFormats.whereClassValueIsNot(
        where,
        value,
        list.length,
        list.length - 1,
        list.slice(0, 5).join(', '),
        list.length > 5 ? ', …' : '',
      ),
    )
  return value
}

/** A box, and after it key points of the shape that data.yaml tells. */
function isPose(values: readonly number[], keyPoints: NamesBeside['keyPoints']): boolean {
  return keyPoints !== undefined && values.length === 5 + keyPoints[0] * keyPoints[1]
}

interface Line {
  readonly keyPoints: NamesBeside['keyPoints']
  /** Oriented boxes: all lines of the file have four corners. */
  readonly turned: boolean
  readonly image: LabelImage
  readonly where: string
  readonly line: string
}

function shapeOf(
  values: readonly number[],
  { keyPoints, turned, image, where, line }: Line,
): {
  shape: Shape
  score?: number | undefined
  changed?: string
  keyPoints?: readonly KeyPoint[] | undefined
} {
  const pose = isPose(values, keyPoints)
  if (values.length === 5 || values.length === 6 || pose) {
    const [, cx, cy, w, h, score] = values as [number, number, number, number, number, number?]
    if (w < 0 || h < 0) throw new AppError('label-value', says.labelFormats.whereTheSizeWHIs(where, w, h))
    requireShares([cx, cy, w, h], where, line)
    const box = {
      x: (cx - w / 2) * image.width,
      y: (cy - h / 2) * image.height,
      w: w * image.width,
      h: h * image.height,
    }
    const points = pose && keyPoints ? keyPointsOf(values.slice(5), keyPoints[1], image) : undefined
    return { shape: { kind: 'box', ...box }, score: pose ? undefined : score, keyPoints: points }
  }
  if (values.length < 7 || keyPoints)
    throw new AppError(
      'label-value',
      says.labelFormats.whereLineHasValuesValues(
        where,
        line.slice(0, 60),
        values.length,
        keyPoints ? says.labelFormats.dataYamlSpeaksOfKey(keyPoints[0], keyPoints[1]) : '',
      ),
    )
  // Ultralytics writes the confidence behind the corners.
  const end = values.length - ((values.length - 1) % 2)
  const shares = values.slice(1, end)
  requireShares(shares, where, line)
  const points = openRing(shares).map((v, i) => v * (i % 2 ? image.height : image.width))
  const score = end < values.length ? values[end] : undefined
  const box = turned ? nearestRotatedBox(points) : undefined
  if (box) return { shape: box.shape, score, ...(box.exact ? {} : { changed: squared() }) }
  if (points.length === 8) return { shape: shapeOfRing(points), score }
  return { shape: { kind: 'polygon', points }, score }
}

/** Two values each, or three with whether it is seen; one at (0, 0) of two is not marked. */
function keyPointsOf(values: readonly number[], each: number, image: LabelImage): KeyPoint[] {
  return Array.from({ length: values.length / each }, (_, i): KeyPoint => {
    const [x = 0, y = 0, seen] = values.slice(i * each, (i + 1) * each)
    const marked = seen ?? (x === 0 && y === 0 ? 0 : 2)
    return { x: x * image.width, y: y * image.height, visible: marked >= 1.5 ? 2 : marked > 0 ? 1 : 0 }
  })
}

/** A ring without its first corner repeated at the end. */
function openRing(ring: readonly number[]): readonly number[] {
  const closes = ring.length > 6 && ring[0] === ring.at(-2) && ring[1] === ring.at(-1)
  return closes ? ring.slice(0, -2) : ring
}

/** An object may reach over the border, but not by a picture. */
function requireShares(values: readonly number[], where: string, line: string): void {
  if (values.every((value) => value >= -1 && value < 2)) return
  throw new AppError('label-value', says.labelFormats.whereLineHoldsNoShares(where, line.slice(0, 60)))
}

type Kind = 'detect' | 'segment' | 'obb' | 'pose'

/** How many key points each object has, where all have as many. */
function poseOf(images: readonly WriteImage[]): number | undefined {
  const counts = new Set(
    images.flatMap(({ objects }) => objects.map(({ keyPoints = [] }) => keyPoints.length)),
  )
  const [only] = counts
  return counts.size === 1 && only !== undefined && only > 0 ? only : undefined
}

/** Key points where each object has as many; oriented boxes where there are only boxes, some turned; corners where everything has an outline; else boxes. */
function kindFor(images: readonly WriteImage[]): Kind {
  if (poseOf(images) !== undefined) return 'pose'
  const kinds = new Set(images.flatMap(({ objects }) => objects.map(({ shape }) => shape.kind)))
  const only = (...allowed: Shape['kind'][]) => [...kinds].every((kind) => allowed.includes(kind))
  if (kinds.has('rotatedBox') && only('box', 'rotatedBox')) return 'obb'
  return only('polygon', 'rotatedBox', 'ellipse') ? 'segment' : 'detect'
}

/** Points and what has no size are left out; what the kind of lines cannot hold loses something. */
function writeYolo(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  const kind = kindFor(images)
  let [written, dropped, changed] = [0, 0, 0]
  const files = images.map((each) => {
    const { image, objects } = each
    const lines: string[] = []
    for (const { class: number, shape, score, keyPoints = [] } of objects) {
      const line = lineOf(shape, image, kind)
      if (!line) {
        dropped++
        continue
      }
      written++
      if (line.changed) changed++
      if (score !== undefined && kind === 'detect') line.values.push(score)
      if (kind === 'pose')
        for (const { x, y, visible } of keyPoints)
          line.values.push(x / image.width, y / image.height, visible)
      lines.push([number, ...line.values.map(decimals)].join(' '))
    }
    return { name: `${fileOf(each)}.txt`, text: lines.length ? `${lines.join('\n')}\n` : '' }
  })
  const names = { name: 'classes.txt', text: classNames.map((name) => `${name}\n`).join('') }
  const points = kind === 'pose' ? poseOf(images) : undefined
  // How many key points there are stands only here.
  const shape = { kpt_shape: [points, 3], names: new Map(classNames.map((name, i) => [i, name])) }
  const yaml = points === undefined ? [] : [{ name: 'data.yaml', text: stringify(shape) }]
  return { files: [...files, names, ...yaml], written, dropped, changed, keyPointsKept: points !== undefined }
}

function lineOf(
  shape: Shape,
  image: LabelImage,
  kind: Kind,
): { values: number[]; changed: boolean } | undefined {
  const corners = kind === 'detect' || kind === 'pose' ? undefined : largestRing(shape)
  const whole = corners ? ({ kind: 'polygon', points: corners } as const) : boxOf(shape)
  const inside = clip(whole, image)
  const { x, y, w, h } = bounds(inside)
  if (!(w > 0 && h > 0)) return undefined
  const all = bounds(whole)
  const cut = Math.abs(all.w - w) > 1e-6 || Math.abs(all.h - h) > 1e-6
  if (inside.kind === 'polygon') {
    const lossy = shape.kind === 'ellipse' || (shape.kind === 'polygon' && shape.rings !== undefined)
    return {
      values: inside.points.map((p, i) => p / (i % 2 ? image.height : image.width)),
      changed: cut || lossy,
    }
  }
  const values = [(x + w / 2) / image.width, (y + h / 2) / image.height, w / image.width, h / image.height]
  return { values, changed: cut || shape.kind !== 'box' }
}

function boxOf(shape: Shape): Shape {
  const { x, y, w, h } = bounds(shape)
  return { kind: 'box', x, y, w, h }
}

function largestRing(shape: Shape): readonly number[] | undefined {
  const rings = outline(shape)
  return rings.length ? rings.reduce((a, b) => (ringArea(b) > ringArea(a) ? b : a)) : undefined
}

/** A ten-billionth of a picture is a hundred-thousandth of a pixel in one of 100,000. */
function decimals(value: number): string {
  return String(Number(value.toFixed(10)))
}
