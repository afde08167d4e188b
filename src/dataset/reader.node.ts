import type { DatasetReader, TileBatch } from './dataset'
import { openDatasetFile, type DatasetFile } from './datasetFile.node'
import { damaged } from './h5File.node'
import type { H5Dataset } from './h5Module.node'

/** Tiles that lie side by side are read in one go up to this many bytes. */
const runBytes = 16 * 1024 * 1024

/** Opens a dataset to read tiles from. Throws AppError when it is missing, foreign, damaged or of another version. */
export async function openDataset(path: string): Promise<DatasetReader> {
  return readerOf(await openDatasetFile(path))
}

export function readerOf(data: DatasetFile): DatasetReader {
  const { length, spec, classNames, mean, std, split, kind, origin } = data
  return {
    task: 'detect',
    several: true,
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
  const masks = new Uint8Array(count * pixels)
  const runs = runsOf(tiles, data.length, Math.max(1, Math.floor(runBytes / (pixels * 3))))
  const longest = runs.reduce((n, run) => Math.max(n, run.to - run.from), 0)
  const { Module } = data.h5
  const scratch = Module._malloc(longest * pixels * 3)
  if (scratch === 0 && longest > 0) throw new Error(`no memory for ${longest} tiles`)
  try {
    for (const run of runs) {
      for (const [dataset, width, out] of [
        [data.images, pixels * 3, images],
        [data.masks, pixels, masks],
      ] as const) {
        readRun(data, dataset, run, scratch)
        for (const place of run.places) {
          const at = scratch + ((tiles[place] as number) - run.from) * width
          out.set(Module.HEAPU8.subarray(at, at + width), place * width)
        }
      }
    }
  } finally {
    Module._free(scratch)
  }
  return { count, images, masks, ...boxesOf(data, tiles) }
}

interface Run {
  readonly from: number
  to: number
  /** Where in the batch the tiles of this run go. */
  readonly places: number[]
}

/** Groups the tiles asked for into stretches that lie side by side in the file. */
function runsOf(tiles: ArrayLike<number>, length: number, longest: number): Run[] {
  const order = Array.from(tiles, (tile, place) => ({ tile, place })).sort((a, b) => a.tile - b.tile)
  const runs: Run[] = []
  for (const { tile, place } of order) {
    if (!(Number.isInteger(tile) && tile >= 0 && tile < length))
      throw new RangeError(`there is no tile ${tile}`)
    let run = runs.at(-1)
    if (!run || tile > run.to || tile - run.from >= longest)
      runs.push((run = { from: tile, to: tile, places: [] }))
    run.to = tile + 1
    run.places.push(place)
  }
  return runs
}

/** Rows run.from to run.to into HDF5's own heap: h5wasm's `slice` would copy them out and let them be collected as garbage. */
function readRun(data: DatasetFile, dataset: H5Dataset, run: Run, to: number): void {
  const shape = dataset.shape as number[]
  const count = [run.to - run.from, ...shape.slice(1)].map(BigInt)
  const offset = shape.map((_, axis) => BigInt(axis === 0 ? run.from : 0))
  const strides = shape.map(() => 1n)
  try {
    data.h5.Module.get_dataset_data(dataset.file_id, dataset.path, count, offset, strides, BigInt(to))
  } catch (error) {
    throw damaged(data.file.filename, error)
  }
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
  rows.forEach(([from, to], i) => {
    xywh.set(data.xywh.subarray(from * 4, to * 4), (offset[i] as number) * 4)
    classes.set(data.classes.subarray(from, to), offset[i])
    for (const c of data.classes.subarray(from, to)) labels[i * data.classNames.length + c] = 1
  })
  return { offset, xywh, classes, labels }
}
