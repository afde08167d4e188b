import { readFile, stat } from 'node:fs/promises'
import * as v from 'valibot'
import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'
import { splitNames, tileKinds, type SplitName, type TileBatch } from '../../tiles/tiles'
import type { DatasetReader, DatasetSummary } from '../dataset'
import { labelSummary } from '../labelSummary'
import { parseSpec } from '../layout.node'
import { fitted } from './fitted.node'
import { labelsFromTable } from './reference.node'

/** The schema of a small JSON file that says which pictures in files are trained from, where they lie. */
export const listSchema = 'windhover-list/1'

const number = v.pipe(v.number(), v.finite())
const channels = v.tuple([number, number, number])
const contents = v.object({
  schema: v.literal(listSchema),
  /** The list or folder that it was made from. */
  from: v.string(),
  spec: v.string(),
  classNames: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(254)),
  several: v.boolean(),
  mean: channels,
  std: channels,
  /** Path, class numbers, number of the part. */
  files: v.array(
    v.tuple([
      v.string(),
      v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
      v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2)),
    ]),
  ),
})
export type ListContents = v.InferOutput<typeof contents>

export function isListIndex(path: string): boolean {
  return /\.list\.json$/i.test(path)
}

/** Throws AppError('file-missing' | 'list-damaged'). */
async function readIndex(path: string) {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new AppError('file-missing', says.foreign.thereIsNoFilePath(path), {
      cause: error,
    })
  })
  try {
    const index = v.parse(contents, JSON.parse(text))
    const spec = parseSpec(index.spec)
    if (spec && index.files.every(([, labels]) => labels.every((c) => c < index.classNames.length)))
      return { ...index, spec }
  } catch {
    // Said below.
  }
  throw new AppError('list-damaged', says.foreign.pathIsNotASound(path))
}

type Index = Awaited<ReturnType<typeof readIndex>>

const partOf = ({ files }: Index, name: SplitName) =>
  Int32Array.from(files.keys()).filter((i) => splitNames[files[i]?.[2] ?? 0] === name)

function tableOf({ files, classNames }: Index): Uint8Array {
  const labels = new Uint8Array(files.length * classNames.length)
  files.forEach(([, own], i) => own.forEach((c) => (labels[i * classNames.length + c] = 1)))
  return labels
}

/**
 * A reader on pictures in files: `fetch` decodes and resizes those of a batch, many at once, and `read` hands them over. No copy
 * of the pictures is made; each epoch decodes and shrinks them anew. Measured on two busy cores, JPEGs of 500 × 375 as 224 × 224 in
 * random batches of 32: 51 pictures a second, and 2,135 from the HDF5 that `build --from` makes of them, because its rows are
 * read as they are. Making it costs as much as an epoch of decoding, so it is the faster one from the second epoch on wherever the
 * trainer would wait; a network that takes longer for a batch than its decoding, which runs beside it, is as fast from the list.
 */
export async function openList(path: string): Promise<DatasetReader> {
  const index = await readIndex(path)
  const { files, spec, classNames, several, mean, std } = index
  const [side, rule] = [spec.tile, spec.resize ?? 'stretch']
  const bytes = side * side * 3
  const labels = labelsFromTable(tableOf(index), classNames.length, files.length)
  /** Batches that were asked for and are not read yet. */
  const fetched = new Map<string, Uint8Array[]>()
  const decode = async (tile: number, into: Uint8Array) => {
    const file = files[tile]
    if (!file) throw new RangeError(`there is no tile ${tile}`)
    into.set((await fitted(file[0], side, rule)).pixels)
  }
  return {
    task: 'classify',
    several,
    length: files.length,
    tile: side,
    classNames,
    mean,
    std,
    spec,
    split: { train: partOf(index, 'train'), val: partOf(index, 'val'), test: partOf(index, 'test') },
    kind: new Uint8Array(files.length),
    origin: Int32Array.from(files.flatMap((_, i) => [i, 0, 0, 0])),
    async fetch(tiles) {
      const images = new Uint8Array(tiles.length * bytes)
      await Promise.all(
        Array.from(tiles, (tile, i) => decode(tile, images.subarray(i * bytes, (i + 1) * bytes))),
      )
      const key = keyOf(tiles)
      fetched.set(key, [...(fetched.get(key) ?? []), images])
    },
    read(tiles): TileBatch {
      const key = keyOf(tiles)
      const waiting = fetched.get(key) ?? []
      const images = waiting.pop()
      if (!images) throw new Error('pictures in files must be fetched before they are read')
      if (waiting.length === 0) fetched.delete(key)
      return { count: tiles.length, images, masks: new Uint8Array(0), ...labels(tiles) }
    },
    labels,
    close: () => fetched.clear(),
  }
}

function keyOf(tiles: ArrayLike<number>): string {
  return Array.prototype.join.call(tiles, ' ')
}

/** What `inspect` says of it. */
export async function inspectList(path: string, withIndex: boolean): Promise<DatasetSummary> {
  const index = await readIndex(path)
  const { files, spec, classNames, several, mean, std, from } = index
  const labels = tableOf(index)
  const summary = (name: SplitName) =>
    labelSummary(partOf(index, name), labels, new Array<number>(classNames.length).fill(0))
  const splits = { train: summary('train'), val: summary('val'), test: summary('test') }
  const tiles = Object.fromEntries(tileKinds.map((kind) => [kind, 0])) as DatasetSummary['tiles']
  return {
    ...{ task: 'classify', several, reference: from, path, bytes: (await stat(path)).size, spec, classNames },
    tiles: { ...tiles, positive: files.length },
    splits,
    objects: splitNames.reduce((n, name) => n + splits[name].objects, 0),
    mean,
    std,
    datasets: [],
    sources: files.map(([file]) => ({ path: file, sha256: '', width: 0, height: 0 })),
    ...(withIndex && {
      index: {
        origin: Int32Array.from(files.flatMap((_, i) => [i, 0, 0, 0])),
        kind: new Uint8Array(files.length),
        split: Uint8Array.from(files, ([, , part]) => part),
      },
    }),
  }
}
