import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { AppError } from '../base/errors'
import { parseLabelList } from '../dataset/foreign/labelList'
import { foreignPictures } from '../image/reading/foreignPictures'
import { says } from '../messages/says/says'

/** Endings of the pictures that are looked for in folders. */
export const pictureEndings = [
  'jpg',
  'jpeg',
  'png',
  'tif',
  'tiff',
  'btf',
  'tf8',
  'svs',
  'webp',
  'dzi',
] as const
/** Kinds that are refused by their name are found, too: nothing is left out without a word. */
const refused = foreignPictures.flatMap(({ endings }) => endings)
const endings = new Set<string>([...pictureEndings, ...refused].map((ending) => `.${ending}`))
/** More in one folder is a mistake rather than a wish. */
const folderLimit = 200_000
const listLimit = 64 * 1024 * 1024

export interface ListedFiles {
  /** Pictures and label files, each once, in their order. */
  readonly files: readonly string[]
  /** Label files that a list gives to single pictures, by picture. */
  readonly labels: ReadonlyMap<string, string>
  /** Classes that a list gives to whole pictures, by picture, out of all that the list has. */
  readonly classes: ReadonlyMap<string, WholeClasses>
  /** What of the lists was not read. */
  readonly notes: readonly string[]
}

export interface WholeClasses {
  /** Of this picture. */
  readonly own: readonly string[]
  readonly all: readonly string[]
}

/** Takes folders apart (recursively, pictures only) and reads lists of paths; all else is taken as it is. */
export function listFiles(given: readonly string[]): ListedFiles {
  const files = new Set<string>()
  const labels = new Map<string, string>()
  const classes = new Map<string, WholeClasses>()
  const notes: string[] = []
  for (const path of given.map((each) => resolve(each))) {
    if (isFolder(path) && !isZarr(path)) {
      const found = [...picturesIn(path)].sort(naturally)
      if (found.length === 0) throw new AppError('nothing-to-import', says.importing.theFolderPathHasNo(path))
      for (const file of found) files.add(file)
      continue
    }
    const labelled = readClasses(path)
    for (const [file, of] of labelled ?? []) {
      files.add(file)
      classes.set(file, of)
    }
    if (labelled) continue
    const listed = readList(path)
    if (!listed) files.add(path)
    for (const [file, label] of listed?.rows ?? []) {
      files.add(file)
      if (label !== undefined) labels.set(file, label)
    }
    if (listed && listed.unread.length > 0)
      notes.push(says.importing.theListHasOtherColumns(basename(path), listed.unread.join(', ')))
  }
  return { files: [...files], labels, classes, notes }
}

const collator = new Intl.Collator('en', { numeric: true })
const naturally = (a: string, b: string) => collator.compare(a, b)

/** The pictures below a folder. Throws AppError where there are too many. */
export function* picturesIn(folder: string, found = { count: 0 }): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.')) continue
    // Tiles of a Deep Zoom picture are none of their own, nor is what a project keeps.
    const isPicture = entry.isFile() || isZarr(entry.name)
    if (entry.isDirectory() && !isPicture && !/_files$|\.windhover$/.test(entry.name))
      yield* picturesIn(path, found)
    if (!isPicture || !(endings.has(extname(entry.name).toLowerCase()) || isZarr(entry.name))) continue
    if (++found.count > folderLimit)
      throw new AppError('too-many-images', says.importing.folderHoldsMoreThanFolder(folder, folderLimit))
    yield path
  }
}

const isZarr = (path: string) => /\.zarr$/i.test(path)

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/**
 * A list that gives classes to whole pictures (`file,label`, or a column of 0 and 1 for each class), as `build --from` reads it;
 * undefined where it is none: where the labels are files, or there are coordinates.
 */
function readClasses(path: string): [file: string, classes: WholeClasses][] | undefined {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!/\.(txt|csv|tsv|lst)$/i.test(path) || !found || found.size > listLimit) return undefined
  const text = readFileSync(path, 'utf8')
  const head = (text.split('\n', 1)[0] ?? '').toLowerCase().split(/[,;\t]/)
  if (
    head.some((cell) =>
      /^\W*(x|y|w|h|[xy][12]|[xy]_?(min|max)|(min|max)_?[xy]|width|height|bbox)\W*$/.test(cell),
    )
  )
    return undefined
  const place = (cell: string) => resolve(dirname(path), cell)
  try {
    const list = parseLabelList(text, basename(path))
    const isPicture = (cell: string) => endings.has(extname(cell).toLowerCase()) && existsSync(place(cell))
    if (!list.rows[0] || !isPicture(list.rows[0].file)) return undefined
    if (list.classNames.some((name) => extname(name) !== '' && existsSync(place(name)))) return undefined
    return list.rows.map(({ file, labels }) => [
      place(file),
      { own: labels.map((c) => list.classNames[c] as string), all: list.classNames },
    ])
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

/** What a table calls its numbers of rows. */
const isIndex = (name: string) => /^(unnamed: ?\d+)?$/i.test(name)

/** Pictures with their label files, and the names of columns that are neither. */
interface ReadList {
  readonly rows: readonly (readonly [file: string, label: string | undefined])[]
  readonly unread: readonly string[]
}

/**
 * A text or CSV file with a picture's path in each line, and perhaps its label file after it; paths may be relative to the
 * list. Undefined where the file is something else: its first path must be a file.
 */
function readList(path: string): ReadList | undefined {
  if (!/\.(txt|csv|tsv|lst)$/i.test(path)) return undefined
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found || found.size > listLimit) return undefined
  const separator = /\.txt$|\.lst$|\.tsv$/i.test(path) ? '\t' : ','
  const rows = readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')))
  const head = rows[0]?.map((cell) => cell.toLowerCase()) ?? []
  const named = head.findIndex((cell) => ['path', 'file', 'image', 'filename', 'filepath'].includes(cell))
  const body = named < 0 ? rows : rows.slice(1)
  const column = Math.max(0, named)
  const labelColumn =
    named < 0 ? 1 : head.findIndex((cell) => ['label', 'labels', 'annotations'].includes(cell))
  // Coordinates beside the path make it a file of labels.
  if ((body[0]?.length ?? 0) > 3) return undefined
  const place = (cell: string) => resolve(dirname(path), cell)
  const first = body[0]?.[column]
  if (!first || !endings.has(extname(first).toLowerCase()) || !existsSync(place(first))) return undefined
  const listed = body.flatMap((row): [string, string | undefined][] => {
    const [file, label] = [row[column], row[labelColumn]]
    return file ? [[place(file), label ? place(label) : undefined]] : []
  })
  const names = named < 0 ? (body[0] ?? []).map((_, i) => String(i + 1)) : (rows[0] ?? [])
  return {
    rows: listed,
    unread: names.filter((name, i) => i !== column && i !== labelColumn && !isIndex(name)),
  }
}
