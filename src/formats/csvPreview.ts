import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { bounds } from '../records/records'
import { type ColumnKind, maxColumns } from './columnKinds'
import { bare, type ColumnsInOrder, meantNames } from './columnMeanings'
import { columnsOf, type Columns, namesOfBoxes, startsWithRow, synonyms } from './csvColumns'
import { CsvLines } from './csvLines'
import { TableReader } from './csvRows'
import type { LabelImage, LabelObject } from './format'
import { isPictureName } from './pictureNames'

// What a table of labels would be read as, for a person who says what its columns are.

/** Lines that are shown, and signs of a cell and of a sentence. */
const [shownLines, shownSigns, saidSigns] = [6, 60, 1000]

/** What a person has said of a table. */
export interface ToldTable {
  readonly columns: ColumnsInOrder
  readonly coordinates?: 'pixel' | 'share' | undefined
}

export interface PreviewOf extends Partial<ToldTable> {
  readonly name: string
  /** Those that it may be of. */
  readonly images: readonly LabelImage[]
  readonly classNames: readonly string[]
  /** The text goes on. */
  readonly cut: boolean
}

export interface TablePreview {
  readonly name: string
  /** The first lines, cut to what fits into a window. */
  readonly lines: readonly (readonly string[])[]
  /** By which it is read here: guessed, where nobody has told them. */
  readonly columns: ColumnsInOrder
  /** Why it cannot be read as it is; null: it can. */
  readonly unclear: MissingColumns | null
  readonly found: FoundInTable
}

/** Which columns have to be told yet. */
export type MissingColumns = 'places' | 'image' | 'label'

export interface FoundInTable {
  readonly missing: MissingColumns | null
  /** Why it cannot be imported so, one sentence. */
  readonly problem: string | null
  readonly rows: number
  readonly objects: number
  readonly images: number
  readonly first: FirstFound | null
  readonly scale: 'pixel' | 'share'
  /** Whether the numbers could be the one as well as the other. */
  readonly either: boolean
  /** Only the beginning of the file was looked at. */
  readonly cut: boolean
}

interface FirstFound {
  readonly className: string
  readonly image: string
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** Reads the beginning of a table. Undefined where it is none that a person could tell anything about. */
export function previewTable(text: string, of: PreviewOf): TablePreview | undefined {
  const records: { readonly fields: readonly string[]; readonly line: number }[] = []
  let comma = true
  const lines = new CsvLines(of.name, (fields, line, separator) => {
    comma = separator === ','
    records.push({ fields, line })
  })
  lines.push(text)
  if (!of.cut) lines.end()
  const [head] = records
  if (!head || head.fields.length < 2 || head.fields.length > maxColumns) return undefined
  const columns = of.columns ?? guessed(head.fields, records[1]?.fields)
  const reading = { columns, isRow: startsWithRow(columns, head.fields), comma }
  return {
    name: of.name,
    lines: records
      .slice(0, shownLines)
      .map(({ fields }) => fields.slice(0, maxColumns).map((cell) => shown(cell))),
    columns,
    unclear: unclearIn(head.fields, columns, of),
    found: foundIn(records, reading, of),
  }
}

const shown = (cell: string, most = shownSigns) => {
  const text = cell.trim()
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

/** Undefined where the names of columns do not say where the objects are. */
function namedColumns(fields: readonly string[], file: string): Columns | undefined {
  try {
    return columnsOf(fields, file)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

function unclearIn(
  fields: readonly string[],
  { inOrder }: ColumnsInOrder,
  { name, classNames }: PreviewOf,
): MissingColumns | null {
  if (!namedColumns(fields, name)) return 'places'
  return lackingIn(inOrder, classNames.length === 1, false)
}

function lackingIn(
  kinds: readonly ColumnKind[],
  oneClass: boolean,
  oneImage: boolean,
): MissingColumns | null {
  if (!kinds.includes('image') && !oneImage) return 'image'
  return kinds.includes('label') || oneClass ? null : 'label'
}

/** What columns seem to be: by their names, else by what the first lines hold. */
function guessed(fields: readonly string[], next: readonly string[] | undefined): ColumnsInOrder {
  const isNumber = (cell: string) => cell.trim() !== '' && Number.isFinite(Number(cell))
  const isPicture = (cell: string) => isPictureName(cell.trim())
  const numbers = fields.flatMap((cell, i) => (isNumber(cell) ? [i] : []))
  const named = !(fields.some(isPicture) && numbers.length >= 2)
  const kinds = fields.map((): ColumnKind => 'ignore')
  const put = (kind: ColumnKind, at: number) => {
    if (at >= 0 && kinds[at] === 'ignore' && !kinds.includes(kind)) kinds[at] = kind
  }
  if (!named) {
    const places = numbers.length >= 4 ? (['xmin', 'ymin', 'xmax', 'ymax'] as const) : (['x', 'y'] as const)
    places.forEach((kind, i) => put(kind, numbers[i] ?? -1))
    put('image', fields.findIndex(isPicture))
    put(
      'label',
      fields.findIndex((cell, i) => kinds[i] === 'ignore' && cell.trim() !== '' && !isNumber(cell)),
    )
    return { inOrder: kinds, named }
  }
  const names = fields.map(bare)
  for (const [kind, at] of namedPlaces(fields, names)) put(kind, at)
  for (const kind of ['image', 'label', 'score'] as const)
    for (const name of synonyms[kind]) put(kind, names.indexOf(name))
  if (!kinds.includes('image')) {
    const at = next?.findIndex(isPicture) ?? -1
    // What a column holds says more than its name.
    if (at >= 0) kinds[at] = 'image'
  }
  return { inOrder: kinds, named }
}

/** Columns that say where objects are, each by its own name where they are not complete. */
function namedPlaces(fields: readonly string[], names: readonly string[]): [ColumnKind, number][] {
  const whole = namedColumns(fields, '')
  if (whole) {
    const kinds = whole.lonLat ? (['lon', 'lat'] as const) : kindsOf[whole.places.kind]
    return whole.places.at.map((at, i): [ColumnKind, number] => [kinds[i] as ColumnKind, at])
  }
  const alone: [ColumnKind, number][] = []
  for (const [kind, sets] of namesOfBoxes)
    for (const set of sets)
      set.forEach((name, i) => alone.push([kindsOf[kind][i] as ColumnKind, names.indexOf(name)]))
  return alone
}

const kindsOf: Readonly<Record<Columns['places']['kind'], readonly ColumnKind[]>> = {
  edges: ['xmin', 'ymin', 'xmax', 'ymax'],
  corner: ['xmin', 'ymin', 'width', 'height'],
  middle: ['cx', 'cy', 'width', 'height'],
  point: ['x', 'y'],
  wkt: ['geometry'],
}

interface Reading {
  readonly columns: ColumnsInOrder
  readonly isRow: boolean
  readonly comma: boolean
}

/** Reads the rows as an import would. */
function foundIn(
  records: readonly { readonly fields: readonly string[]; readonly line: number }[],
  { columns: said, isRow, comma }: Reading,
  of: PreviewOf,
): FoundInTable {
  const rows = isRow ? records : records.slice(1)
  const none: FoundInTable = {
    ...{ missing: null, problem: null, rows: rows.length, objects: 0, images: 0, first: null },
    ...{ scale: of.coordinates ?? 'pixel', either: false, cut: of.cut },
  }
  const columns = namedColumns(meantNames(records[0]?.fields ?? [], said, of.name, isRow), of.name)
  const missing = columns
    ? lackingIn(said.inOrder, of.classNames.length === 1, of.images.length === 1)
    : 'places'
  if (!columns || missing) return { ...none, missing }
  const { name, coordinates } = of
  const reader = new TableReader({ name, text: '', columns: said, coordinates }, columns, !comma)
  for (const { fields, line } of rows) reader.add(fields, line)
  const scale = reader.areShares ? 'share' : 'pixel'
  return { ...none, scale, either: reader.couldBeShares, ...readAll(reader, of) }
}

/** What each image gets. */
function readAll(
  reader: TableReader,
  { name, images, classNames }: PreviewOf,
): Pick<FoundInTable, 'problem' | 'objects' | 'images' | 'first'> {
  const labels = reader.finish()
  const known = new Set(classNames.map((each) => each.normalize('NFC')))
  let [objects, own] = [0, 0]
  let first: FirstFound | null = null
  let problem: string | null = null
  for (const image of images) {
    const taken: LabelObject[] = []
    try {
      labels.read({ ...image, several: images.length > 1 }, classNames, (object) => taken.push(object))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.code !== 'label-image') problem ??= error.message
      continue
    }
    const [one] = taken
    if (!one) continue
    own++
    objects += taken.length
    const { x, y, w, h } = bounds(one.shape)
    first ??= { className: shown(one.className), image: image.name, x, y, w, h }
    const strange = taken.find(({ className }) => known.size > 0 && !known.has(className))
    if (strange)
      problem ??= says.importing.fileHasTheClassMissing(name, strange.className, classNames.join(', '))
  }
  return { problem: problem && shown(problem, saidSigns), objects, images: own, first }
}
