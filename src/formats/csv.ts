import { AppError } from '../base/errors'
import { bounds, type Shape } from '../document/records'
import { FoundObjects } from './foundObjects'
import {
  stem,
  type LabelFile,
  type LabelFormat,
  type LabelImage,
  type OpenLabels,
  type ReadReport,
  type WriteImage,
  type WriteReport,
} from './format'

/**
 * Tables of boxes as DeepForest has them: `image_path,xmin,ymin,xmax,ymax,label[,score]`, one for all images; and of
 * points: `x,y,label`. Columns by their names in the first line, separated by comma, semicolon or tab.
 */
export const csv: LabelFormat = {
  id: 'csv',
  label: 'CSV table',
  folder: false,
  ending: '.csv',
  recognises: (text) => {
    const names = splitLine(text.slice(0, 4096).split(/\r?\n/, 1)[0] ?? '').map((name) => name.toLowerCase())
    return edges.every((name) => names.includes(name)) || (names.includes('x') && names.includes('y'))
  },
  open: openCsv,
  write: writeCsv,
}

const edges = ['xmin', 'ymin', 'xmax', 'ymax'] as const
/** Names that other programs give the columns. */
const synonyms = {
  image: ['image_path', 'image', 'filename', 'file', 'file_name', 'image_name', 'path'],
  label: ['label', 'class', 'class_name', 'name', 'category'],
  score: ['score', 'confidence'],
} as const

interface Columns {
  readonly image: number
  readonly label: number
  readonly score: number
  /** xmin, ymin, xmax, ymax, or x, y. */
  readonly places: readonly number[]
  readonly separator: string
}

function openCsv(file: LabelFile): OpenLabels {
  const end = file.text.indexOf('\n')
  const columns = columnsOf(file.text.slice(0, end < 0 ? undefined : end).trim(), file.name)
  return {
    read: (image, classes, take) => readRows(file, columns, image, classes, new FoundObjects(image, take)),
  }
}

function columnsOf(line: string, file: string): Columns {
  const names = splitLine(line).map((name) => name.trim().toLowerCase())
  const find = (wanted: readonly string[]) => names.findIndex((name) => wanted.includes(name))
  const boxes = edges.map((name) => names.indexOf(name))
  const places = boxes.every((at) => at >= 0) ? boxes : [names.indexOf('x'), names.indexOf('y')]
  if (places.some((at) => at < 0))
    throw new AppError(
      'label-csv',
      `${file}, line 1: "${line.slice(0, 80)}" names no columns xmin, ymin, xmax, ymax (or x, y): add a first line with the names.`,
    )
  const [image, label, score] = [find(synonyms.image), find(synonyms.label), find(synonyms.score)]
  return { image, label, score, places, separator: separatorOf(line) }
}

function readRows(
  file: LabelFile,
  columns: Columns,
  image: LabelImage,
  projectClasses: readonly string[],
  found: FoundObjects,
): ReadReport {
  let others = 0
  file.text.split('\n').forEach((line, i) => {
    if (i === 0 || line.trim() === '') return
    const where = `${file.name}, line ${i + 1}`
    const fields = splitLine(line.trim(), columns.separator)
    const of = columns.image >= 0 ? fields[columns.image] : undefined
    if (of !== undefined && stem(of) !== stem(image.name)) return void others++
    const values = columns.places.map((at) => numberOf(fields[at], where))
    // A row of zeros says that nothing is in the image.
    if (values.length === 4 && values.every((value) => value === 0)) return
    const className = (columns.label >= 0 ? fields[columns.label] : undefined) ?? projectClasses[0]
    if (!className)
      throw new AppError('label-class', `${where}: it has no label: add a column "label" with the class.`)
    const text = columns.score >= 0 && fields[columns.score] ? fields[columns.score] : undefined
    const score = text === undefined ? undefined : numberOf(text, where)
    found.add({ className, shape: shapeOf(values, where), score }, where)
  })
  const { dropped, taken } = found
  const warnings = dropped ? [`${file.name}: ${dropped} rows have no size and were left out.`] : []
  if (taken === 0 && others > 0)
    warnings.push(`${file.name}: its ${others} rows belong to other images than "${image.name}".`)
  return found.report(warnings)
}

/** A box without any size is a point. */
function shapeOf(values: readonly number[], where: string): Shape {
  const [x, y, right, bottom] = values as [number, number, number?, number?]
  if (right === undefined || bottom === undefined || (right === x && bottom === y))
    return { kind: 'point', x, y }
  if (right < x || bottom < y)
    throw new AppError('label-value', `${where}: the size ${right - x} × ${bottom - y} is negative: mend it.`)
  return { kind: 'box', x, y, w: right - x, h: bottom - y }
}

function numberOf(field: string | undefined, where: string): number {
  const value = field?.trim() ? Number(field) : NaN
  if (Number.isFinite(value)) return value
  throw new AppError(
    'label-value',
    `${where}: "${(field ?? '').slice(0, 40)}" is not a number: mend the row.`,
  )
}

function separatorOf(line: string): string {
  return ['\t', ';', ','].find((sign) => line.includes(sign)) ?? ','
}

/** Fields of a line (RFC 4180): in quotes a separator is text, and two quotes are one. */
function splitLine(line: string, separator = separatorOf(line)): string[] {
  if (!line.includes('"')) return line.split(separator)
  const fields: string[] = []
  let [field, quoted] = ['', false]
  for (let i = 0; i < line.length; i++) {
    const sign = line[i] as string
    if (sign === '"' && quoted && line[i + 1] === '"') field += line[++i]
    else if (sign === '"') quoted = !quoted
    else if (sign === separator && !quoted) {
      fields.push(field)
      field = ''
    } else field += sign
  }
  return [...fields, field]
}

/** Boxes and points; everything else becomes the box around it. */
function writeCsv(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  const scored = images.some(({ objects }) => objects.some(({ score }) => score !== undefined))
  const rows = [['image_path', ...edges, 'label', ...(scored ? ['score'] : [])].join(',')]
  let [dropped, changed] = [0, 0]
  for (const { image, objects } of images)
    for (const { class: number, shape, score } of objects) {
      const { x, y, w, h } = bounds(shape)
      if (shape.kind !== 'point' && !(w > 0 && h > 0)) {
        dropped++
        continue
      }
      if (shape.kind !== 'box' && shape.kind !== 'point') changed++
      const label = quote(classNames[number] ?? `class ${number}`)
      const row = [quote(image.name), x, y, x + w, y + h, label, ...(scored ? [score ?? ''] : [])]
      rows.push(row.join(','))
    }
  const text = `${rows.join('\n')}\n`
  return { files: [{ name: 'annotations.csv', text }], written: rows.length - 1, dropped, changed }
}

export function quote(text: string): string {
  return /[",;\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
