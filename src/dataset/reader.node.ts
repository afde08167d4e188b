import type { TileBatch, TileLabels } from '../tiles/tiles'
import type { DatasetReader } from './dataset'
import { openDatasetFile, type DatasetFile } from './datasetFile.node'
import { isListIndex, openList } from './foreign/listIndex.node'
import { openReference } from './foreign/reference.node'
import { validationArea } from './seenGround.node'
import { gatherRows } from '../hdf5/gatherRows.node'
import { damaged } from '../hdf5/h5File.node'
import type { H5Dataset } from '../hdf5/h5Module.node'
import { StoredRows } from '../hdf5/storedRows.node'

/** Opens a dataset to read tiles from. Throws AppError when it is missing, foreign, damaged or of another version. */
export async function openDataset(path: string): Promise<DatasetReader> {
  if (isListIndex(path)) return openList(path)
  const reference = await openReference(path)
  return reference ?? readerOf(await openDatasetFile(path))
}

/** Reads tiles wherever they lie, pictures in files included. */
export async function readTilesOf(reader: DatasetReader, tiles: ArrayLike<number>): Promise<TileBatch> {
  await reader.fetch?.(tiles)
  return reader.read(tiles)
}

/** Close it when done: it reads through descriptors of its own. `closeFile`: what is to be done with the file then. */
export function readerOf(data: DatasetFile, closeFile = () => void data.file.close()): DatasetReader {
  const { task, several, length, spec, classNames, mean, std, split, kind, origin } = data
  const direct = [data.images, data.masks].map((rows) => rows && StoredRows.of(data.h5, data.file, rows))
  const [images, masks] = direct
  const read = (tiles: ArrayLike<number>) => readTiles(data, tiles, { images, masks })
  const { partly } = data
  return {
    task,
    several,
    length,
    tile: spec.tile,
    classNames,
    mean,
    std,
    spec,
    split,
    kind,
    origin,
    read,
    partly: partly && {
      background: partly.background,
      read(tiles) {
        const batch = read(tiles)
        partly.addTo(batch.masks, tiles)
        return { ...batch, sets: partly.sets }
      },
    },
    labels: (tiles) => labelsOf(data, tiles),
    validationArea: () => validationArea(data),
    close: () => {
      for (const rows of direct.splice(0)) rows?.close()
      closeFile()
    },
  }
}

type Direct = Record<'images' | 'masks', StoredRows | undefined>

function readTiles(data: DatasetFile, tiles: ArrayLike<number>, direct: Direct): TileBatch {
  const count = tiles.length
  const pixels = data.spec.tile ** 2
  const images = unfilled(count * pixels * 3)
  const masks = unfilled(data.masks ? count * pixels : 0)
  readRows(data, { dataset: data.images, direct: direct.images }, tiles, images)
  if (data.masks) readRows(data, { dataset: data.masks, direct: direct.masks }, tiles, masks)
  return { count, images, masks, ...labelsOf(data, tiles) }
}

/** Every byte will be read from the file: zeroing them first would cost as much again. */
function unfilled(length: number): Uint8Array {
  return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer)
}

function readRows(
  data: DatasetFile,
  { dataset, direct }: { readonly dataset: H5Dataset; readonly direct: StoredRows | undefined },
  tiles: ArrayLike<number>,
  out: Uint8Array,
): void {
  if (!direct) return gatherRows(data, dataset, tiles, out)
  try {
    direct.read(tiles, out)
  } catch (error) {
    throw error instanceof RangeError ? error : damaged(data.file.filename, error)
  }
}

function labelsOf(data: DatasetFile, tiles: ArrayLike<number>): TileLabels {
  const offset = new Int32Array(tiles.length + 1)
  for (let i = 0; i < tiles.length; i++) {
    const tile = tiles[i]!
    offset[i + 1] = offset[i]! + data.offset[tile + 1]! - data.offset[tile]!
  }
  const total = offset[tiles.length]!
  const xywh = new Float32Array(total * 4)
  const classes = new Uint8Array(total)
  const width = data.classNames.length
  const labels = new Uint8Array(tiles.length * width)
  for (let i = 0; i < tiles.length; i++) {
    const tile = tiles[i]!
    for (let c = 0; data.labels && c < width; c++) labels[i * width + c] = data.labels[tile * width + c]!
    for (let to = offset[i]!, from = data.offset[tile]!; to < offset[i + 1]!; to++, from++) {
      classes[to] = data.classes[from]!
      labels[i * width + classes[to]!] = 1
      for (let k = 0; k < 4; k++) xywh[to * 4 + k] = data.xywh[from * 4 + k]!
    }
  }
  return { offset, xywh, classes, labels }
}
