import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import { says } from '../messages/says/says'
import type { DatasetSpec, DatasetTask, ResizeRule, SplitName, TileBatch } from '../tiles/tiles'
import type { DatasetReader } from './dataset'
import { fitted } from './foreign/fitted.node'
import { listForeign, openUnlabelled } from './foreign/foreignFile.node'
import {
  filesNamed,
  foreignKind,
  hasPictureName,
  labelledFiles,
  type LabelledFiles,
} from './foreign/labelledFiles.node'
import { isListIndex } from './foreign/listIndex.node'
import { guessMap, isFullyMapped, type ForeignMap } from './foreign/mapping'
import { foreignReader } from './foreign/reference.node'
import { referTo } from './foreign/referTo.node'
import { scaleFor } from './foreign/scan.node'
import { inspectDataset } from './inspect.node'
import { openDataset, readTilesOf } from './reader.node'

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
export async function openTileSource(request: TileSourceRequest, context: JobContext): Promise<TileSource> {
  const { path, split } = request
  const source = await open(request, context)
  if (source.tiles.length > 0) return source
  source.close()
  throw new AppError(
    'empty-split',
    split ? says.dataset.pathHasNoSplitPart(path, split) : says.dataset.pathHoldsNoPictureChoose(path),
  )
}

async function open(request: TileSourceRequest, context: JobContext): Promise<TileSource> {
  const { path } = request
  if (isListIndex(path)) return openOwn(path, request)
  const kind = await foreignKind(path)
  if (kind === 'hdf5') return openH5(request, context)
  return openFiles(await filesAt(path, kind, context), request, context)
}

async function openOwn(path: string, { split }: TileSourceRequest): Promise<TileSource> {
  const reader = await openDataset(path)
  const { sources, reference } = await inspectDataset(path)
  const paths = sources.length > 0 ? sources.map((each) => each.path) : [reference ?? path]
  return sourceOf(reader, split, paths, true)
}

async function openH5(request: TileSourceRequest, context: JobContext): Promise<TileSource> {
  const { path, split, several } = request
  try {
    return await openOwn(path, request)
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'h5-foreign')) throw error
  }
  const { map = guessMap(await listForeign(path)) } = request
  if (isFullyMapped(map)) return openForeignH5(request, map, context)
  context.warn(says.dataset.noLabelsCanBeTold(path))
  const pictures = await openUnlabelled(path, map.images, split)
  for (const note of pictures.notes) context.warn(note)
  try {
    const tiles = Int32Array.from({ length: pictures.parts.train?.rows ?? 0 }, (_, i) => i)
    const none = new Int32Array(0)
    const about = {
      ...{ several, classNames: [], mean: [0, 0, 0], std: [1, 1, 1] },
      split: { train: tiles, val: none, test: none },
      spec: { ...plainSpec(pictures.side), pixels: await scaleFor(pictures, undefined, context) },
    }
    return sourceOf(foreignReader(pictures, about), undefined, [path], false)
  } catch (error) {
    pictures.file.close()
    throw error
  }
}

/** Another program's file is read as training reads it, by a reference that is gone at once; its parts are its own. */
async function openForeignH5(
  { path, several, split, side }: TileSourceRequest,
  map: ForeignMap,
  context: JobContext,
): Promise<TileSource> {
  const folder = await mkdtemp(join(tmpdir(), 'windhover-'))
  try {
    const out = join(folder, 'reference.h5')
    await referTo({ out, from: path, spec: plainSpec(side), map, several }, context)
    return sourceOf(await openDataset(out), split, [path], true)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const plainSpec = (tile: number): DatasetSpec => ({ tile, level: 0, split: [1, 0, 0], seed: 0 })

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
    read: async (tiles) => ({ tiles, batch: await readTilesOf(reader, tiles) }),
    close: () => reader.close(),
  }
}

type Files = Pick<LabelledFiles, 'files' | 'several'> & { readonly classNames: readonly string[] | undefined }

/** The pictures that a folder or a list names, with their labels where it says any. */
async function filesAt(
  path: string,
  kind: 'folder' | 'list',
  { warn }: Pick<JobContext, 'warn'>,
): Promise<Files> {
  try {
    const found = await labelledFiles(path, kind)
    for (const note of found.notes) warn(note)
    return found
  } catch (error) {
    const unlabelled = kind === 'folder' ? await picturesUnder(path) : await filesNamed(path)
    if (unlabelled.length === 0 || !(error instanceof AppError)) throw error
    warn(says.dataset.pathGivesNoLabelsIts(basename(path)))
    const files = unlabelled.map((each) => ({ path: each, labels: [] }))
    return { classNames: undefined, several: false, files }
  }
}

async function picturesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && hasPictureName(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** Of more unreadable pictures than this only the number is told. */
const namedAtMost = 10

function openFiles(
  { files, classNames, several }: Files,
  { split, side, resize }: TileSourceRequest,
  { warn }: Pick<JobContext, 'warn'>,
): TileSource {
  const numbers = Int32Array.from(files.keys())
  const classes = classNames?.length ?? 0
  let unreadable = 0
  const read = async (tile: number) => {
    try {
      return (await fitted(files[tile]?.path ?? '', side, resize)).pixels
    } catch (error) {
      if (++unreadable <= namedAtMost)
        warn(says.dataset.leftOutError(error instanceof Error ? error.message : String(error)))
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
      if (unreadable > namedAtMost) warn(says.dataset.unreadablePicturesCouldNotBe(unreadable))
    },
  }
}
