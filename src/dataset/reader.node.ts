import type { DatasetReader, TileBatch } from './dataset'
import { openDatasetFile, type DatasetFile } from './datasetFile.node'
import { openReference } from './foreign/reference.node'
import { gatherRows } from './gatherRows.node'

/** Opens a dataset to read tiles from. Throws AppError when it is missing, foreign, damaged or of another version. */
export async function openDataset(path: string): Promise<DatasetReader> {
  const reference = await openReference(path)
  return reference ?? readerOf(await openDatasetFile(path))
}

export function readerOf(data: DatasetFile): DatasetReader {
  const { task, several, length, spec, classNames, mean, std, split, kind, origin } = data
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
    read: (tiles) => readTiles(data, tiles),
    close: () => void data.file.close(),
  }
}

function readTiles(data: DatasetFile, tiles: ArrayLike<number>): TileBatch {
  const count = tiles.length
  const pixels = data.spec.tile ** 2
  const images = new Uint8Array(count * pixels * 3)
  const masks = new Uint8Array(data.masks ? count * pixels : 0)
  gatherRows(data.h5, data.file, data.images, tiles, images)
  if (data.masks) gatherRows(data.h5, data.file, data.masks, tiles, masks)
  return { count, images, masks, ...boxesOf(data, tiles) }
}

function boxesOf(
  data: DatasetFile,
  tiles: ArrayLike<number>,
): Pick<TileBatch, 'offset' | 'xywh' | 'classes' | 'labels'> {
  const rows = Array.from(
    tiles,
    (tile) => [data.offset[tile] as number, data.offset[tile + 1] as number] as const,
  )
  const offset = new Int32Array(tiles.length + 1)
  rows.forEach(([from, to], i) => (offset[i + 1] = (offset[i] as number) + to - from))
  const total = offset[tiles.length] as number
  const xywh = new Float32Array(total * 4)
  const classes = new Uint8Array(total)
  const labels = new Uint8Array(tiles.length * data.classNames.length)
  const width = data.classNames.length
  if (data.labels)
    for (let i = 0; i < tiles.length; i++)
      labels.set(
        data.labels.subarray((tiles[i] as number) * width, ((tiles[i] as number) + 1) * width),
        i * width,
      )
  rows.forEach(([from, to], i) => {
    xywh.set(data.xywh.subarray(from * 4, to * 4), (offset[i] as number) * 4)
    classes.set(data.classes.subarray(from, to), offset[i])
    for (const c of data.classes.subarray(from, to)) labels[i * width + c] = 1
  })
  return { offset, xywh, classes, labels }
}
