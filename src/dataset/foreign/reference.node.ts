import { stat } from 'node:fs/promises'
import * as v from 'valibot'
import { AppError } from '../../base/errors'
import {
  splitNames,
  tileKinds,
  type DatasetReader,
  type DatasetSpec,
  type DatasetSummary,
  type SplitName,
  type TileLabels,
} from '../dataset'
import { readRows } from '../datasetFile.node'
import { damaged, openH5File } from '../h5File.node'
import { loadH5 } from '../h5Module.node'
import { labelSummary } from '../labelSummary'
import { parseSpec } from '../layout.node'
import { entriesOf, openForeign, readPictures, type ForeignFile, type ForeignPart } from './foreignFile.node'
import { roles, type ForeignMap } from './mapping'

/** The schema of a small file that says which datasets of another program's HDF5 are trained from, in place. */
export const referenceSchema = 'windhover-reference/1'

const contents = v.object({
  path: v.string(),
  map: v.partial(v.object(Object.fromEntries(roles.map((role) => [role, v.string()])))),
  several: v.boolean(),
})
export type ReferenceContents = v.InferOutput<typeof contents>

interface Reference extends ReferenceContents {
  /** Tile numbers of each part: pictures are numbered through the mapped parts, train first. */
  readonly split: Readonly<Record<SplitName, Int32Array>>
  readonly spec: DatasetSpec
  readonly classNames: readonly string[]
  readonly mean: readonly number[]
  readonly std: readonly number[]
}

/** What a file refers to; undefined when it is no reference. Throws as opening does. */
async function readReference(path: string): Promise<Reference | undefined> {
  const file = await openH5File(path)
  try {
    const text = (name: string) => file.attrs[name]?.value
    if (text('schema') !== referenceSchema) return undefined
    const spec = parseSpec(text('spec'))
    const parsed = v.safeParse(contents, JSON.parse(String(text('reference'))))
    if (!spec || !parsed.success)
      throw new AppError('h5-damaged', `"${path}" is not a sound reference: map the other file anew.`)
    const numbers = (name: string) => Array.from(text(name) as Float64Array)
    const classNames = text('class_names') as string[]
    const h5 = await loadH5()
    const split = mapParts((name) => readRows(h5, file, `split/${name}`, 1, Int32Array))
    return { ...parsed.output, split, spec, classNames, mean: numbers('mean'), std: numbers('std') }
  } catch (error) {
    throw damaged(path, error)
  } finally {
    file.close()
  }
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
  const foreign = await openForeign(reference.path, reference.map as ForeignMap, reference.several)
  return foreignReader(foreign, reference)
}

export function foreignReader(foreign: ForeignFile, about: Omit<Reference, 'path' | 'map'>): DatasetReader {
  const numbering = new Numbering(foreign)
  const labels = numbering.labels(foreign.classes)
  const { classes, side } = foreign
  const bytes = side * side * 3
  const labelsOf = (tiles: ArrayLike<number>): TileLabels => {
    const own = new Uint8Array(tiles.length * classes)
    for (let i = 0; i < tiles.length; i++) {
      const tile = tiles[i] as number
      if (!(Number.isInteger(tile) && tile >= 0 && tile < numbering.length))
        throw new RangeError(`there is no tile ${tile}`)
      own.set(labels.subarray(tile * classes, (tile + 1) * classes), i * classes)
    }
    const [offset, none] = [new Int32Array(tiles.length + 1), new Uint8Array(0)]
    return { offset, xywh: new Float32Array(0), classes: none, labels: own }
  }
  const origin = new Int32Array(numbering.length * 4).fill(-1)
  return {
    task: 'classify',
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
      const own = labelsOf(tiles)
      for (const { part, rows, places } of numbering.groups(tiles)) {
        const read = new Uint8Array(rows.length * bytes)
        readPictures(foreign, part, rows, read)
        places.forEach((place, i) => images.set(read.subarray(i * bytes, (i + 1) * bytes), place * bytes))
      }
      return { count, images, masks: new Uint8Array(0), ...own }
    },
    labels: labelsOf,
    close: () => void foreign.file.close(),
  }
}

/** What `inspect` says of a reference: the other file's datasets, with our split and its class balance. */
export async function inspectReference(path: string, index: boolean): Promise<DatasetSummary | undefined> {
  const reference = await readReference(path)
  if (!reference) return undefined
  const foreign = await openForeign(reference.path, reference.map as ForeignMap, reference.several)
  try {
    const numbering = new Numbering(foreign)
    const labels = numbering.labels(foreign.classes)
    const { split } = reference
    const splits = mapParts((name) =>
      labelSummary(split[name], labels, new Array<number>(foreign.classes).fill(0)),
    )
    const part = new Uint8Array(numbering.length)
    splitNames.forEach((name, i) => split[name].forEach((tile) => (part[tile] = i)))
    const origin = new Int32Array(numbering.length * 4).fill(-1)
    return {
      task: 'classify',
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

function mapParts<V>(value: (name: SplitName) => V): Record<SplitName, V> {
  return { train: value('train'), val: value('val'), test: value('test') }
}
