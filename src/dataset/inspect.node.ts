import { stat } from 'node:fs/promises'
import { AppError } from '../base/errors'
import { splitNames, tileKinds, type SplitName, type TileKind } from '../tiles/tiles'
import type { DatasetSummary, SplitSummary, TileIndex } from './dataset'
import { openDatasetFile, readRows, type DatasetFile } from './datasetFile.node'
import { damaged, datasetAt, typeName } from '../hdf5/h5File.node'
import { says } from '../messages/says/says'
import { inspectList, isListIndex } from './foreign/listIndex.node'
import { inspectReference } from './foreign/reference.node'
import { labelSummary } from './labelSummary'
import { findLeak } from './leakage'
import { readerOf } from './reader.node'

export interface InspectOptions {
  /** With where each tile was cut: 18 bytes a tile. */
  readonly index?: boolean | undefined
  /** Look for pixels that two parts share; reads the tiles along their borders. */
  readonly check?: boolean | undefined
}

/**
 * What the file holds: the table of src/docs/dataset-file.md with shapes, counts and class balance. An object counts once for every
 * tile that shows it. Throws as `openDataset` does, and AppError('leaking-split').
 */
export async function inspectDataset(path: string, options: InspectOptions = {}): Promise<DatasetSummary> {
  if (isListIndex(path)) return inspectList(path, options.index ?? false)
  const reference = await inspectReference(path, options.index ?? false)
  if (reference) return reference
  const data = await openDatasetFile(path)
  try {
    const summary = summarise(data, path, (await stat(path)).size)
    if (options.check) refuseLeak(data, path)
    return options.index ? { ...summary, index: indexOf(data) } : summary
  } catch (error) {
    throw damaged(path, error)
  } finally {
    data.file.close()
  }
}

function summarise(data: DatasetFile, path: string, bytes: number): DatasetSummary {
  const { task, several, spec, classNames, mean, std, classes } = data
  const counts = tileKinds.map((_, kind) => data.kind.reduce((n, k) => n + (k === kind ? 1 : 0), 0))
  const byName = <K extends string, V>(names: readonly K[], value: (name: K, i: number) => V) =>
    Object.fromEntries(names.map((name, i) => [name, value(name, i)])) as Record<K, V>
  return {
    task,
    several,
    path,
    bytes,
    spec,
    classNames,
    tiles: byName<TileKind, number>(tileKinds, (_, i) => counts[i] as number),
    splits: byName<SplitName, SplitSummary>(splitNames, (name) => splitSummary(data, name)),
    objects: data.labels ? data.labels.reduce((n, label) => n + label, 0) : classes.length,
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

/** Throws AppError('leaking-split') when two parts of the dataset share pixels. */
export function refuseLeak(data: DatasetFile, path: string): void {
  const sources = sourcesOf(data)
  // The file stays open for whoever opened it.
  const reader = readerOf(data, () => {})
  const named = sources.map((source) => source.sha256 || source.path)
  let leak: ReturnType<typeof findLeak>
  try {
    leak = findLeak(reader, named)
  } finally {
    reader.close()
  }
  if (!leak) return
  const [a, b] = leak.sources.map((source) => sources[source]?.path ?? says.dataset.aPicture)
  const [one, other] = leak.parts
  throw new AppError(
    'leaking-split',
    a === b
      ? says.dataset.inPathThePartsOne(path, one, other, String(a), leak.tiles.join(says.dataset.and))
      : says.dataset.aAndBAreThe(String(a), String(b), one, other),
  )
}

function indexOf({ origin, kind, split, length }: DatasetFile): TileIndex {
  const part = new Uint8Array(length)
  splitNames.forEach((name, i) => split[name].forEach((tile) => (part[tile] = i)))
  return { origin, kind, split: part }
}

function splitSummary(data: DatasetFile, name: SplitName): SplitSummary {
  const classes = new Array<number>(data.classNames.length).fill(0)
  if (data.labels) return labelSummary(data.split[name], data.labels, classes)
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
  const width = readRows({ h5, file }, 'sources/width', 1, Int32Array)
  const height = readRows({ h5, file }, 'sources/height', 1, Int32Array)
  return path.map((p, i) => ({
    path: p,
    sha256: sha256[i] ?? '',
    width: width[i] ?? 0,
    height: height[i] ?? 0,
  }))
}
