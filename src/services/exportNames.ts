import { baseName, withoutEnding, type LabelImage } from '../formats/format'

/** What an image and its label file are called in an export. */
export interface ExportName {
  readonly name: string
  /** Of its label file, without an ending. */
  readonly file: string
}

/**
 * Names that tell all images apart, also where case does not count: those of one name get as many of their folders before it as
 * it takes. Where only the endings differ, the label files keep them; the same file twice gets a number.
 */
export function exportNames(images: readonly LabelImage[]): ExportName[] {
  const names = images.map(({ name }) => name)
  const groups = new Map<string, number[]>()
  names.forEach((name, i) => push(groups, key(name), i))
  for (const group of groups.values()) if (group.length > 1) tellApart(images, group, names)
  const stems = names.map(withoutEnding)
  const taken = new Map<string, number[]>()
  stems.forEach((stem, i) => push(taken, key(stem), i))
  return names.map((name, i) => {
    const stem = stems[i] as string
    return { name, file: (taken.get(key(stem))?.length ?? 0) > 1 ? name : stem }
  })
}

function tellApart(images: readonly LabelImage[], group: readonly number[], names: string[]): void {
  const folders = group.map((i) => foldersOf(images[i] as LabelImage))
  const most = Math.max(...folders.map(({ length }) => length))
  for (let count = 1; count <= most; count++) {
    const told = folders.map((all, k) =>
      [...all.slice(-count), baseName(names[group[k] as number] as string)].join('/'),
    )
    const unique = new Set(told.map(key)).size === group.length
    if (!unique && count < most) continue
    if (unique) return group.forEach((i, k) => (names[i] = told[k] as string))
  }
  group.forEach((i, k) => {
    if (k > 0) names[i] = numbered(names[i] as string, k + 1)
  })
}

/** Drives and what file systems refuse are no names of folders. */
function foldersOf({ path = '' }: LabelImage): string[] {
  return path
    .split(/[\\/]+/)
    .slice(0, -1)
    .map((part) => part.replace(/[:*?"<>|]/g, '').trim())
    .filter((part) => part !== '' && part !== '.' && part !== '..')
}

function numbered(name: string, number: number): string {
  const stem = withoutEnding(name)
  return `${stem} (${number})${name.slice(stem.length)}`
}

const key = (name: string) => name.normalize('NFC').toLowerCase()

function push(groups: Map<string, number[]>, name: string, i: number): void {
  const group = groups.get(name)
  if (group) group.push(i)
  else groups.set(name, [i])
}
