import { AppError } from '../../base/errors'

/** Pictures by file name, with which of the classes each shows. */
export interface LabelList {
  readonly classNames: readonly string[]
  /** A picture may have several labels, or none. */
  readonly several: boolean
  readonly rows: readonly {
    readonly file: string
    readonly labels: readonly number[]
    readonly line: number
  }[]
}

const fileColumns = /^(file|file_?name|path|image|image_?id|image_?path|img|name|id)$/i

/**
 * A text or CSV list: a file and its label a line (with or without a first line of names), or a file and one column of 0 and 1
 * for each class, which the first line names. `name` is the list's own, for sentences. Throws AppError('bad-list').
 */
export function parseLabelList(text: string, name: string): LabelList {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line, i) => ({ line: i + 1, text: line }))
    .filter(({ text: t }) => t.trim() !== '' && !t.startsWith('#'))
  const [first] = lines
  if (!first) throw bad(name, 'is empty: give a file and its label on each line')
  const separator = [',', ';', '\t'].find((each) => first.text.includes(each))
  const table = lines.map(({ line, text: t }) => ({ line, cells: cellsOf(t, separator) }))
  const head = table[0]?.cells as string[]
  const hasHead = head.some((cell) => fileColumns.test(cell))
  const rows = hasHead ? table.slice(1) : table
  if (!rows.length) throw bad(name, 'has a first line and no other: give a file and its label on each line')
  for (const { line, cells } of rows)
    if (cells.length !== head.length)
      throw bad(
        name,
        `has ${plural(cells.length, 'column')} on line ${line} and ${plural(head.length, 'column')} on line ${first.line}: give every line the same`,
      )
  const file = Math.max(0, hasHead ? head.findIndex((cell) => fileColumns.test(cell)) : 0)
  const others = head.map((_, column) => column).filter((column) => column !== file)
  const label = hasHead
    ? others.find((column) => /^(label|class|category|target)$/i.test(head[column] ?? ''))
    : undefined
  if (others.length === 0)
    throw bad(name, `has no label on line ${first.line}: give a file and its label on each line`)
  if (label !== undefined || others.length === 1)
    return oneLabel(rows, file, label ?? (others[0] as number), name)
  if (!hasHead)
    throw bad(name, 'has several columns and no first line that names them, such as "file,epidural,subdural"')
  return severalColumns(rows, file, others, head, name)
}

interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

function oneLabel(rows: readonly Row[], file: number, label: number, name: string): LabelList {
  for (const { line, cells } of rows)
    if (!cells[label]) throw bad(name, `has no label on line ${line}: fill it in, or leave the line out`)
  const classNames = [...new Set(rows.map(({ cells }) => cells[label] as string))].sort(byNumberThenName)
  const number = new Map(classNames.map((each, i) => [each, i]))
  return {
    classNames,
    several: false,
    rows: rows.map(({ line, cells }) => ({
      line,
      file: cells[file] as string,
      labels: [number.get(cells[label] as string) as number],
    })),
  }
}

function severalColumns(
  rows: readonly Row[],
  file: number,
  columns: readonly number[],
  head: readonly string[],
  name: string,
): LabelList {
  const labelled = rows.map(({ line, cells }) => ({
    line,
    file: cells[file] as string,
    labels: columns.flatMap((column, c) => {
      const value = Number(cells[column] === '' ? NaN : cells[column])
      if (value !== 0 && value !== 1)
        throw bad(
          name,
          `has "${cells[column]}" on line ${line} in the column "${head[column]}", which takes 0 and 1: correct it, or leave the column out`,
        )
      return value === 1 ? [c] : []
    }),
  }))
  return {
    classNames: columns.map((column) => head[column] as string),
    several: labelled.some(({ labels }) => labels.length !== 1),
    rows: labelled,
  }
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

function plural(n: number, one: string): string {
  return `${n} ${one}${n === 1 ? '' : 's'}`
}

function bad(name: string, what: string): AppError {
  return new AppError('bad-list', `"${name}" ${what}.`)
}
