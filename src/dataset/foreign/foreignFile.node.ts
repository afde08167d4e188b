import { AppError } from '../../base/errors'
import { splitNames, type SplitName } from '../dataset'
import { openH5File, typeName } from '../h5File.node'
import { gatherRows } from '../gatherRows.node'
import { loadH5, type H5, type H5Dataset, type H5File } from '../h5Module.node'
import { isOf, rolesOf, type ForeignEntry, type ForeignMap } from './mapping'

/** Every dataset that an HDF5 file holds. Throws AppError when it is missing, cut off or no HDF5. */
export async function listForeign(path: string): Promise<ForeignEntry[]> {
  const h5 = await loadH5()
  const file = await openH5File(path)
  try {
    return entriesOf(h5, file)
  } finally {
    file.close()
  }
}

export function entriesOf(h5: H5, file: H5File): ForeignEntry[] {
  return file
    .paths()
    .map((name) => file.get(name))
    .filter((entry) => entry instanceof h5.Dataset)
    .map((dataset) => ({ path: dataset.path, type: typeName(dataset), shape: dataset.shape ?? [] }))
}

/** One part of another program's file: pictures in place, labels in memory. */
export interface ForeignPart {
  readonly images: H5Dataset
  /** u8 [rows, classes] of 0 and 1 */
  readonly labels: Uint8Array
  readonly rows: number
  /** Type of a picture's values. */
  readonly values: 'u8' | 'f32' | 'f64'
}

export interface ForeignFile {
  readonly h5: H5
  readonly file: H5File
  readonly side: number
  readonly channels: 1 | 3
  /** Axes are rows, channels, height, width. */
  readonly channelsFirst: boolean
  readonly classes: number
  /** A row without a label, or with several, was met. */
  readonly several: boolean
  readonly parts: Readonly<Partial<Record<SplitName, ForeignPart>>>
}

/**
 * Opens another program's HDF5 by the mapping and checks that it can be trained from as it lies there. The caller closes
 * `file`. Throws AppError, one sentence each: 'no-such-dataset', 'unequal-lengths', 'variable-type', 'bad-pictures',
 * 'not-one-hot' and what opening throws.
 */
export async function openForeign(path: string, map: ForeignMap, several: boolean): Promise<ForeignFile> {
  const h5 = await loadH5()
  const file = await openH5File(path)
  try {
    return mapped(h5, file, map, several)
  } catch (error) {
    file.close()
    throw error
  }
}

/**
 * Pictures of another program's HDF5 that have no labels: of the dataset `name`, else of the first that holds pictures, if a
 * part is asked for the one named like it. The caller closes `file`. Throws AppError as `openForeign` does.
 */
export async function openPictures(path: string, name?: string, split?: SplitName): Promise<ForeignFile> {
  const h5 = await loadH5()
  const file = await openH5File(path)
  try {
    const found =
      name ?? entriesOf(h5, file).find((e) => e.shape.length === 4 && (!split || isOf(e.path, split)))?.path
    if (!found)
      throw new AppError(
        'no-such-dataset',
        `"${path}" has no pictures${split ? ` of the part ${split}` : ''}; it has ${namesIn(h5, file)}: map them, as in images=test_img.`,
      )
    const { side, channels, channelsFirst, ...rest } = layoutOf(file, datasetNamed(h5, file, found))
    const train = { ...rest, labels: new Uint8Array(0) }
    return { h5, file, side, channels, channelsFirst, classes: 0, several: false, parts: { train } }
  } catch (error) {
    file.close()
    throw error
  }
}

function mapped(h5: H5, file: H5File, map: ForeignMap, several: boolean): ForeignFile {
  const parts: Partial<Record<SplitName, ForeignPart & Layout>> = {}
  let met = false
  let classes: number | undefined
  for (const split of splitNames) {
    const { images, labels } = rolesOf[split]
    const [imagePath, labelPath] = [map[images], map[labels]]
    if (!imagePath && !labelPath && split !== 'train') continue
    if (!imagePath || !labelPath)
      throw new AppError(
        'no-such-dataset',
        `The part ${split} lacks its ${imagePath ? 'labels' : 'pictures'}: map ${imagePath ? labels : images} to one of ${namesIn(h5, file)}.`,
      )
    const layout = layoutOf(file, datasetNamed(h5, file, imagePath))
    const found = labelsOf(h5, file, labelPath, layout.rows, imagePath, several, classes)
    classes = found.classes
    met ||= found.several
    parts[split] = { ...layout, labels: found.labels }
  }
  const all = Object.values(parts)
  const train = parts.train as ForeignPart & Layout
  for (const part of all)
    if (
      part.side !== train.side ||
      part.channels !== train.channels ||
      part.channelsFirst !== train.channelsFirst
    )
      throw badPictures(file, part.images, `differ in size from those of "${train.images.path}"`)
  const { side, channels, channelsFirst } = train
  return { h5, file, side, channels, channelsFirst, classes: classes as number, several: met, parts }
}

interface Layout extends Omit<ForeignPart, 'labels'> {
  readonly side: number
  readonly channels: 1 | 3
  readonly channelsFirst: boolean
}

function layoutOf(file: H5File, images: H5Dataset): Layout {
  const shape = images.shape ?? []
  const type = typeName(images)
  if (type === 'variable') throw variable(file, images)
  const values = ({ uint8: 'u8', float32: 'f32', float64: 'f64' } as const)[type]
  if (!values) throw badPictures(file, images, `are ${type}, and must be uint8 or float`)
  const [rows = 0, a, b, c] = shape as [number, number, number, number]
  if (shape.length !== 4 || rows === 0)
    throw badPictures(
      file,
      images,
      `have the shape ${shape.join(' × ')}, and must be rows × height × width × channels`,
    )
  const channelsFirst = (a === 1 || a === 3) && c > 3
  const [height, width, channels] = channelsFirst ? [b, c, a] : [a, b, c]
  if (channels !== 1 && channels !== 3)
    throw badPictures(file, images, `have ${channels} channels, and must have 1 or 3`)
  if (height !== width)
    throw badPictures(file, images, `are ${width} × ${height} pixels, and must be square: resize them first`)
  return { images, rows, values, side: height, channels, channelsFirst }
}

function labelsOf(
  h5: H5,
  file: H5File,
  path: string,
  rows: number,
  imagePath: string,
  several: boolean,
  known: number | undefined,
) {
  const dataset = datasetNamed(h5, file, path)
  if (typeName(dataset) === 'variable') throw variable(file, dataset)
  const shape = dataset.shape ?? []
  if (shape[0] !== rows)
    throw new AppError(
      'unequal-lengths',
      `In "${file.filename}" there are ${rows} pictures in "${imagePath}" and ${shape[0] ?? 0} labels in "${path}": map labels that belong to these pictures.`,
    )
  const values = numbersOf(file, dataset)
  const width = shape.length === 2 ? (shape[1] as number) : 1
  if (shape.length > 2 || !/^u?int|^float/.test(typeName(dataset)))
    throw notOneHot(file, path, 0, 'no list of numbers')
  const numbered = width === 1
  const classes = numbered ? Math.max(known ?? 0, 1 + values.reduce((a, b) => Math.max(a, b), 0)) : width
  if (known !== undefined && classes !== known)
    throw notOneHot(file, path, 0, `${classes} classes wide, and the part before is ${known}`)
  if (classes > 254) throw notOneHot(file, path, 0, `${classes} classes wide, and 254 are possible`)
  const labels = new Uint8Array(rows * classes)
  let met = false
  for (let row = 0; row < rows; row++) {
    if (numbered) {
      const c = values[row] as number
      if (!Number.isInteger(c) || c < 0) throw notOneHot(file, path, row, String(c))
      labels[row * classes + c] = 1
      continue
    }
    const own = values.subarray(row * width, (row + 1) * width)
    const sum = own.reduce((a, b) => a + b, 0)
    if (own.some((value) => value !== 0 && value !== 1) || (sum !== 1 && !several))
      throw notOneHot(file, path, row, own.join(' '))
    met ||= sum !== 1
    labels.set(own, row * width)
  }
  return { labels, classes, several: met }
}

function numbersOf(file: H5File, dataset: H5Dataset): Float64Array {
  const value = dataset.value as unknown
  if (!ArrayBuffer.isView(value)) throw notOneHot(file, dataset.path, 0, 'no list of numbers')
  return Float64Array.from(value as unknown as ArrayLike<number | bigint>, Number)
}

function datasetNamed(h5: H5, file: H5File, path: string): H5Dataset {
  const found = file.get(path)
  if (found instanceof h5.Dataset) return found
  throw new AppError(
    'no-such-dataset',
    `"${file.filename}" has no dataset "${path}"; it has ${namesIn(h5, file)}.`,
  )
}

function namesIn(h5: H5, file: H5File): string {
  return entriesOf(h5, file)
    .slice(0, 12)
    .map(({ path }) => path.replace(/^\//, ''))
    .join(', ')
}

function variable(file: H5File, { path }: H5Dataset): AppError {
  return new AppError(
    'variable-type',
    `In "${file.filename}" the values of "${path}" have variable lengths, which cannot be read as pictures or labels: write it as an array of numbers.`,
  )
}

function badPictures(file: H5File, { path }: H5Dataset, what: string): AppError {
  return new AppError('bad-pictures', `In "${file.filename}" the pictures of "${path}" ${what}.`)
}

function notOneHot(file: H5File, path: string, row: number, found: string): AppError {
  return new AppError(
    'not-one-hot',
    `In "${file.filename}" row ${row} of "${path}" is ${found}, which is not one-hot: give a 1 for the class and 0 for the others, or say that a picture may have several labels.`,
  )
}

/** Pictures of one part as u8 [n, side, side, 3], whatever their type; floats up to 1 are taken for shares of 255. */
export function readPictures(
  foreign: ForeignFile,
  part: ForeignPart,
  rows: ArrayLike<number>,
  out: Uint8Array,
): void {
  const { h5, file, side, channels, channelsFirst } = foreign
  const size = { u8: 1, f32: 4, f64: 8 }[part.values]
  const plane = side * side
  if (size === 1 && channels === 3 && !channelsFirst) return gatherRows(h5, file, part.images, rows, out)
  const bytes = new Uint8Array(rows.length * plane * channels * size)
  gatherRows(h5, file, part.images, rows, bytes)
  const values =
    size === 1 ? bytes : size === 4 ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer)
  const gain = size > 1 && values.every((value) => value <= 1) ? 255 : 1
  const [pixelStep, channelStep] = channelsFirst ? [1, plane] : [channels, 1]
  for (let n = 0; n < rows.length; n++)
    for (let k = 0; k < plane; k++)
      for (let c = 0; c < 3; c++) {
        const from = n * plane * channels + k * pixelStep + Math.min(c, channels - 1) * channelStep
        const value = Math.round((values[from] as number) * gain)
        out[(n * plane + k) * 3 + c] = value < 0 ? 0 : value > 255 ? 255 : value
      }
}
