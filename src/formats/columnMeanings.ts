import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { type ColumnKind, columnKinds } from './columnKinds'

/** The name of a column that is to be left alone: none of its own, and not looked at for what it holds. */
export const ignored = '-'

/** Names are compared without case, blanks and signs. */
export const bare = (name: string) =>
  name
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/[\s_.\-#()[\]]/g, '')

/** Of all columns, in their order, what they are; of those that are missing here, nothing. */
export interface ColumnsInOrder {
  readonly inOrder: readonly ColumnKind[]
  /** Whether the first line has their names. */
  readonly named: boolean
}

/** Of columns, by their names or their numbers from 1 on, what they are. */
export type NamedMeanings = Readonly<Record<string, string>>
export type ColumnMeanings = NamedMeanings | ColumnsInOrder

export const areInOrder = (meanings: ColumnMeanings): meanings is ColumnsInOrder =>
  Array.isArray(meanings['inOrder'])

/** Out of `species=label,left edge=xmin,4=ymax`. Throws AppError('usage') naming what is wrong. */
export function readMeanings(text: string): NamedMeanings {
  const meanings = new Map<string, string>()
  for (const part of text.split(',')) {
    const at = part.lastIndexOf('=')
    const [name, meaning] = [
      part.slice(0, Math.max(0, at)).trim(),
      part
        .slice(at + 1)
        .trim()
        .toLowerCase(),
    ]
    if (name === '' || !(columnKinds as readonly string[]).includes(meaning))
      throw new AppError('usage', says.tables.columnMeaningWrong(part.trim(), columnKinds.join(', ')))
    meanings.set(name, meaning)
  }
  return Object.fromEntries(meanings)
}

/**
 * The names that a table's columns are read by, out of its first line; `isRow`: that has no names. Throws
 * AppError('label-csv') naming a column that is not there.
 */
export function meantNames(
  fields: readonly string[],
  meanings: ColumnMeanings,
  file: string,
  isRow = false,
): string[] {
  if (areInOrder(meanings)) return fields.map((_, i) => readAs(meanings.inOrder[i] ?? 'ignore'))
  const names = fields.map((field) => field.trim())
  const given = new Set(Object.values(meanings))
  // What is said counts; another column that happens to be called so does not.
  const meant = names.map((name) => (given.has(bare(name)) ? '' : name))
  for (const [name, meaning] of Object.entries(meanings)) {
    const named = isRow ? -1 : names.findIndex((each) => each.toLowerCase() === name.toLowerCase())
    const at = named >= 0 ? named : /^\d+$/.test(name) ? Number(name) - 1 : -1
    if (at < 0 || at >= names.length)
      throw new AppError('label-csv', says.tables.noSuchColumn(file, name, names.join(', ').slice(0, 120)))
    meant[at] = readAs(meaning)
  }
  return meant
}

const readAs = (meaning: string) =>
  meaning === 'ignore' ? ignored : meaning === 'image' ? 'image_path' : meaning

/** Whether columns are told by their numbers alone, so that there may be no line of names. */
export const byNumber = (meanings: NamedMeanings): boolean =>
  Object.keys(meanings).every((name) => /^\d+$/.test(name))
