import { AppError } from '../base/errors'
import { splitNames, tileKinds, type DatasetSpec, type DatasetTask, type SplitName } from '../tiles/tiles'
import { schema } from './dataset'
import { checkBytes, damaged, datasetAt, openH5File } from '../hdf5/h5File.node'
import { loadH5, type H5, type H5Dataset, type H5File, type OpenH5 } from '../hdf5/h5Module.node'
import { says } from '../messages/says/says'
import { parseSpec } from './layout.node'
import { partlyGround, type PartlyGround } from './partly.node'

/** Rows of a one- or two-dimensional dataset read at a time, so that HDF5's own heap stays small. */
const rowsAtOnce = 1 << 20

/** An open dataset file with everything but its pixels in memory: 17 bytes an object and some 40 a tile. */
export interface DatasetFile {
  readonly h5: H5
  readonly file: H5File
  readonly task: DatasetTask
  readonly several: boolean
  readonly images: H5Dataset
  /** Absent where whole pictures have labels. */
  readonly masks: H5Dataset | undefined
  /** Absent where all that was checked was checked for all classes. */
  readonly partly?: PartlyGround | undefined
  /** u8 [length, classes], where there are no boxes. */
  readonly labels: Uint8Array | undefined
  readonly length: number
  readonly spec: DatasetSpec
  readonly classNames: readonly string[]
  readonly mean: readonly number[]
  readonly std: readonly number[]
  readonly kind: Uint8Array
  readonly origin: Int32Array
  readonly split: Readonly<Record<SplitName, Int32Array>>
  /** [length + 1] */
  readonly offset: Float64Array
  readonly xywh: Float32Array
  readonly classes: Uint8Array
}

/**
 * Opens a dataset file and checks that its parts fit together, so that reading cannot run out of bounds later. The caller
 * closes `file`. Throws AppError when it is missing, foreign, damaged or of another version.
 */
export async function openDatasetFile(path: string): Promise<DatasetFile> {
  const h5 = await loadH5()
  const file = await openH5File(path)
  try {
    return datasetOf(h5, file)
  } catch (error) {
    file.close()
    throw damaged(path, error)
  }
}

/** The dataset in a file that is open already. */
export function datasetOf(h5: H5, file: H5File): DatasetFile {
  const data = checked(load(h5, file), file.filename)
  if (!data.masks) return data
  const rows: Parameters<typeof partlyGround>[1] = (name, axes, type) =>
    readRows({ h5, file }, name, axes, type)
  return { ...data, partly: partlyGround(data, rows, [data.length, data.spec.tile, data.classNames.length]) }
}

function load(h5: H5, file: H5File): DatasetFile {
  const spec = readSpec(file)
  const images = datasetAt(h5, file, 'images', 4)
  const part = (name: SplitName) => readRows({ h5, file }, `split/${name}`, 1, Int32Array)
  const length = images.shape?.[0] ?? 0
  const task = file.attrs['task']?.value === 'classify' ? 'classify' : 'detect'
  return {
    h5,
    file,
    task,
    several: task === 'detect' || file.attrs['several']?.value === 1,
    images,
    length,
    spec,
    classNames: textsAttribute(file, 'class_names'),
    mean: numbersAttribute(file, 'mean'),
    std: numbersAttribute(file, 'std'),
    kind: readRows({ h5, file }, 'kind', 1, Uint8Array),
    origin: readRows({ h5, file }, 'origin', 2, Int32Array),
    split: { train: part('train'), val: part('val'), test: part('test') },
    ...(task === 'detect' ? annotationsOf(h5, file) : labelsOf(h5, file, length)),
  }
}

function annotationsOf(h5: H5, file: H5File) {
  return {
    masks: datasetAt(h5, file, 'masks', 3),
    labels: undefined,
    offset: Float64Array.from(readRows({ h5, file }, 'boxes/offset', 1, BigInt64Array), Number),
    xywh: readRows({ h5, file }, 'boxes/xywh', 2, Float32Array),
    classes: readRows({ h5, file }, 'boxes/class', 1, Uint8Array),
  }
}

function labelsOf(h5: H5, file: H5File, length: number) {
  return {
    masks: undefined,
    labels: readRows({ h5, file }, 'labels', 2, Uint8Array),
    offset: new Float64Array(length + 1),
    xywh: new Float32Array(0),
    classes: new Uint8Array(0),
  }
}

function checked(d: DatasetFile, path: string): DatasetFile {
  const size = d.spec.tile
  const rules: [boolean, string][] = [
    [d.images.shape?.join() === [d.length, size, size, 3].join(), '/images'],
    [!d.masks || d.masks.shape?.join() === [d.length, size, size].join(), '/masks'],
    [isU8(d.images) && (!d.masks || isU8(d.masks)), says.dataset.imagesOrMasks],
    [!d.labels || d.labels.length === d.length * d.classNames.length, '/labels'],
    [d.kind.length === d.length && d.kind.every((kind) => kind < tileKinds.length), '/kind'],
    [d.origin.length === d.length * 4, '/origin'],
    [
      d.offset.length === d.length + 1 && d.offset[0] === 0 && d.offset[d.length] === d.classes.length,
      '/boxes/offset',
    ],
    [d.offset.every((at, i) => i === 0 || at >= (d.offset[i - 1] as number)), '/boxes/offset'],
    [d.xywh.length === d.classes.length * 4, '/boxes/xywh'],
    [d.classes.every((c) => c < d.classNames.length), '/boxes/class'],
    [d.xywh.every(Number.isFinite), '/boxes/xywh'],
    [d.classNames.length <= 254, 'class_names'],
    [[...d.mean, ...d.std].every(Number.isFinite), says.dataset.meanOrStd],
    [d.mean.length === 3 && d.std.length === 3, says.dataset.meanOrStd],
    [splitNames.every((name) => d.split[name].every((i) => i >= 0 && i < d.length)), '/split'],
  ]
  const broken = rules.find(([holds]) => !holds)
  if (broken) throw unsound(path, says.dataset.brokenDoesNotFitThe(broken[1]))
  return d
}

function readSpec(file: H5File): DatasetSpec {
  const found = file.attrs['schema']?.value
  if (found !== schema)
    throw new AppError(
      'h5-foreign',
      says.dataset.fileSchemaAndNotSchema2(
        file.filename,
        typeof found === 'string' ? says.dataset.hasTheSchemaFound(found) : says.dataset.hasNoSchema,
        schema,
      ),
    )
  const spec = parseSpec(file.attrs['spec']?.value)
  if (!spec) throw unsound(file.filename, says.dataset.theAttributeSpecCannotBe)
  return spec
}

function numbersAttribute(file: H5File, name: string): number[] {
  const value = file.attrs[name]?.value
  if (value instanceof Float64Array || value instanceof Float32Array) return Array.from(value)
  throw unsound(file.filename, says.dataset.theAttributeNameIsNo(name))
}

function textsAttribute(file: H5File, name: string): string[] {
  const value = file.attrs[name]?.value
  if (Array.isArray(value) && value.every((text) => typeof text === 'string')) return value as string[]
  throw unsound(file.filename, says.dataset.theAttributeNameIsNoList(name))
}

/** A whole small dataset, row by row one after the other. */
export function readRows<A extends Uint8Array | Int32Array | Float32Array | Float64Array | BigInt64Array>(
  { h5, file }: OpenH5,
  name: string,
  dimensions: number,
  type: { new (length: number): A },
): A {
  const dataset = datasetAt(h5, file, name, dimensions)
  checkBytes(file, dataset)
  const [rows, width = 1] = dataset.shape as [number, number?]
  const out = new type(rows * width)
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const part = dataset.slice([[row, Math.min(rows, row + rowsAtOnce)]])
    if (!(part instanceof type)) throw unsound(file.filename, says.dataset.nameHasAnotherType(name))
    ;(out as Uint8Array).set(part as unknown as Uint8Array, row * width)
  }
  return out
}

function isU8(dataset: H5Dataset): boolean {
  const { type, size, signed } = dataset.metadata
  return type === 0 && size === 1 && !signed
}

function unsound(path: string, what: string): AppError {
  return new AppError('h5-damaged', says.dataset.pathIsNotASound(path, what))
}
