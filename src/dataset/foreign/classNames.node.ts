import { AppError } from '../../base/errors'
import type { H5, H5Dataset, H5File } from '../../hdf5/h5Module.node'
import { says } from '../../messages/says/says'

/** What programs call the list of class names, as an attribute or a dataset. */
const listName =
  /^(list_)?(class(es)?|label|target|category|categories)(_?names?|_?list)?$|^(names|list_classes)$/i

/** The names of the classes that another program's file holds itself: attributes of the labels and of the file, then datasets. */
export function storedClassNames(h5: H5, file: H5File, labels: H5Dataset): string[] | undefined {
  for (const { attrs } of [labels, file] as const)
    for (const name of Object.keys(attrs)) {
      const found = listName.test(name) ? textsIn(attrs[name]?.value) : undefined
      if (found) return found
    }
  for (const path of file.paths()) {
    const entry = file.get(path)
    if (!(entry instanceof h5.Dataset) || entry.path === labels.path) continue
    if (entry.metadata.type !== 3 || entry.shape?.length !== 1 || entry.shape[0] === labels.shape?.[0])
      continue
    const found = listName.test(path.split('/').pop() ?? '') ? textsIn(entry.value) : undefined
    if (found) return found
  }
  return undefined
}

/** A list of texts, or one text that is such a list as JSON or with commas. */
function textsIn(value: unknown): string[] | undefined {
  if (Array.isArray(value))
    return value.length > 0 && value.every((each) => typeof each === 'string')
      ? (value as string[]).map((each) => each.replace(/\0+$/, '').trim())
      : undefined
  if (typeof value !== 'string' || !value.includes(',')) return undefined
  try {
    return textsIn(JSON.parse(value))
  } catch {
    return value.split(',').map((each) => each.trim())
  }
}

export interface NamedClasses {
  readonly classNames: readonly string[]
  /** Number of the class that a stored value stands for. */
  readonly numberOf: ReadonlyMap<number, number>
}

/**
 * Names for the whole numbers that labels or masks hold, in rising order. As many names as there are numbers name them in their
 * order; of more, a number counts into them, from 0 or, where there is no 0, from 1. Without names a class is called by its
 * number. Names of the file's own that fit neither way are left aside; given ones are refused with AppError('bad-classes').
 */
export function nameNumbers(
  numbers: readonly number[],
  given: readonly string[] | undefined,
  stored: readonly string[] | undefined,
  file: string,
): NamedClasses {
  const [least = 0, most = 0] = [numbers[0], numbers.at(-1)]
  for (const names of [given, stored]) {
    if (!names) continue
    if (most < names.length) return { classNames: names, numberOf: counted(names.length, 0) }
    if (least >= 1 && most === names.length) return { classNames: names, numberOf: counted(names.length, 1) }
    if (numbers.length === names.length)
      return { classNames: names, numberOf: new Map(numbers.map((n, c) => [n, c])) }
    if (names === given)
      throw new AppError(
        'bad-classes',
        says.foreign.fileHasNumbersClassesAnd(file, numbers.length, names.length),
      )
  }
  return {
    classNames: numbers.map((n) => `class ${n}`),
    numberOf: new Map(numbers.map((n, c) => [n, c])),
  }
}

function counted(length: number, first: number): Map<number, number> {
  return new Map(Array.from({ length }, (_, c) => [c + first, c]))
}
