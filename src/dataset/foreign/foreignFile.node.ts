import { AppError } from '../../base/errors'
import { splitNames, type DatasetTask, type SplitName } from '../../tiles/tiles'
import { damaged, openH5File, typeName } from '../../hdf5/h5File.node'
import { loadH5, type H5, type H5Dataset, type H5File } from '../../hdf5/h5Module.node'
import { says } from '../../messages/says/says'
import { readForeignLabels } from './labels.node'
import { isOf, rolesOf, type ForeignEntry, type ForeignMap } from './mapping'
import { checkMasks } from './masks.node'
import { numberTypeOf, type NumberType } from './numbers'

/** Every dataset that an HDF5 file holds. Throws AppError when it is missing, cut off or no HDF5. */
export async function listForeign(path: string): Promise<ForeignEntry[]> {
  const h5 = await loadH5()
  const file = await openH5File(path)
  try {
    return entriesOf(h5, file)
  } catch (error) {
    throw damaged(path, error)
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

/** One part of another program's file: pictures and masks in place, labels in memory. */
export interface ForeignPart {
  readonly images: H5Dataset
  /** u8 [rows, classes] of 0 and 1; empty where masks say what there is. */
  readonly labels: Uint8Array
  readonly masks?: H5Dataset | undefined
  readonly rows: number
  /** Type of a picture's values. */
  readonly type: NumberType
}

export interface ForeignFile {
  readonly h5: H5
  readonly file: H5File
  readonly task: DatasetTask
  readonly side: number
  /** 1, or 3 and more: the first three are red, green and blue. */
  readonly channels: number
  /** Axes are rows, channels, height, width. */
  readonly channelsFirst: boolean
  /** Of masks, none: what their values stand for is found by looking at them. */
  readonly classNames: readonly string[]
  readonly classes: number
  /** A row without a label, or with several, was met. */
  readonly several: boolean
  readonly parts: Readonly<Partial<Record<SplitName, ForeignPart>>>
  /** What was made of the labels and should be said. */
  readonly notes: readonly string[]
}

/**
 * Opens another program's HDF5 by the mapping and checks that it can be trained from as it lies there. The caller closes
 * `file`. Throws AppError, one sentence each: 'no-such-dataset', 'unequal-lengths', 'bad-pictures', 'bad-masks',
 * 'not-one-hot', 'bad-classes', 'too-many-classes' and what opening throws.
 */
export async function openForeign(
  path: string,
  map: ForeignMap,
  several: boolean,
  classNames?: readonly string[],
): Promise<ForeignFile> {
  const h5 = await loadH5()
  const file = await openH5File(path)
  try {
    return mapped({ h5, file, map, several, classNames })
  } catch (error) {
    file.close()
    throw damaged(path, error)
  }
}

/**
 * Pictures of another program's HDF5 that have no labels: of the dataset `name`, else of the first that holds pictures, if a
 * part is asked for the one named like it. The caller closes `file`. Throws AppError as `openForeign` does.
 */
export async function openUnlabelled(path: string, name?: string, split?: SplitName): Promise<ForeignFile> {
  const h5 = await loadH5()
  const file = await openH5File(path)
  try {
    const found =
      name ?? entriesOf(h5, file).find((e) => e.shape.length === 4 && (!split || isOf(e.path, split)))?.path
    if (!found)
      throw new AppError(
        'no-such-dataset',
        says.foreign.pathHasNoPicturesSplit(
          path,
          split ? says.foreign.ofThePartSplit(split) : '',
          namesIn(h5, file),
        ),
      )
    const layout = layoutOf(file, datasetNamed(h5, file, found))
    const { side, channels, channelsFirst, ...rest } = layout
    const train = { ...rest, labels: new Uint8Array(0) }
    return {
      ...{ h5, file, task: 'classify', side, channels, channelsFirst, several: false },
      ...{ classNames: [], classes: 0, parts: { train }, notes: channelNotes(file, layout) },
    }
  } catch (error) {
    file.close()
    throw damaged(path, error)
  }
}

interface Request {
  readonly h5: H5
  readonly file: H5File
  readonly map: ForeignMap
  readonly several: boolean
  readonly classNames: readonly string[] | undefined
}

type FoundPart = Layout & { readonly labels?: H5Dataset | undefined; readonly masks?: H5Dataset | undefined }

function mapped(request: Request): ForeignFile {
  const { h5, file } = request
  const found: Partial<Record<SplitName, FoundPart>> = {}
  for (const split of splitNames) {
    const part = partOf(request, split)
    if (part) found[split] = part
  }
  const train = found.train as FoundPart
  for (const part of Object.values(found)) {
    if (
      part.side !== train.side ||
      part.channels !== train.channels ||
      part.channelsFirst !== train.channelsFirst
    )
      throw badPictures(file, part.images, says.foreign.differInSizeFromThose(train.images.path))
    if (Boolean(part.masks) !== Boolean(train.masks))
      throw badPictures(file, part.images, says.foreign.haveMasksInOnePart)
  }
  const { side, channels, channelsFirst } = train
  const labelled = train.masks
    ? { classNames: [], several: true, labels: {}, notes: [] }
    : readForeignLabels({ ...request, parts: mapParts(found, ({ labels }) => labels) })
  const none = new Uint8Array(0)
  const parts: Partial<Record<SplitName, ForeignPart>> = {}
  for (const split of splitNames) {
    const part = found[split]
    if (part)
      parts[split] = { ...part, labels: (labelled.labels as Record<string, Uint8Array>)[split] ?? none }
  }
  const { classNames, several, notes } = labelled
  const task = train.masks ? 'detect' : 'classify'
  return {
    h5,
    file,
    task,
    side,
    channels,
    channelsFirst,
    classNames,
    classes: classNames.length,
    several,
    parts,
    notes: [...channelNotes(file, train), ...notes],
  }
}

function mapParts<A, B>(
  parts: Partial<Record<SplitName, A>>,
  value: (part: A) => B | undefined,
): Partial<Record<SplitName, B>> {
  return Object.fromEntries(
    splitNames.flatMap((name) => {
      const part = parts[name]
      const result = part && value(part)
      return result === undefined ? [] : [[name, result]]
    }),
  )
}

/** A part with pictures and what they show, checked against each other; undefined where it is not mapped. */
function partOf({ h5, file, map }: Request, split: SplitName): FoundPart | undefined {
  const { images, labels, masks } = rolesOf[split]
  const [imagePath, labelPath] = [map[images], map[labels] ?? map[masks]]
  if (!imagePath && !labelPath && split !== 'train') return undefined
  if (!imagePath || !labelPath)
    throw new AppError(
      'no-such-dataset',
      says.foreign.thePartSplitLacksIts(
        split,
        imagePath ? says.foreign.labels : says.foreign.pictures,
        imagePath ? labels : images,
        namesIn(h5, file),
      ),
    )
  if (map[labels] && map[masks])
    throw new AppError('bad-map', says.foreign.mapEitherLabelsOrMasks(labels, masks))
  const layout = layoutOf(file, datasetNamed(h5, file, imagePath))
  const shown = datasetNamed(h5, file, labelPath)
  const shape = shown.shape ?? []
  if (shape[0] !== layout.rows)
    throw new AppError(
      'unequal-lengths',
      says.foreign.inFileThereAreRows(file.filename, layout.rows, imagePath, shape[0] ?? 0, labelPath),
    )
  // As many values as pixels are a mask, whatever it is called.
  const isMask = map[masks] !== undefined || shape.slice(1).filter((n) => n > 1).length >= 2
  if (!isMask) return { ...layout, labels: shown }
  checkMasks(file, shown, layout.rows, layout.side)
  return { ...layout, masks: shown }
}

interface Layout extends Omit<ForeignPart, 'labels' | 'masks'> {
  readonly side: number
  readonly channels: number
  readonly channelsFirst: boolean
}

function layoutOf(file: H5File, images: H5Dataset): Layout {
  const shape = images.shape ?? []
  const type = numberTypeOf(images.metadata)
  if (!type) throw badPictures(file, images, says.foreign.areImagesAndMustBe(typeName(images)))
  const [rows = 0, a, b, c = 1] = shape as [number, number, number, number?]
  if (shape.length < 3 || shape.length > 4 || rows === 0)
    throw badPictures(file, images, says.foreign.haveTheShapeShapeAnd(shape.join(' × ')))
  const isFirst = a === 1 || a === 3 ? c > 3 : a > 3 && a < b && b === c
  const channelsFirst = shape.length === 4 && isFirst
  const [height, width, channels] = channelsFirst ? [b, c, a] : [a, b, c]
  if (channels < 1 || channels === 2)
    throw badPictures(file, images, says.foreign.haveChannelsChannelsAndMust(channels))
  if (height !== width) throw badPictures(file, images, says.foreign.areWidthHeightPixelsAnd(width, height))
  return { images, rows, type, side: height, channels, channelsFirst }
}

/** What is said of pictures of more channels than are seen. */
function channelNotes({ filename }: H5File, { images: { path }, channels }: Layout): string[] {
  return channels > 3 ? [says.foreign.ofChannelsTheFirstThree(filename, path, channels)] : []
}

function datasetNamed(h5: H5, file: H5File, path: string): H5Dataset {
  const found = file.get(path)
  if (found instanceof h5.Dataset) return found
  throw new AppError(
    'no-such-dataset',
    says.foreign.fileHasNoDatasetPath(file.filename, path, namesIn(h5, file)),
  )
}

function namesIn(h5: H5, file: H5File): string {
  return entriesOf(h5, file)
    .slice(0, 12)
    .map(({ path }) => path.replace(/^\//, ''))
    .join(', ')
}

function badPictures(file: H5File, { path }: H5Dataset, what: string): AppError {
  return new AppError('bad-pictures', says.foreign.inFileThePicturesOf(file.filename, path, what))
}
