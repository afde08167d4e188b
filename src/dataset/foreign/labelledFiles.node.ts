import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, isAbsolute, join } from 'node:path'
import { AppError } from '../../base/errors'
import type { SplitName } from '../dataset'
import type { ForeignKind } from './foreign'
import { parseLabelList } from './labelList'

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
}

const pictures = /\.(jpe?g|png|tiff?|webp|gif|bmp)$/i
const extensions = ['.png', '.jpg', '.jpeg', '.tif', '.tiff', '.webp']
const partFolders: readonly (readonly [SplitName, RegExp])[] = [
  ['train', /^train(ing)?$/i],
  ['val', /^(val|valid|validation|dev)$/i],
  ['test', /^test(ing)?$/i],
]

/**
 * Pictures in a folder a class, or in a folder a part (train, val, test) with a folder a class each, as Keras reads them.
 * Throws AppError('bad-folder').
 */
export async function filesInFolders(folder: string): Promise<LabelledFiles> {
  const inside = await foldersIn(folder)
  const parts = inside.flatMap((name) => {
    const part = partFolders.find(([, pattern]) => pattern.test(name))
    return part ? [{ split: part[0], folder: join(folder, name) }] : []
  })
  const roots =
    parts.length === inside.length && parts.some(({ split }) => split === 'train')
      ? parts
      : [{ folder, split: undefined }]
  const found = await Promise.all(
    roots.map(async (root) => ({ ...root, classes: await foldersIn(root.folder) })),
  )
  const classNames = [...new Set(found.flatMap(({ classes }) => classes))].sort()
  if (classNames.length === 0)
    throw new AppError(
      'bad-folder',
      `"${folder}" has no folders: put the pictures of each class into a folder with its name.`,
    )
  const files: LabelledFile[] = []
  for (const { folder: root, split, classes } of found)
    for (const name of classes) {
      const own = (await readdir(join(root, name))).filter((file) => pictures.test(file)).sort()
      if (own.length === 0)
        throw new AppError(
          'empty-class',
          `"${join(root, name)}" holds no picture, so nothing can be learned of "${name}": add some, or remove the folder.`,
        )
      for (const file of own)
        files.push({ path: join(root, name, file), labels: [classNames.indexOf(name)], split })
    }
  return { classNames, several: false, files }
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
}

/** The pictures that a text or CSV list names, relative to its folder; endings may be left out. Throws AppError('bad-list'). */
export async function filesInList(path: string): Promise<LabelledFiles> {
  const name = basename(path)
  const list = parseLabelList(await readFile(path, 'utf8'), name)
  const folder = dirname(path)
  const listings = new Map<string, Set<string>>()
  const isThere = async (file: string) => {
    const within = dirname(file)
    let names = listings.get(within)
    if (!names) listings.set(within, (names = new Set(await readdir(within).catch(() => []))))
    return names.has(basename(file))
  }
  const files: LabelledFile[] = []
  for (const { file, labels, line } of list.rows) {
    const full = isAbsolute(file) ? file : join(folder, file)
    const candidates = extname(full) ? [full] : [full, ...extensions.map((ending) => full + ending)]
    const there: string[] = []
    for (const candidate of candidates) if (await isThere(candidate)) there.push(candidate)
    if (!there[0])
      throw new AppError(
        'bad-list',
        `"${name}" names "${file}" on line ${line}, and there is no such file in "${folder}": correct the line, or put the file there.`,
      )
    files.push({ path: there[0], labels })
  }
  const unused = list.classNames.filter((_, c) => !files.some(({ labels }) => labels.includes(c)))
  if (unused.length)
    throw new AppError(
      'empty-class',
      `In "${name}" no picture is labelled ${unused.map((each) => `"${each}"`).join(', ')}, so nothing can be learned of it: add some, or leave the column out.`,
    )
  return { classNames: list.classNames, several: list.several, files }
}

export function isPicture(name: string): boolean {
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
  if (!found) throw new AppError('file-missing', `There is no file or folder "${path}": check the name.`)
  if (found.isDirectory()) return 'folder'
  if (/\.(csv|tsv|txt|lst|list)$/i.test(path)) return 'list'
  if (/\.(h5|hdf5|hdf|he5|hd5)$/i.test(path)) return 'hdf5'
  throw new AppError(
    'foreign-unknown',
    `"${path}" is neither a folder, a list (.csv, .tsv, .txt) nor an HDF5 file (.h5, .hdf5): choose one of these.`,
  )
}
