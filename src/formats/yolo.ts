import { AppError } from '../base/errors'
import { bounds, type Shape } from '../document/records'
import { outline } from '../document/shapes'
import { shapeOfRing } from '../document/ringShape'
import { ringArea } from '../geometry/rings'
import { clip } from './fit'
import { FoundObjects } from './foundObjects'
import {
  stem,
  type LabelFile,
  type LabelFormat,
  type LabelImage,
  type ReadReport,
  type TakeObject,
  type WriteImage,
  type WriteReport,
} from './format'

/**
 * YOLO's text files: one for each image, a line for each object, everything relative to the picture's size. Detection
 * `class cx cy w h [score]`; segmentation `class x1 y1 x2 y2 x3 y3 …`; oriented boxes the same with four corners
 * (Ultralytics' documentation, "Dataset formats").
 */
export const yolo: LabelFormat = {
  id: 'yolo',
  label: 'YOLO text',
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
  const list = file.namesBeside ?? (projectClasses.length ? projectClasses : undefined)
  const objects = new FoundObjects(image, take)
  let [number, highest] = [0, -1]
  for (const line of file.text.split('\n')) {
    number++
    const fields = line.trim().split(/\s+/)
    if (fields[0] === '') continue
    const where = `${file.name}, line ${number}`
    const values = fields.map((field) => numberOf(field, where))
    const index = classIndex(values[0] as number, fields[0] as string, list, where)
    const { shape, score } = shapeOf(values, image, where, line)
    highest = Math.max(highest, index)
    objects.add({ className: list?.[index] ?? `class ${index}`, shape, score }, where)
  }
  const { dropped } = objects
  const warnings = dropped
    ? [`${file.name}: ${dropped} of its lines describe nothing of any size and were left out.`]
    : []
  const classNames = list ?? Array.from({ length: highest + 1 }, (_, i) => `class ${i}`)
  return objects.report(warnings, classNames)
}

function numberOf(field: string, where: string): number {
  const value = numeric.test(field) ? Number(field) : NaN
  if (Number.isFinite(value)) return value
  throw new AppError(
    'label-value',
    `${where}: "${field.slice(0, 40)}" is not a number: a YOLO line is "class cx cy w h".`,
  )
}

function classIndex(value: number, text: string, list: readonly string[] | undefined, where: string): number {
  if (!Number.isInteger(value) || value < 0)
    throw new AppError('label-class', `${where}: "${text}" is not a class number: these count from 0.`)
  if (list && value >= list.length)
    throw new AppError(
      'label-class',
      `${where}: class ${value} is not in the class list (${list.length} classes, 0 to ${list.length - 1}: ${list.slice(0, 5).join(', ')}${list.length > 5 ? ', …' : ''}): add the class or mend the line.`,
    )
  return value
}

function shapeOf(
  values: readonly number[],
  image: LabelImage,
  where: string,
  line: string,
): { shape: Shape; score?: number | undefined } {
  if (values.length === 5 || values.length === 6) {
    const [, cx, cy, w, h, score] = values as [number, number, number, number, number, number?]
    if (w < 0 || h < 0)
      throw new AppError('label-value', `${where}: the size ${w} × ${h} is negative: mend the line.`)
    const box = {
      x: (cx - w / 2) * image.width,
      y: (cy - h / 2) * image.height,
      w: w * image.width,
      h: h * image.height,
    }
    return { shape: { kind: 'box', ...box }, score }
  }
  if (values.length >= 7 && values.length % 2 === 1) {
    const points = values.slice(1).map((v, i) => v * (i % 2 ? image.height : image.width))
    return { shape: values.length === 9 ? shapeOfRing(points) : { kind: 'polygon', points } }
  }
  throw new AppError(
    'label-value',
    `${where}: "${line.trim().slice(0, 60)}" has ${values.length} values: a YOLO line is "class cx cy w h", or a class and at least three corners.`,
  )
}

type Kind = 'detect' | 'segment' | 'obb'

/** Oriented boxes where there are only boxes, some turned; corners where everything has an outline; else boxes. */
function kindFor(images: readonly WriteImage[]): Kind {
  const kinds = new Set(images.flatMap(({ objects }) => objects.map(({ shape }) => shape.kind)))
  const only = (...allowed: Shape['kind'][]) => [...kinds].every((kind) => allowed.includes(kind))
  if (kinds.has('rotatedBox') && only('box', 'rotatedBox')) return 'obb'
  return only('polygon', 'rotatedBox', 'ellipse') ? 'segment' : 'detect'
}

/** Points and what has no size are left out; what the kind of lines cannot hold loses something. */
function writeYolo(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  const kind = kindFor(images)
  let [written, dropped, changed] = [0, 0, 0]
  const files = images.map(({ image, objects }) => {
    const lines: string[] = []
    for (const { class: number, shape, score } of objects) {
      const line = lineOf(shape, image, kind)
      if (!line) {
        dropped++
        continue
      }
      written++
      if (line.changed) changed++
      if (score !== undefined && kind === 'detect') line.values.push(score)
      lines.push([number, ...line.values.map(decimals)].join(' '))
    }
    return { name: `${stem(image.name)}.txt`, text: lines.length ? `${lines.join('\n')}\n` : '' }
  })
  const names = { name: 'classes.txt', text: classNames.map((name) => `${name}\n`).join('') }
  return { files: [...files, names], written, dropped, changed }
}

function lineOf(
  shape: Shape,
  image: LabelImage,
  kind: Kind,
): { values: number[]; changed: boolean } | undefined {
  const corners = kind === 'detect' ? undefined : largestRing(shape)
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

/** Class names by number out of Ultralytics' data.yaml: `names: [a, b]`, a list of `- a`, or a map of `0: a`. */
export function namesFromYaml(text: string): string[] | undefined {
  const unquote = (name: string) => name.trim().replace(/^(["'])(.*)\1$/, '$2')
  const inline = /^names:\s*\[([^\]]*)\]/m.exec(text)
  if (inline)
    return (inline[1] as string)
      .split(',')
      .map(unquote)
      .filter((name) => name !== '')
  const block = /^names:\s*(?:#.*)?\r?\n((?:[ \t]*(?:-|\d+:)[^\n]*(?:\n|$)|[ \t]*\r?\n)+)/m.exec(text)
  if (!block) return undefined
  const names: string[] = []
  for (const line of (block[1] as string).split('\n')) {
    const item = /^\s*(?:-|(\d+):)\s*(.*?)\s*(?:\s#.*)?$/.exec(line)
    if (item) names[item[1] === undefined ? names.length : Number(item[1])] = unquote(item[2] as string)
  }
  return Array.from(names, (name, i) => name ?? `class ${i}`)
}

/** Class names out of classes.txt: one a line, the first is class 0. */
export function namesFromList(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  while (lines.at(-1) === '') lines.pop()
  return lines.map((name, i) => name || `class ${i}`)
}
