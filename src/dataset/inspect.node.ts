import { stat } from 'node:fs/promises'
import {
  splitNames,
  tileKinds,
  type DatasetSummary,
  type SplitName,
  type SplitSummary,
  type TileIndex,
  type TileKind,
} from './dataset'
import { openDatasetFile, readRows, type DatasetFile } from './datasetFile.node'
import { damaged, datasetAt } from './h5File.node'
import type { H5Dataset } from './h5Module.node'

/**
 * What the file holds: the table of DESIGN section 6 with shapes, counts and class balance. An object counts once for every
 * tile that shows it. `withIndex` adds where each tile was cut: 18 bytes a tile. Throws as `openDataset` does.
 */
export async function inspectDataset(path: string, withIndex = false): Promise<DatasetSummary> {
  const data = await openDatasetFile(path)
  try {
    const summary = summarise(data, path, (await stat(path)).size)
    return withIndex ? { ...summary, index: indexOf(data) } : summary
  } catch (error) {
    throw damaged(path, error)
  } finally {
    data.file.close()
  }
}

function summarise(data: DatasetFile, path: string, bytes: number): DatasetSummary {
  const { spec, classNames, mean, std, classes } = data
  const counts = tileKinds.map((_, kind) => data.kind.reduce((n, k) => n + (k === kind ? 1 : 0), 0))
  const byName = <K extends string, V>(names: readonly K[], value: (name: K, i: number) => V) =>
    Object.fromEntries(names.map((name, i) => [name, value(name, i)])) as Record<K, V>
  return {
    path,
    bytes,
    spec,
    classNames,
    tiles: byName<TileKind, number>(tileKinds, (_, i) => counts[i] as number),
    splits: byName<SplitName, SplitSummary>(splitNames, (name) => splitSummary(data, name)),
    objects: classes.length,
    mean,
    std,
    datasets: data.file
      .paths()
      .map((name) => data.file.get(name))
      .filter((entry) => entry instanceof data.h5.Dataset)
      .map((dataset) => ({ path: dataset.path, type: typeName(dataset), shape: dataset.shape ?? [] })),
    sources: sourcesOf(data),
  }
}

function indexOf({ origin, kind, split, length }: DatasetFile): TileIndex {
  const part = new Uint8Array(length)
  splitNames.forEach((name, i) => split[name].forEach((tile) => (part[tile] = i)))
  return { origin, kind, split: part }
}

function splitSummary(data: DatasetFile, name: SplitName): SplitSummary {
  const classes = new Array<number>(data.classNames.length).fill(0)
  let objects = 0
  for (const tile of data.split[name])
    for (let row = data.offset[tile] as number; row < (data.offset[tile + 1] as number); row++) {
      const c = data.classes[row] as number
      classes[c] = (classes[c] as number) + 1
      objects++
    }
  return { tiles: data.split[name].length, objects, classes }
}

function sourcesOf({ h5, file }: DatasetFile): DatasetSummary['sources'] {
  const path = datasetAt(h5, file, 'sources/path', 1).value as string[]
  const sha256 = datasetAt(h5, file, 'sources/sha256', 1).value as string[]
  const width = readRows(h5, file, 'sources/width', 1, Int32Array)
  const height = readRows(h5, file, 'sources/height', 1, Int32Array)
  return path.map((p, i) => ({
    path: p,
    sha256: sha256[i] ?? '',
    width: width[i] ?? 0,
    height: height[i] ?? 0,
  }))
}

/** As numpy writes it: uint8, int64, float32, S64. */
function typeName(dataset: H5Dataset): string {
  const { type, size, signed } = dataset.metadata
  if (type === 3) return `S${size}`
  return type === 1 ? `float${size * 8}` : `${signed ? 'int' : 'uint'}${size * 8}`
}
