import type { LearnedGround } from '../tiles/learnedGround'
import { contains, intersect, type Rect } from '../geometry/rect'
import { unionArea } from '../geometry/unionArea'
import type { SamplingPlan } from '../sampling/plan'
import { datasetOf, readRows, type DatasetFile } from './datasetFile.node'
import { datasetAt, openH5File } from '../hdf5/h5File.node'
import { loadH5, type H5, type H5File } from '../hdf5/h5Module.node'
import { writeArray } from './layoutWriter.node'
import { says } from '../messages/says/says'

// Which ground of its pictures a dataset was built from: /ground/image i32 [K] (row of /sources), /ground/xywh f64 [K, 4] in
// full-size pixels, /ground/kind u8 [K]. Readers that do not know it lose nothing.

/** `checked`: completely annotated when it was built; the others: a part of a picture that is held back, by its split. */
const kinds = ['checked', 'val', 'test'] as const

export function writeGround(
  file: H5File,
  plan: SamplingPlan,
  images: readonly { readonly checked: readonly Rect[]; readonly held?: readonly Rect[] | undefined }[],
): void {
  const rows: { image: number; rect: Rect; kind: (typeof kinds)[number] }[] = []
  plan.blocks.forEach(({ list }, image) => {
    const scale = 2 ** (plan.scenes[image]?.input.level ?? 0)
    for (const rect of images[image]?.checked ?? []) rows.push({ image, rect, kind: 'checked' })
    for (const rect of images[image]?.held ?? []) rows.push({ image, rect, kind: 'test' })
    for (const { rect, split } of list)
      if (split !== 'train') rows.push({ image, rect: enlarged(rect, scale), kind: split })
  })
  file.create_group('ground')
  const xywh = Float64Array.from(rows.flatMap(({ rect: { x, y, w, h } }) => [x, y, w, h]))
  writeArray(
    file,
    'ground/image',
    Int32Array.from(rows, ({ image }) => image),
    [rows.length],
  )
  writeArray(file, 'ground/xywh', xywh, [rows.length, 4])
  const numbers = Uint8Array.from(rows, ({ kind }) => kinds.indexOf(kind))
  writeArray(file, 'ground/kind', numbers, [rows.length])
}

/** What a training on this dataset sees of each picture. Of another program's data, and of whole pictures, nothing is known. */
export async function readGround(path: string): Promise<LearnedGround> {
  const foreign = says.dataset.whereTheTilesOfPath(path)
  if (!/\.(h5|hdf5)$/i.test(path)) return { images: [], known: true, notes: [foreign] }
  const h5 = await loadH5()
  const file = await openH5File(path)
  try {
    if (file.get('ground') === null && file.get('origin') === null)
      return { images: [], known: true, notes: [foreign] }
    return groundOf(h5, datasetOf(h5, file), path)
  } finally {
    file.close()
  }
}

function groundOf(h5: H5, data: DatasetFile, path: string): LearnedGround {
  const sources = sourcesOf(h5, data.file)
  const seen = sources.map((): Rect[] => [])
  const held = sources.map((): Rect[] => [])
  const known = data.file.get('ground') !== null
  if (known) {
    const image = readRows(data, 'ground/image', 1, Int32Array)
    const kind = readRows(data, 'ground/kind', 1, Uint8Array)
    const xywh = readRows(data, 'ground/xywh', 2, Float64Array)
    image.forEach((source, i) => {
      const [x = 0, y = 0, w = 0, h = 0] = xywh.subarray(i * 4, i * 4 + 4)
      const list = kinds[kind[i] as number] === 'checked' ? seen : held
      list[source]?.push({ x, y, w, h })
    })
  }
  const tile = (i: number) => {
    const [source = 0, level = 0, x = 0, y = 0] = data.origin.subarray(i * 4, i * 4 + 4)
    const side = data.spec.tile
    return { source, rect: enlarged({ x, y, w: side, h: side }, 2 ** level) }
  }
  const checked = seen.map((list) => [...list])
  for (const i of data.split.train) {
    const { source, rect } = tile(i)
    // What lies in a checked area says nothing new.
    if (!checked[source]?.some((area) => contains(area, rect))) seen[source]?.push(rect)
  }
  const images = sources.map(({ sha256, path }, i) => ({
    sha256,
    path,
    trainings: [{ seen: distinct(seen[i] as Rect[]), held: held[i] as Rect[] }],
  }))
  const older = says.dataset.pathWasBuiltByAn(path)
  return {
    images: images.filter(({ trainings: [one] }) => (one?.seen.length ?? 0) > 0),
    known,
    notes: known ? [] : [older],
  }
}

/**
 * Pixels, at the levels of the tiles, of the checked ground of the parts that were held back for validation. Undefined where
 * the file does not say, or where it is not the same for all classes.
 */
export function validationArea(data: DatasetFile): number | undefined {
  const { h5, file, origin } = data
  if (file.get('ground') === null || data.partly) return undefined
  const image = readRows({ h5, file }, 'ground/image', 1, Int32Array)
  const kind = readRows({ h5, file }, 'ground/kind', 1, Uint8Array)
  const xywh = readRows({ h5, file }, 'ground/xywh', 2, Float64Array)
  const levels = new Map<number, number>()
  for (let at = 0; at < origin.length; at += 4) levels.set(origin[at]!, origin[at + 1]!)
  let pixels = 0
  for (const [source, level] of levels) {
    const of = (wanted: (typeof kinds)[number]) =>
      [...image.keys()]
        .filter((row) => image[row] === source && kinds[kind[row]!] === wanted)
        .map((row) => {
          const [x = 0, y = 0, w = 0, h = 0] = xywh.subarray(row * 4, row * 4 + 4)
          return { x, y, w, h }
        })
    const checked = of('checked')
    const held = of('val').flatMap((part) => checked.flatMap((rect) => intersect(part, rect) ?? []))
    pixels += unionArea(held) / 4 ** level
  }
  return pixels
}

/** Tiles repeat. */
function distinct(rects: readonly Rect[]): Rect[] {
  return [...new Map(rects.map((rect) => [[rect.x, rect.y, rect.w, rect.h].join(), rect])).values()]
}

function sourcesOf(h5: H5, file: H5File): { sha256: string; path: string }[] {
  const read = (name: string) => datasetAt(h5, file, `sources/${name}`, 1).value as string[]
  const [paths, sums] = [read('path'), read('sha256')]
  return paths.map((path, i) => ({ path, sha256: sums[i] ?? '' }))
}

function enlarged({ x, y, w, h }: Rect, scale: number): Rect {
  return { x: x * scale, y: y * scale, w: w * scale, h: h * scale }
}
