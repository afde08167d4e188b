import { stat } from 'node:fs/promises'
import * as v from 'valibot'
import { AppError } from '../../base/errors'
import { splitNames, tileKinds, type DatasetSpec, type SplitName, type TileLabels } from '../../tiles/tiles'
import type { DatasetReader, DatasetSummary } from '../dataset'
import { readRows } from '../datasetFile.node'
import { damaged, openH5File } from '../../hdf5/h5File.node'
import { loadH5, type H5, type H5File } from '../../hdf5/h5Module.node'
import { says } from '../../messages/says/says'
import { labelSummary } from '../labelSummary'
import { parseSpec } from '../layout.node'
import { entriesOf, openForeign, type ForeignFile, type ForeignPart } from './foreignFile.node'
import { readPartMasks, readPictures } from './foreignPictures.node'
import { roles, type ForeignMap } from './mapping'
import type { BoxTable } from './masks.node'
import { byteScale } from '../../tiles/pixelScale'

/** The schema of a small file that says which datasets of another program's HDF5 are trained from, in place. */
export const referenceSchema = 'windhover-reference/1'

const contents = v.object({
  path: v.string(),
  map: v.partial(v.object(Object.fromEntries(roles.map((role) => [role, v.string()])))),
  several: v.boolean(),
  /** Absent in older ones: whole pictures with labels. */
  task: v.optional(v.picklist(['detect', 'classify'])),
  /** Of masks: a stored value and ours. */
  maskValues: v.optional(
    v.array(v.tuple([v.number(), v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255))])),
  ),
})
export type ReferenceContents = v.InferOutput<typeof contents>

/** What a reader must know of a file beside the file itself. */
export interface ForeignAbout {
  readonly several: boolean
  /** Tile numbers of each part: pictures are numbered through the mapped parts, train first. */
  readonly split: Readonly<Record<SplitName, Int32Array>>
  /** With the scale of the pictures' values; absent: they are 0..255. */
  readonly spec: DatasetSpec
  readonly classNames: readonly string[]
  readonly mean: readonly number[]
  readonly std: readonly number[]
  /** Of masks: our value by the stored one, and the objects in all parts. */
  readonly masks?: { readonly values: ReadonlyMap<number, number>; readonly boxes: BoxTable } | undefined
}

interface Reference extends Omit<ReferenceContents, 'several'>, ForeignAbout {}

/** What a file refers to; undefined when it is no reference. Throws as opening does. */
async function readReference(path: string): Promise<Reference | undefined> {
  const file = await openH5File(path)
  try {
    const text = (name: string) => file.attrs[name]?.value
    if (text('schema') !== referenceSchema) return undefined
    const spec = parseSpec(text('spec'))
    const parsed = v.safeParse(contents, JSON.parse(String(text('reference'))))
    if (!spec || !parsed.success)
      throw new AppError('h5-damaged', says.foreign.pathIsNotASoundReference(path))
    const numbers = (name: string) => Array.from(text(name) as Float64Array)
    const classNames = text('class_names') as string[]
    const h5 = await loadH5()
    const split = mapParts((name) => readRows({ h5, file }, `split/${name}`, 1, Int32Array))
    const { maskValues } = parsed.output
    const masks = maskValues && { values: new Map(maskValues), boxes: readBoxes(h5, file, classNames.length) }
    return { ...parsed.output, split, spec, classNames, mean: numbers('mean'), std: numbers('std'), masks }
  } catch (error) {
    throw damaged(path, error)
  } finally {
    file.close()
  }
}

function readBoxes(h5: H5, file: H5File, classes: number): BoxTable {
  const offset = Float64Array.from(readRows({ h5, file }, 'boxes/offset', 1, BigInt64Array), Number)
  const boxes = {
    offset,
    xywh: readRows({ h5, file }, 'boxes/xywh', 2, Float32Array),
    classes: readRows({ h5, file }, 'boxes/class', 1, Uint8Array),
  }
  const sound =
    offset[0] === 0 &&
    offset.at(-1) === boxes.classes.length &&
    offset.every((at, i) => i === 0 || at >= (offset[i - 1] as number)) &&
    boxes.xywh.length === boxes.classes.length * 4 &&
    boxes.classes.every((c) => c < classes)
  if (sound) return boxes
  throw new AppError('h5-damaged', says.foreign.pathIsNotASoundReference(file.filename))
}

/** Which part of the file a tile number lies in, and its row there. */
class Numbering {
  private readonly parts: { readonly part: ForeignPart; readonly from: number; readonly to: number }[] = []
  readonly length: number

  constructor(foreign: ForeignFile) {
    let at = 0
    for (const split of splitNames) {
      const part = foreign.parts[split]
      if (part) this.parts.push({ part, from: at, to: (at += part.rows) })
    }
    this.length = at
  }

  /** u8 [length, classes], one part after the other. */
  labels(classes: number): Uint8Array {
    const labels = new Uint8Array(this.length * classes)
    for (const { part, from } of this.parts) labels.set(part.labels, from * classes)
    return labels
  }

  *groups(tiles: ArrayLike<number>): Generator<{ part: ForeignPart; rows: number[]; places: number[] }> {
    for (const { part, from, to } of this.parts) {
      const places = Array.from(tiles, (_, i) => i).filter((i) => {
        const tile = tiles[i] as number
        return tile >= from && tile < to
      })
      if (places.length) yield { part, rows: places.map((i) => (tiles[i] as number) - from), places }
    }
  }
}

/** A reader on another program's file, in place; undefined when `path` is no reference. */
export async function openReference(path: string): Promise<DatasetReader | undefined> {
  const reference = await readReference(path)
  if (!reference) return undefined
  const foreign = await reopened(reference, path)
  return foreignReader(foreign, reference)
}

/** Opens what a reference names. Throws AppError('h5-foreign') where the file is no longer what it was when it was taken in. */
async function reopened(reference: Reference, path: string): Promise<ForeignFile> {
  const { map, several, masks, classNames, split } = reference
  const names = masks ? undefined : classNames
  const foreign = await openForeign(reference.path, map as ForeignMap, several, names)
  const { length } = new Numbering(foreign)
  const sound =
    (foreign.task === 'detect') === Boolean(masks) &&
    (masks ? masks.boxes.offset.length === length + 1 : foreign.classes === classNames.length) &&
    splitNames.every((name) => split[name].every((tile) => tile >= 0 && tile < length)) &&
    foreign.side === reference.spec.tile &&
    (reference.spec.pixels !== undefined || hasBytes(foreign))
  if (sound) return foreign
  foreign.file.close()
  throw new AppError('h5-foreign', says.foreign.pathHasChangedSincePath2(reference.path, path))
}

/** Their scale needs no record: older references have none. */
function hasBytes({ parts }: ForeignFile): boolean {
  return Object.values(parts).every(({ type }) => type.bytes === 1 && type.kind === 'unsigned')
}

export function foreignReader(foreign: ForeignFile, about: ForeignAbout): DatasetReader {
  const numbering = new Numbering(foreign)
  const { side } = foreign
  const classes = about.classNames.length
  const bytes = side * side * 3
  const scale = about.spec.pixels ?? byteScale
  const labelsOf = about.masks
    ? labelsFromBoxes(about.masks.boxes, classes, numbering.length)
    : labelsFromTable(numbering.labels(classes), classes, numbering.length)
  const origin = new Int32Array(numbering.length * 4).fill(-1)
  return {
    task: foreign.task,
    several: about.several,
    length: numbering.length,
    tile: side,
    classNames: about.classNames,
    mean: about.mean,
    std: about.std,
    spec: about.spec,
    split: about.split,
    kind: new Uint8Array(numbering.length),
    origin,
    read(tiles) {
      const count = tiles.length
      const images = new Uint8Array(count * bytes)
      const masks = new Uint8Array(about.masks ? count * side * side : 0)
      const own = labelsOf(tiles)
      for (const { part, rows, places } of numbering.groups(tiles)) {
        const read = new Uint8Array(rows.length * bytes)
        readPictures(foreign, { part, scale }, rows, read)
        scatter(read, places, images)
        if (about.masks) scatter(readPartMasks(foreign, part, about.masks.values, rows), places, masks)
      }
      return { count, images, masks, ...own }
    },
    labels: labelsOf,
    close: () => void foreign.file.close(),
  }
}

/** Rows of equal length to their places. */
function scatter(from: Uint8Array, places: readonly number[], to: Uint8Array): void {
  const width = from.length / Math.max(1, places.length)
  places.forEach((place, i) => to.set(from.subarray(i * width, (i + 1) * width), place * width))
}

type LabelsOf = (tiles: ArrayLike<number>) => TileLabels

/** labels: u8 [length, classes] */
export function labelsFromTable(labels: Uint8Array, classes: number, length: number): LabelsOf {
  return (tiles) => {
    const own = new Uint8Array(tiles.length * classes)
    for (let i = 0; i < tiles.length; i++) {
      const tile = known(tiles[i] as number, length)
      own.set(labels.subarray(tile * classes, (tile + 1) * classes), i * classes)
    }
    const [offset, none] = [new Int32Array(tiles.length + 1), new Uint8Array(0)]
    return { offset, xywh: new Float32Array(0), classes: none, labels: own }
  }
}

function labelsFromBoxes(boxes: BoxTable, classes: number, length: number): LabelsOf {
  return (tiles) => {
    const offset = new Int32Array(tiles.length + 1)
    for (let i = 0; i < tiles.length; i++) {
      const tile = known(tiles[i] as number, length)
      offset[i + 1] =
        (offset[i] as number) + (boxes.offset[tile + 1] as number) - (boxes.offset[tile] as number)
    }
    const total = offset.at(-1) as number
    const own = { xywh: new Float32Array(total * 4), classes: new Uint8Array(total) }
    const labels = new Uint8Array(tiles.length * classes)
    for (let i = 0; i < tiles.length; i++) {
      const tile = tiles[i] as number
      const [from, to] = [boxes.offset[tile] as number, boxes.offset[tile + 1] as number]
      own.xywh.set(boxes.xywh.subarray(from * 4, to * 4), (offset[i] as number) * 4)
      own.classes.set(boxes.classes.subarray(from, to), offset[i])
      for (const c of boxes.classes.subarray(from, to)) labels[i * classes + c] = 1
    }
    return { offset, ...own, labels }
  }
}

function known(tile: number, length: number): number {
  if (Number.isInteger(tile) && tile >= 0 && tile < length) return tile
  throw new RangeError(`there is no tile ${tile}`)
}

/** What `inspect` says of a reference: the other file's datasets, with our split and its class balance. */
export async function inspectReference(path: string, index: boolean): Promise<DatasetSummary | undefined> {
  const reference = await readReference(path)
  if (!reference) return undefined
  const foreign = await reopened(reference, path)
  try {
    const numbering = new Numbering(foreign)
    const reader = foreignReader(foreign, reference)
    const { split } = reference
    const splits = mapParts((name) => summaryOf(reader.labels(split[name]), split[name].length, reader))
    const part = new Uint8Array(numbering.length)
    splitNames.forEach((name, i) => split[name].forEach((tile) => (part[tile] = i)))
    const origin = new Int32Array(numbering.length * 4).fill(-1)
    return {
      task: foreign.task,
      several: reference.several,
      reference: reference.path,
      path,
      bytes: (await stat(reference.path)).size,
      spec: reference.spec,
      classNames: reference.classNames,
      tiles: {
        ...(Object.fromEntries(tileKinds.map((kind) => [kind, 0])) as DatasetSummary['tiles']),
        positive: numbering.length,
      },
      splits,
      objects: splitNames.reduce((n, name) => n + splits[name].objects, 0),
      mean: reference.mean,
      std: reference.std,
      datasets: entriesOf(foreign.h5, foreign.file),
      sources: [],
      ...(index && { index: { origin, kind: new Uint8Array(numbering.length), split: part } }),
    }
  } finally {
    foreign.file.close()
  }
}

/** Objects where there are boxes, labels where there are none. */
function summaryOf({ classes, labels }: TileLabels, tiles: number, { task, classNames }: DatasetReader) {
  const counts = new Array<number>(classNames.length).fill(0)
  if (task === 'classify')
    return labelSummary(
      Int32Array.from({ length: tiles }, (_, i) => i),
      labels,
      counts,
    )
  for (const c of classes) counts[c] = (counts[c] as number) + 1
  return { tiles, objects: classes.length, classes: counts }
}

function mapParts<V>(value: (name: SplitName) => V): Record<SplitName, V> {
  return { train: value('train'), val: value('val'), test: value('test') }
}
