import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AppError } from '../base/errors'
import {
  splitNames,
  type DatasetReader,
  type DatasetTask,
  type ResizeRule,
  type SplitName,
  type TileBatch,
} from './dataset'
import { fitted } from './foreign/fitted.node'
import { openPictures, openForeign, listForeign, type ForeignFile } from './foreign/foreignFile.node'
import {
  filesInFolders,
  filesInList,
  filesNamed,
  foreignKind,
  isPicture,
  type LabelledFiles,
} from './foreign/labelledFiles.node'
import { guessMap, isWhole, type ForeignMap } from './foreign/mapping'
import type { PixelScale } from './foreign/pixelScale'
import { foreignReader } from './foreign/reference.node'
import { scaleFor } from './foreign/scan.node'
import { inspectDataset } from './inspect.node'
import { openDataset } from './reader.node'

export interface TileSourceRequest {
  /** A folder of pictures, a list of them, our HDF5 or another program's. */
  readonly path: string
  /** Absent: all of it. */
  readonly split?: SplitName | undefined
  /** Which of an HDF5's datasets are what; absent: guessed. */
  readonly map?: ForeignMap | undefined
  /** A tile of another program's HDF5 may have several labels. */
  readonly several: boolean
  /** What pictures in files are made to fit, and how. */
  readonly side: number
  readonly resize: ResizeRule
}

/** Tiles to be looked at one after the other, wherever they lie. */
export interface TileSource {
  /** What its labels are for; `pictures`: files of any size, each whole. */
  readonly kind: DatasetTask | 'pictures'
  /** Undefined where nothing is labelled. */
  readonly classNames: readonly string[] | undefined
  readonly several: boolean
  readonly side: number
  /** The numbers of those that were asked for. */
  readonly tiles: Int32Array
  readonly sources: readonly string[]
  /** Row of `sources`, level, x, y; -1 where it is not known. */
  placeOf(tile: number): readonly [number, number, number, number]
  /** What could be read of these tiles, and which; of the others `warn` is told. */
  read(tiles: Int32Array): Promise<{ readonly tiles: Int32Array; readonly batch: TileBatch }>
  close(): void
}

/** Fails with `empty-split` where there is nothing of the part that is asked for, and as opening the file does. */
export async function openTileSource(
  request: TileSourceRequest,
  warn: (sentence: string) => void,
): Promise<TileSource> {
  const kind = await foreignKind(request.path)
  const source =
    kind === 'hdf5'
      ? await openH5(request, warn)
      : openFiles(await filesAt(request.path, kind, warn), request, warn)
  if (source.tiles.length > 0) return source
  source.close()
  const { path, split } = request
  throw new AppError(
    'empty-split',
    split
      ? `"${path}" has no ${split} part: leave --split out, or build the dataset with a share for it (--split 0.7,0.2,0.1).`
      : `"${path}" holds no picture: choose another.`,
  )
}

async function openH5(request: TileSourceRequest, warn: (sentence: string) => void): Promise<TileSource> {
  const { path, split } = request
  const own = await openDataset(path).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'h5-foreign') return undefined
    throw error
  })
  if (own) {
    const { sources, reference } = await inspectDataset(path)
    return sourceOf(own, split, reference ? [reference] : sources.map((each) => each.path), true)
  }
  const { map = guessMap(await listForeign(path)) } = request
  const scaled = async (foreign: ForeignFile) => {
    const context = { signal: new AbortController().signal, progress: () => {}, warn }
    return foreignReader(foreign, aboutForeign(foreign, await scaleFor(foreign, undefined, context)))
  }
  if (isWhole(map)) {
    const foreign = await openForeign(path, map, request.several)
    if (foreign.task !== 'classify') {
      foreign.file.close()
      throw new AppError(
        'h5-foreign',
        `"${path}" has masks: take it in first (build PROJECT --from "${basename(path)}"), and name the dataset that this writes.`,
      )
    }
    for (const note of foreign.notes) warn(note)
    return sourceOf(await scaled(foreign), split, [path], true)
  }
  warn(`No labels can be told in "${path}" by their names: its pictures are predicted without them.`)
  const pictures = await openPictures(path, map.images, split)
  return sourceOf(await scaled(pictures), undefined, [path], false)
}

function sourceOf(
  reader: DatasetReader,
  split: SplitName | undefined,
  sources: readonly string[],
  labelled: boolean,
): TileSource {
  const { task, several, tile: side, classNames, origin } = reader
  return {
    kind: task,
    classNames: labelled ? classNames : undefined,
    several,
    side,
    tiles: split ? reader.split[split] : Int32Array.from({ length: reader.length }, (_, i) => i),
    sources,
    placeOf(tile) {
      const [image = -1, level = -1, x = -1, y = -1] = origin.subarray(tile * 4, tile * 4 + 4)
      return image < 0 ? [sources.length === 1 ? 0 : -1, -1, -1, -1] : [image, level, x, y]
    },
    read: async (tiles) => ({ tiles, batch: reader.read(tiles) }),
    close: () => reader.close(),
  }
}

/** What a reader must know of a file that is only looked at: its parts as they are. */
function aboutForeign({ parts, side, classNames, several }: ForeignFile, pixels: PixelScale) {
  let at = 0
  const ranges = splitNames.map((name) => {
    const rows = parts[name]?.rows ?? 0
    const numbers = Int32Array.from({ length: rows }, (_, i) => at + i)
    at += rows
    return [name, numbers] as const
  })
  return {
    several,
    split: Object.fromEntries(ranges) as Record<SplitName, Int32Array>,
    spec: { tile: side, level: 0, split: [1, 0, 0], seed: 0, pixels } as const,
    classNames,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  }
}

type Files = Pick<LabelledFiles, 'files' | 'several'> & { readonly classNames: readonly string[] | undefined }

/** The pictures that a folder or a list names, with their labels where it says any. */
async function filesAt(
  path: string,
  kind: 'folder' | 'list',
  warn: (sentence: string) => void,
): Promise<Files> {
  try {
    return kind === 'folder' ? await filesInFolders(path) : await filesInList(path)
  } catch (error) {
    const unlabelled = kind === 'folder' ? await picturesUnder(path) : await filesNamed(path)
    if (unlabelled.length === 0 || !(error instanceof AppError)) throw error
    warn(`"${basename(path)}" gives no labels: its pictures are predicted without them.`)
    const files = unlabelled.map((each) => ({ path: each, labels: [] }))
    return { classNames: undefined, several: false, files }
  }
}

async function picturesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && isPicture(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** Of more unreadable pictures than this only the number is told. */
const namedAtMost = 10

function openFiles(
  { files, classNames, several }: Files,
  { split, side, resize }: TileSourceRequest,
  warn: (sentence: string) => void,
): TileSource {
  const numbers = Int32Array.from(files.keys())
  const classes = classNames?.length ?? 0
  let unreadable = 0
  const read = async (tile: number) => {
    try {
      return (await fitted(files[tile]?.path ?? '', side, resize)).pixels
    } catch (error) {
      if (++unreadable <= namedAtMost)
        warn(`Left out: ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    }
  }
  return {
    kind: 'pictures',
    classNames,
    several,
    side,
    tiles: split ? numbers.filter((i) => files[i]?.split === split) : numbers,
    sources: files.map(({ path }) => path),
    placeOf: (tile) => [tile, 0, 0, 0],
    async read(tiles) {
      const pixels = await Promise.all(Array.from(tiles, read))
      const there = tiles.filter((_, i) => pixels[i])
      const images = new Uint8Array(there.length * side * side * 3)
      pixels.filter((each) => each !== undefined).forEach((each, i) => images.set(each, i * each.length))
      const labels = new Uint8Array(there.length * classes)
      there.forEach((tile, i) => files[tile]?.labels.forEach((c) => (labels[i * classes + c] = 1)))
      const [none, offset] = [new Uint8Array(0), new Int32Array(there.length + 1)]
      const boxes = { offset, xywh: new Float32Array(0), classes: none }
      return { tiles: there, batch: { count: there.length, images, masks: none, ...boxes, labels } }
    },
    close: () => {
      if (unreadable > namedAtMost) warn(`${unreadable} pictures could not be read and are left out.`)
    },
  }
}
