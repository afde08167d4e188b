import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'
import type { SplitName } from '../../tiles/tiles'
import type { ForeignKind } from './foreign'
import { fromLongForm, parseLabelList, partNamed, type LabelList } from './labelList'

export interface LabelledFile {
  readonly path: string
  /** Class numbers. */
  readonly labels: readonly number[]
  /** The part that the files themselves say it belongs to. */
  readonly split?: SplitName | undefined
}

export interface LabelledFiles {
  readonly classNames: readonly string[]
  readonly several: boolean
  readonly files: readonly LabelledFile[]
  /** What was made of the data and should be said. */
  readonly notes: readonly string[]
}

const pictures = /\.(jpe?g|png|tiff?|webp|gif|bmp)$/i
const endings = ['.png', '.jpg', '.jpeg', '.tif', '.tiff', '.webp', '.gif', '.bmp'].flatMap((ending) => [
  ending,
  ending.toUpperCase(),
])
const listEnding = /\.(csv|tsv|txt|lst|list)$/i
const mostClasses = 254

/** Pictures with labels, from a folder or a list with those beside it. Throws AppError, one sentence each. */
export async function labelledFiles(path: string, kind: 'folder' | 'list'): Promise<LabelledFiles> {
  const found = kind === 'folder' ? await filesInFolders(path) : await filesInList(path)
  if (found.classNames.length > mostClasses)
    throw new AppError(
      'too-many-classes',
      says.foreign.pathHasClassNamesClasses(path, found.classNames.length, mostClasses),
    )
  return found
}

/**
 * Pictures in a folder a class, or in a folder a part (train, val, test) with a folder a class each, as Keras reads them; or,
 * where there are no such folders, those of a list named train. Throws AppError('bad-folder').
 */
export async function filesInFolders(folder: string): Promise<LabelledFiles> {
  const inside = await foldersIn(folder)
  const named = inside.map((name) => ({ name, split: partNamed(name), folder: join(folder, name) }))
  const parts = await Promise.all(
    named.map(async (each) => ({ ...each, classes: each.split ? await foldersIn(each.folder) : [] })),
  )
  const train = parts.find(({ split, classes }) => split === 'train' && classes.length > 0)
  if (!train) {
    const list = (await readdir(folder)).find((name) => isTrainList(name))
    if (list && inside.every((name) => partNamed(name) || /^(images?|imgs?|pictures|data)$/i.test(name)))
      return filesInList(join(folder, list))
  }
  const roots = train
    ? parts.filter(({ split, classes }) => split && classes.length > 0)
    : [{ folder, split: undefined, classes: inside }]
  const left = train ? parts.filter(({ split, classes }) => !split || classes.length === 0) : []
  const classNames = [...new Set(roots.flatMap(({ classes }) => classes))].sort()
  if (classNames.length === 0) throw new AppError('bad-folder', says.foreign.folderHasNoFoldersPut(folder))
  const files: LabelledFile[] = []
  for (const { folder: root, split, classes } of roots)
    for (const name of classes) {
      const own = await picturesBelow(join(root, name))
      if (own.length === 0)
        throw new AppError('empty-class', says.foreign.nameHoldsNoPictureSo(join(root, name), name))
      for (const file of own)
        files.push({ path: join(root, name, file), labels: [classNames.indexOf(name)], split })
    }
  const notes = left.map(({ name, split }) =>
    says.foreign.theFolderNameIsLeft(
      name,
      split ? says.foreign.itHasNoFolderFor : says.foreign.itIsNoneOfTrain,
    ),
  )
  return { classNames, several: false, files, notes }
}

/** Pictures of a class, also in folders of its own for each patient or flight, as Keras walks them; relative to `folder`. */
async function picturesBelow(folder: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  const found = entries.filter((entry) => !entry.isDirectory() && pictures.test(entry.name))
  const all = found.map(({ name }) => join(below, name))
  for (const entry of entries)
    if (entry.isDirectory() && !entry.name.startsWith('.'))
      all.push(...(await picturesBelow(folder, join(below, entry.name))))
  return all
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
}

function isTrainList(name: string): boolean {
  return listEnding.test(name) && partOfList(name) === 'train'
}

/** `train.txt`, `train_labels.csv`, `labels-valid.csv`: the part that a list's name says. */
function partOfList(name: string): SplitName | undefined {
  const words = name.replace(listEnding, '').split(/[^a-z]+/i)
  return words.map(partNamed).find((part) => part !== undefined)
}

/**
 * The pictures that a text or CSV list names, relative to its folder; endings may be left out. Beside a list named train those
 * named val (valid, validation) and test alike are the other parts. Throws AppError('bad-list').
 */
export async function filesInList(path: string): Promise<LabelledFiles> {
  const name = basename(path)
  const others = partOfList(name) === 'train' ? await listsBeside(path) : []
  const own = await readList(path)
  if (others.length === 0) return whole(name, [{ ...own, split: undefined }], [])
  const lists: Part[] = [{ ...own, split: 'train' }]
  const notes = own.list.rows.some(({ split }) => split)
    ? []
    : [
        says.foreign.readTogetherWithNameOther(
          name,
          others.map(({ path: other }) => `"${basename(other)}"`).join(', '),
        ),
      ]
  for (const { path: other, split } of others)
    try {
      lists.push({ ...(await readList(other)), split })
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'no-label') throw error
      notes.push(says.foreign.otherGivesNoLabelsAnd(basename(other)))
    }
  return whole(name, lists, notes)
}

interface Part {
  readonly list: LabelList
  /** Of each row. */
  readonly paths: readonly string[]
  readonly split: SplitName | undefined
}

async function listsBeside(path: string): Promise<{ path: string; split: SplitName }[]> {
  const [folder, name] = [dirname(path), basename(path)]
  const shape = (each: string) =>
    each.toLowerCase().replace(/[a-z]+/g, (word) => (partNamed(word) ? '*' : word))
  const found = (await readdir(folder)).filter((each) => each !== name && shape(each) === shape(name)).sort()
  return (['val', 'test'] as const).flatMap((split) =>
    found.filter((each) => partOfList(each) === split).map((each) => ({ path: join(folder, each), split })),
  )
}

async function readList(path: string): Promise<Omit<Part, 'split'>> {
  const name = basename(path)
  const listed = parseLabelList(await textOf(path), name)
  const there = new Listings()
  const find = (file: string) => there.find(dirname(path), file)
  const first = listed.rows[0]?.file
  const long = first !== undefined && !(await find(first)) ? fromLongForm(listed, name) : undefined
  const list = long ?? listed
  const paths: string[] = []
  for (const { file, line } of list.rows) {
    const found = await find(file)
    if (!found)
      throw new AppError('bad-list', says.foreign.nameNamesFileOnLine(name, file, line, dirname(path)))
    paths.push(found)
  }
  return { list, paths }
}

/** UTF-8, or UTF-16 as Excel's "Unicode text" is. */
async function textOf(path: string): Promise<string> {
  const bytes = await readFile(path)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return bytes.swap16().toString('utf16le')
  return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8')
}

/** What lies in folders, each read once. */
class Listings {
  private readonly known = new Map<string, Set<string>>()

  /** A file by its name in a list: with another system's separators, or without its ending. */
  async find(folder: string, file: string): Promise<string | undefined> {
    for (const each of file.includes('\\') ? [file, file.replaceAll('\\', '/')] : [file]) {
      const full = isAbsolute(each) ? each : join(folder, each)
      const candidates = pictures.test(full) ? [full] : [full, ...endings.map((ending) => full + ending)]
      for (const candidate of candidates) if (await this.has(candidate)) return candidate
    }
    return undefined
  }

  private async has(file: string): Promise<boolean> {
    const folder = dirname(file)
    let names = this.known.get(folder)
    if (!names) {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
      names = new Set(entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name))
      this.known.set(folder, names)
    }
    return names.has(basename(file))
  }
}

/** Lists of parts as one: each class by its name, each file with the part that its row or its list says. */
function whole(name: string, lists: readonly Part[], notes: readonly string[]): LabelledFiles {
  const [first] = lists
  const sameOrder = lists.every(
    ({ list }) => list.classNames.join('\n') === first?.list.classNames.join('\n'),
  )
  const all = [...new Set(lists.flatMap(({ list }) => list.classNames))]
  const classNames = sameOrder ? all : all.sort()
  const files = lists.flatMap(({ list, paths, split }) =>
    list.rows.map((row, i) => ({
      path: paths[i] as string,
      labels: row.labels.map((c) => classNames.indexOf(list.classNames[c] as string)).sort((a, b) => a - b),
      split: row.split ?? split,
    })),
  )
  const used = new Set(files.flatMap(({ labels }) => labels))
  const unused = classNames.filter((_, c) => !used.has(c))
  if (unused.length)
    throw new AppError(
      'empty-class',
      says.foreign.inNameNoPictureIs(name, unused.map((each) => `"${each}"`).join(', ')),
    )
  return {
    classNames,
    several: lists.some(({ list }) => list.several),
    files,
    notes: [...notes, ...lists.flatMap(({ list }) => list.notes)],
  }
}

export function hasPictureName(name: string): boolean {
  return pictures.test(name)
}

/** The pictures that a list without labels names, one a line, relative to its folder; none where a line names no file. */
export async function filesNamed(path: string): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).replace(/^\ufeff/, '').split(/\r?\n/)
  const names = lines
    .map((line) => line.trim().replace(/^"(.*)"$/, '$1'))
    .filter((line) => line && !line.startsWith('#'))
  if (names[0] && !pictures.test(names[0])) names.shift()
  const paths = names.map((name) => (isAbsolute(name) ? name : join(dirname(path), name)))
  const there = await Promise.all(
    paths.map((each) =>
      stat(each).then(
        (found) => found.isFile(),
        () => false,
      ),
    ),
  )
  return there.every(Boolean) ? paths : []
}

/** What kind of data lies at a path. Throws AppError('file-missing' | 'foreign-unknown'). */
export async function foreignKind(path: string): Promise<ForeignKind> {
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new AppError('file-missing', says.foreign.thereIsNoFileOr(path))
  if (found.isDirectory()) return 'folder'
  if (listEnding.test(path)) return 'list'
  if (/\.(h5|hdf5|hdf|he5|hd5)$/i.test(path)) return 'hdf5'
  throw new AppError('foreign-unknown', says.foreign.pathIsNeitherAFolder(path))
}
