import { AppError } from '../../base/errors'
import { splitNames, type SplitName } from '../../tiles/tiles'
import { readWhole } from '../../hdf5/gatherRows.node'
import type { H5, H5Dataset, H5File } from '../../hdf5/h5Module.node'
import { says } from '../../messages/says/says'
import { nameNumbers, storedClassNames } from './classNames.node'
import { decodeNumbers, numberTypeOf } from './numbers'

/** What one part's labels are, as they are stored. */
type Stored = { readonly dataset: H5Dataset; readonly rows: number } & (
  | { readonly kind: 'numbers'; readonly values: ArrayLike<number> }
  | { readonly kind: 'texts'; readonly values: readonly string[] }
  /** [rows, width] of 0 and 1 */
  | { readonly kind: 'table'; readonly values: ArrayLike<number>; readonly width: number }
)

export interface ForeignLabels {
  readonly classNames: readonly string[]
  /** A row without a label, or with several, was met. */
  readonly several: boolean
  /** u8 [rows, classes] of 0 and 1 */
  readonly labels: Readonly<Partial<Record<SplitName, Uint8Array>>>
  /** What was made of the file and should be said. */
  readonly notes: readonly string[]
}

export interface ForeignLabelRequest {
  readonly h5: H5
  readonly file: H5File
  readonly parts: Readonly<Partial<Record<SplitName, H5Dataset>>>
  readonly several: boolean
  readonly classNames?: readonly string[] | undefined
}

const mostClasses = 254

/**
 * Labels of all parts as classes: numbers, texts (which are the names), or a column of 0 and 1 a class. Throws
 * AppError('not-one-hot' | 'bad-classes' | 'too-many-classes'), one sentence each.
 */
export function readForeignLabels(request: ForeignLabelRequest): ForeignLabels {
  const { h5, file, parts } = request
  const stored = splitNames.flatMap((split) => {
    const dataset = parts[split]
    return dataset ? [[split, storedLabels(h5, file, dataset)] as const] : []
  })
  const [first] = stored[0]?.[1] ? [stored[0][1]] : []
  if (!first) throw new Error('no labels')
  const other = stored.find(([, { kind }]) => kind !== first.kind)?.[1]
  if (other)
    throw notOneHot(file, other.dataset.path, 0, says.foreign.ofAnotherKindThanPath(first.dataset.path))
  if (first.kind === 'table') return fromTables(request, stored)
  return first.kind === 'texts' ? fromTexts(request, stored) : fromNumbers(request, stored)
}

type StoredSplits = readonly (readonly [SplitName, Stored])[]

function storedLabels(h5: H5, file: H5File, dataset: H5Dataset): Stored {
  const shape = dataset.shape ?? []
  const rows = shape[0] ?? 0
  const width = shape.slice(1).reduce((a, b) => a * b, 1)
  if (dataset.metadata.type === 3 && width === 1) {
    const values = (dataset.value as string[]).map((text) => text.replace(/\0+$/, '').trim())
    const empty = values.indexOf('')
    if (empty >= 0) throw notOneHot(file, dataset.path, empty, 'empty')
    return { kind: 'texts', dataset, rows, values }
  }
  const type = numberTypeOf(dataset.metadata)
  if (!type || (shape.length > 2 && width > 1))
    throw notOneHot(file, dataset.path, 0, says.foreign.noListOfNumbersOr)
  const values = decodeNumbers(readWhole({ h5, file }, dataset), type)
  return width === 1
    ? { kind: 'numbers', dataset, rows, values }
    : { kind: 'table', dataset, rows, values, width }
}

function fromNumbers(request: ForeignLabelRequest, stored: StoredSplits): ForeignLabels {
  const { h5, file } = request
  const distinct = new Set<number>()
  for (const [, { dataset, values, rows }] of stored)
    for (let row = 0; row < rows; row++) {
      const value = values[row] as number
      if (!Number.isInteger(value) || value < 0) throw notOneHot(file, dataset.path, row, String(value))
      distinct.add(value)
    }
  const numbers = [...distinct].sort((a, b) => a - b)
  const { dataset, rows } = stored[0]?.[1] as Stored
  const tooMany =
    distinct.size > mostClasses || (distinct.size === rows && rows > 20) || (numbers.at(-1) ?? 0) > 65535
  if (tooMany)
    throw new AppError(
      'too-many-classes',
      says.foreign.inFileTheNumbersOf(
        file.filename,
        dataset.path,
        distinct.size,
        rows,
        String(numbers.at(-1)),
      ),
    )
  const own = storedClassNames(h5, file, dataset)
  const { classNames, numberOf } = nameNumbers(numbers, request.classNames, own, file.filename)
  const notes: string[] = []
  const [least = 0] = numbers
  if (least > 0)
    notes.push(says.foreign.theLabelsCountFromLeast(least, String(classNames[numberOf.get(least) as number])))
  return {
    classNames,
    several: false,
    labels: oneEach(stored, classNames.length, (v) => numberOf.get(v as number)),
    notes,
  }
}

function fromTexts({ file, classNames: given }: ForeignLabelRequest, stored: StoredSplits): ForeignLabels {
  const texts = [...new Set(stored.flatMap(([, { values }]) => Array.from(values as string[])))].sort()
  const { dataset } = stored[0]?.[1] as Stored
  if (texts.length > mostClasses)
    throw new AppError(
      'too-many-classes',
      says.foreign.inFilePathHoldsTexts(file.filename, dataset.path, texts.length, mostClasses),
    )
  const strange = given?.length ? texts.find((text) => !given.includes(text)) : undefined
  if (strange !== undefined)
    throw new AppError('bad-classes', says.foreign.fileHasTheClassStrange(file.filename, strange))
  const classNames = given ?? texts
  const numberOf = new Map(classNames.map((name, c) => [name, c]))
  return {
    classNames,
    several: false,
    labels: oneEach(stored, classNames.length, (text) => numberOf.get(text as string)),
    notes: [],
  }
}

function oneEach(
  stored: StoredSplits,
  classes: number,
  numberOf: (value: number | string) => number | undefined,
): Partial<Record<SplitName, Uint8Array>> {
  const parts: Partial<Record<SplitName, Uint8Array>> = {}
  for (const [split, { values, rows }] of stored) {
    const labels = (parts[split] = new Uint8Array(rows * classes))
    for (let row = 0; row < rows; row++)
      labels[row * classes + (numberOf(values[row] as number) as number)] = 1
  }
  return parts
}

function fromTables(request: ForeignLabelRequest, stored: StoredSplits): ForeignLabels {
  const { h5, file } = request
  const parts: Partial<Record<SplitName, Uint8Array>> = {}
  let [classes, several, dataset]: [number, boolean, H5Dataset | undefined] = [0, false, undefined]
  for (const [split, part] of stored) {
    if (part.kind !== 'table') continue
    if (classes && part.width !== classes)
      throw notOneHot(file, part.dataset.path, 0, says.foreign.widthClassesWideAndThe(part.width, classes))
    ;[classes, dataset] = [part.width, dataset ?? part.dataset]
    if (classes > mostClasses)
      throw notOneHot(
        file,
        part.dataset.path,
        0,
        says.foreign.classesClassesWideAndMost(classes, mostClasses),
      )
    const values = Uint8Array.from(part.values)
    for (let row = 0; row < part.rows; row++) {
      let sum = 0
      let binary = true
      for (let at = row * classes; at < (row + 1) * classes; at++) {
        binary &&= part.values[at] === 0 || part.values[at] === 1
        sum += values[at] as number
      }
      if (!binary || (sum !== 1 && !request.several)) {
        const own = Array.from({ length: Math.min(12, classes) }, (_, c) => part.values[row * classes + c])
        throw notOneHot(file, part.dataset.path, row, own.join(' '))
      }
      several ||= sum !== 1
    }
    parts[split] = values
  }
  const own = dataset && storedClassNames(h5, file, dataset)
  const { classNames: given } = request
  if (given && given.length !== classes)
    throw new AppError(
      'bad-classes',
      says.foreign.fileHasNumbersClassesAnd(file.filename, classes, given.length),
    )
  const fitting = given ?? (own?.length === classes ? own : undefined)
  const classNames = fitting ?? Array.from({ length: classes }, (_, c) => `class ${c}`)
  return { classNames, several, labels: parts, notes: [] }
}

function notOneHot(file: H5File, path: string, row: number, found: string): AppError {
  return new AppError(
    'not-one-hot',
    says.foreign.inFileRowRowOf(file.filename, row, path.replace(/^\//, ''), found),
  )
}
