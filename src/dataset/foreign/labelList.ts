import { AppError, type ErrorCode } from '../../base/errors'
import { says } from '../../messages/says/says'
import type { SplitName } from '../../tiles/tiles'

/** Pictures by file name, with which of the classes each shows. */
export interface LabelList {
  readonly classNames: readonly string[]
  /** A picture may have several labels, or none. */
  readonly several: boolean
  readonly rows: readonly {
    readonly file: string
    readonly labels: readonly number[]
    readonly line: number
    /** The part that the list itself says it belongs to. */
    readonly split?: SplitName | undefined
  }[]
  /** What was made of the list and should be said. */
  readonly notes: readonly string[]
}

/** What programs call the column of files, the surest first; compared without blanks, `_` and `-`. */
const fileColumns = [
  ...['image', 'filename', 'file', 'filepath', 'path', 'imagepath', 'imagename', 'imagefile', 'imageindex'],
  ...['img', 'imgname', 'imgpath', 'picture', 'imageid', 'sopinstanceuid', 'id', 'name'],
]
const labelColumns = ['label', 'labels', 'class', 'classname', 'category', 'target', 'findinglabels']
const partColumns = ['split', 'set', 'subset', 'partition', 'part', 'dataset', 'phase']
const partNames: readonly (readonly [SplitName, RegExp])[] = [
  ['train', /^train(ing)?$/i],
  ['val', /^(val|valid|validation|dev)$/i],
  ['test', /^test(ing)?$/i],
]
/** Between several labels of one picture. */
const between = '|'
const noLabel = /^(|no finding|none|nothing|normal)$/i

/** The part that a folder, a file or a cell names; undefined where it names none. */
export function partNamed(text: string): SplitName | undefined {
  return partNames.find(([, pattern]) => pattern.test(text.trim()))?.[0]
}

/**
 * A text or CSV list: a file and its label a line (with or without a first line of names), or a file and one column of 0 and 1
 * for each class, which the first line names. `name` is the list's own, for sentences. Throws AppError('bad-list'), and 'no-label' where there
 * is no column for one.
 */
export function parseLabelList(text: string, name: string): LabelList {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line, i) => ({ line: i + 1, text: line }))
    .filter(({ text: t }) => t.trim() !== '' && !t.startsWith('#'))
  const [first] = lines
  if (!first) throw bad(name, says.foreign.isEmptyGiveAFile)
  const separator = [',', ';', '\t'].find((each) => first.text.includes(each))
  const table = lines.map(({ line, text: t }) => ({ line, cells: cellsOf(t, separator) }))
  const head = table[0]?.cells as string[]
  const plain = head.map((cell) => cell.toLowerCase().replace(/[\s_-]/g, ''))
  const hasHead = plain.some((cell) => fileColumns.includes(cell))
  const rows = hasHead ? table.slice(1) : table
  if (!rows.length) throw bad(name, says.foreign.hasAFirstLineAnd)
  for (const { line, cells } of rows)
    if (cells.length !== head.length)
      throw bad(
        name,
        says.foreign.hasColumnsOnLine(
          { columns: cells.length, line },
          { columns: head.length, line: first.line },
        ),
      )
  const find = (names: readonly string[]) =>
    names.map((each) => plain.indexOf(each)).find((column) => column >= 0)
  const file = hasHead ? (find(fileColumns) ?? 0) : 0
  const part = hasHead ? partColumn(rows, plain, file, name) : undefined
  const splits = rows.map(({ cells }) => (part === undefined ? undefined : partNamed(cells[part] ?? '')))
  // Without a name it is the number of the row.
  const isData = (column: number) =>
    column !== file && column !== part && !/^(unnamed:\d+)?$/.test(plain[column] ?? '')
  const others = head
    .map((_, column) => column)
    .filter((column) => (hasHead ? isData(column) : column !== file))
  const label = hasHead ? find(labelColumns) : undefined
  if (others.length === 0) throw bad(name, says.foreign.hasNoLabelOnLine(first.line), 'no-label')
  const parted = ({ rows: own, ...list }: LabelList): LabelList =>
    once({ ...list, rows: own.map((row, i) => ({ ...row, split: splits[i] })) }, name)
  if (label !== undefined || others.length === 1)
    return parted(oneLabel(rows, file, label ?? (others[0] as number), name))
  if (!hasHead) throw bad(name, says.foreign.hasSeveralColumnsAndNo)
  const columns = others.map((column) => ({ column, className: head[column] as string }))
  return parted(severalColumns(rows, file, columns, name))
}

/** The column that says the part of each row, where there is one. */
function partColumn(
  rows: readonly Row[],
  plain: readonly string[],
  file: number,
  name: string,
): number | undefined {
  const column = plain.findIndex((cell, i) => i !== file && partColumns.includes(cell))
  if (column < 0) return undefined
  const strange = rows.find(({ cells }) => !partNamed(cells[column] ?? ''))
  if (!strange) return column
  // Another word may mean another thing.
  if (plain[column] !== 'split' && !rows.some(({ cells }) => partNamed(cells[column] ?? ''))) return undefined
  throw bad(name, says.foreign.hasCellsOnLineLine(String(strange.cells[column]), strange.line))
}

/** Each file once. One that stands there twice with the same labels is left out, with others it is refused. */
function once(list: LabelList, name: string): LabelList {
  const seen = new Map<string, LabelList['rows'][number]>()
  let twice = 0
  for (const row of list.rows) {
    const before = seen.get(row.file)
    if (!before) seen.set(row.file, row)
    else if (before.labels.join() === row.labels.join() && before.split === row.split) twice++
    else
      throw bad(
        name,
        says.foreign.namesFileTwiceOnLine(
          row.file,
          before.line,
          row.line,
          before.split === row.split ? says.foreign.labels : says.foreign.parts,
        ),
      )
  }
  if (twice === 0) return list
  const note = says.foreign.namesFilesAgain(name, twice)
  return { ...list, rows: [...seen.values()], notes: [...list.notes, note] }
}

interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

function oneLabel(rows: readonly Row[], file: number, label: number, name: string): LabelList {
  for (const { line, cells } of rows)
    if (!cells[label]) throw bad(name, says.foreign.hasNoLabelOnLineLine(line))
  const several = rows.some(({ cells }) => cells[label]?.includes(between))
  const wordsOf = (cell: string) =>
    several
      ? cell
          .split(between)
          .map((word) => word.trim())
          .filter((word) => !noLabel.test(word))
      : [cell]
  const found = rows.map(({ cells }) => wordsOf(cells[label] as string))
  const classNames = [...new Set(found.flat())].sort(byNumberThenName)
  const number = new Map(classNames.map((each, i) => [each, i]))
  const none = found.filter((words) => words.length === 0).length
  return {
    classNames,
    several,
    rows: rows.map(({ line, cells }, i) => ({
      line,
      file: cells[file] as string,
      labels: [...new Set(found[i])].map((word) => number.get(word) as number).sort((a, b) => a - b),
    })),
    notes: several ? [says.foreign.givesSeveralLabels(name, between, none)] : [],
  }
}

function severalColumns(
  rows: readonly Row[],
  file: number,
  columns: readonly { readonly column: number; readonly className: string }[],
  name: string,
): LabelList {
  const labelled = rows.map(({ line, cells }) => ({
    line,
    file: cells[file] as string,
    labels: columns.flatMap(({ column, className }, c) => {
      const value = binary(cells[column] as string)
      if (value !== 0 && value !== 1)
        throw bad(name, says.foreign.hasCellsOnLineLineIn(String(cells[column]), line, className))
      return value === 1 ? [c] : []
    }),
  }))
  return {
    classNames: columns.map(({ className }) => className),
    several: labelled.some(({ labels }) => labels.length !== 1),
    rows: labelled,
    notes: [],
  }
}

/** 0, 1, True, False; NaN where there is nothing. */
function binary(cell: string): number {
  if (/^(true|false)$/i.test(cell)) return Number(/^true$/i.test(cell))
  return cell === '' ? NaN : Number(cell)
}

/**
 * A list of a label a line, `ID_000_epidural,1`, as a row for each picture: what stands behind the last `_` is the class.
 * Undefined where the list is not of this form: all names have a class of the same few, and all labels are 0 or 1.
 */
export function fromLongForm(list: LabelList, name: string): LabelList | undefined {
  if (list.several || list.classNames.some((each) => !/^[01](\.0+)?$/.test(each))) return undefined
  const positive = list.classNames.map(Number)
  const pictures = new Map<
    string,
    Map<string, { value: number; line: number; split: SplitName | undefined }>
  >()
  const classes = new Set<string>()
  for (const { file, labels, line, split } of list.rows) {
    const [, id, kind] = /^(.+)_([^_.\d][^_.]*)$/.exec(file) ?? []
    if (!id || !kind) return undefined
    const own =
      pictures.get(id) ?? new Map<string, { value: number; line: number; split: SplitName | undefined }>()
    pictures.set(id, own.set(kind, { value: positive[labels[0] as number] as number, line, split }))
    classes.add(kind)
  }
  if (classes.size < 2 || pictures.size < 2) return undefined
  const classNames = [...classes]
  const rows = [...pictures].map(([file, own]) => {
    const missing = classNames.find((kind) => !own.has(kind))
    const [{ line, split } = { line: 0, split: undefined }] = [...own.values()]
    if (missing !== undefined) throw bad(name, says.foreign.hasNoLineForFile(file, missing, file))
    return { file, line, split, labels: classNames.flatMap((kind, c) => (own.get(kind)?.value ? [c] : [])) }
  })
  const note = says.foreign.hasALineForEachClass(name, rows.length, classNames)
  const several = rows.some(({ labels }) => labels.length !== 1)
  return { classNames, several, rows, notes: [...list.notes, note] }
}

/** By separator, with quotes doubled inside quotes; without a separator the last word is the label. */
function cellsOf(text: string, separator: string | undefined): string[] {
  if (!separator) {
    const [, file, label] = /^\s*(.*?)\s+(\S+)\s*$/.exec(text) ?? []
    return file && label !== undefined ? [file, label] : [text.trim()]
  }
  const cells: string[] = []
  const pattern = new RegExp(`\\s*(?:"((?:[^"]|"")*)"|([^${separator}]*))\\s*(${separator}|$)`, 'y')
  for (let at = 0; at <= text.length;) {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (!found) break
    cells.push((found[1]?.replaceAll('""', '"') ?? found[2] ?? '').trim())
    if (found[3] === '') break
    at = pattern.lastIndex
  }
  return cells
}

function byNumberThenName(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)]
  return Number.isFinite(x) && Number.isFinite(y) ? x - y : a < b ? -1 : a > b ? 1 : 0
}

function bad(name: string, what: string, code: ErrorCode = 'bad-list'): AppError {
  return new AppError(code, says.foreign.nameWhat(name, what))
}
