import { splitNames, type DatasetSpec, type SplitName } from '../tiles/tiles'
import { schema } from './dataset'
import type { H5Dataset, H5File } from '../hdf5/h5Module.node'

// What every dataset file of ours has, whatever its tiles are (src/docs/dataset-file.md).

export interface DatasetSource {
  readonly path: string
  readonly sha256: string
  readonly width: number
  readonly height: number
}

export interface DatasetAbout {
  readonly spec: DatasetSpec
  readonly classNames: readonly string[]
  readonly mean: readonly number[]
  readonly std: readonly number[]
}

interface FirstChunk {
  readonly data: Uint8Array | Float32Array | Int32Array
  readonly shape: number[]
}

/** A dataset of one chunk that can grow; with `rows`, as long as it will ever be. */
export function growing(file: H5File, name: string, { data, shape }: FirstChunk, rows?: number): H5Dataset {
  const dataset = file.create_dataset({
    name,
    data,
    shape,
    maxshape: [null, ...shape.slice(1)],
    chunks: shape,
  })
  if (rows !== undefined) dataset.resize([rows, ...shape.slice(1)])
  return dataset
}

export function writeArray(
  file: H5File,
  name: string,
  data: Int32Array | BigInt64Array | Uint8Array | Float32Array | Float64Array,
  shape: number[],
): H5Dataset {
  return file.create_dataset({ name, data, shape })
}

export function writeSplit(file: H5File, tilesOf: (split: SplitName) => Int32Array): void {
  for (const split of splitNames) {
    const tiles = tilesOf(split)
    writeArray(file, `split/${split}`, tiles, [tiles.length])
  }
}

export function writeSources(file: H5File, sources: readonly DatasetSource[]): void {
  texts(
    file,
    'sources/path',
    sources.map((s) => s.path),
  )
  texts(
    file,
    'sources/sha256',
    sources.map((s) => s.sha256),
  )
  for (const name of ['width', 'height'] as const)
    writeArray(
      file,
      `sources/${name}`,
      Int32Array.from(sources, (s) => s[name]),
      [sources.length],
    )
}

export function writeAbout(
  file: H5File,
  { spec, classNames, mean, std }: DatasetAbout,
  schemaName = schema,
): void {
  file.create_attribute('schema', schemaName)
  file.create_attribute('spec', JSON.stringify(spec))
  file.create_attribute('class_names', [...classNames])
  file.create_attribute('mean', Float64Array.from(mean))
  file.create_attribute('std', Float64Array.from(std))
  file.create_attribute('seed', BigInt64Array.of(BigInt(spec.seed)), [], '<q')
}

/** Fixed-length UTF-8: variable-length strings are what other readers stumble over. */
export function texts(file: H5File, name: string, list: readonly string[]): void {
  const length = Math.max(1, ...list.map((text) => Buffer.byteLength(text)))
  file.create_dataset({ name, data: [...list], shape: [list.length], dtype: `S${length}` })
}
