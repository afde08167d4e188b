import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { PartAxis } from '../../../../src/image/pixels/part'
import { tags } from '../../../../src/image/reading/tiff/tiffTags'
import { nullTerminated } from '../../../../src/image/building/tiffWriter'
import { openPrediction } from '../../../../src/prediction/predictionFile.node'
import { ProjectStore } from '../../../../src/project/store/store.node'
import { writeH5File } from '../../../../src/hdf5/h5File.node'
import { layout, number, ramp, tiff } from '../tiff.fixture'
import { at, done, drawClasses, drawSquares, hashOf, project, train, type Trained } from '../options.fixture'

// What the rows of the options share.

export const [stripes, numbers] = [at('stripes.windhover'), at('numbers.windhover')]
/** Of several rows one: what does not change for it is trained once. */
const known = new Map<string, Promise<Trained>>()
export function plainly(args: readonly string[], where = project): Promise<Trained> {
  const key = [where, ...args].join(' ')
  const run = known.get(key) ?? train(args, where)
  known.set(key, run)
  return run
}

/** Options whose effects lie apart from each other, in one training. */
export const several = [
  '--no-csv-log',
  '--tensorboard',
  '--keep-best',
  'steady',
  '--validation-steps',
  '1',
  '--workers',
  '2',
]
export const differsAmongSeveral = (part: (run: Trained) => unknown) => async () =>
  expect(part(await plainly(several))).not.toEqual(part(base))

/** Both ways of a training, and the part in which they must differ. */
export const differs =
  (
    part: (run: Trained) => unknown,
    args: readonly string[],
    plain: readonly string[] = [],
    where = project,
  ) =>
  async () => {
    const other = await train([...plain, ...args], where)
    expect(part(other)).not.toEqual(part(await plainly(plain, where)))
  }

export async function build(args: readonly string[], where = project): Promise<string> {
  const { result } = await done('build', where, '--tile', '64', '--out', at('built.h5'), ...args)
  return `${JSON.stringify(result['tiles'])} ${hashOf(at('built.h5'))}`
}
export const rebuilt =
  (args: readonly string[], plain: readonly string[] = [], where = project) =>
  async () => {
    const one = await build(plain, where)
    expect(await build([...plain, ...args], where)).not.toBe(one)
  }

/** Numbers of the objects that are marked in an image. */
export async function objectsOf(image: number): Promise<number[]> {
  const store = await ProjectStore.open(project)
  try {
    return (await store.load(image)).objects.map(({ id }) => id)
  } finally {
    store.close()
  }
}

export async function similarPlaces(...args: readonly string[]): Promise<Record<string, number>[]> {
  const { result } = await done('similar', project, '--image', '1', ...args)
  const [image] = result['images'] as { id: number; seconds: number; found: Record<string, number>[] }[]
  expect(Object.keys(image as object)).toEqual(['id', 'seconds', 'found'])
  return image?.found ?? []
}

/** It never searches. */
export let base: Trained
/** It has learned a little, so that it finds something. */
export let searcher: string

/** What all rows stand on. */
export async function prepare(): Promise<void> {
  await drawSquares('one', 1)
  await drawSquares('two', 2, 320)
  await drawClasses('kinds')
  await writeH5File(
    at('numbers.h5'),
    async (file) => {
      const data = Uint8Array.from({ length: 40 * 64 * 64 * 3 }, (_, i) => (i * 7 + (i >> 14)) % 251)
      file.create_dataset({ name: 'pictures_x', data, shape: [40, 64, 64, 3], dtype: '<B' })
      const labels = Uint8Array.from({ length: 80 }, (_, i) => Number((i % 2 === 0) === ((i >> 1) % 4 === 0)))
      file.create_dataset({ name: 'labels_y', data: labels, shape: [40, 2], dtype: '<B' })
      const many = labels.map((_, i) => Number(i % 2 === 0 || (i >> 1) % 2 === 0))
      file.create_dataset({ name: 'many_y', data: many, shape: [40, 2], dtype: '<B' })
      file.create_dataset({ name: 'others_y', data: labels.map((v) => 1 - v), shape: [40, 2], dtype: '<B' })
    },
    () => undefined,
  )
  for (const each of [project, stripes, numbers]) await done('init', each, '--classes', 'a,b')
  await done('import', project, at('one.png'), at('two.png'), '--labels', at('labels'), '--checked', 'whole')
  await done('build', project, '--tile', '64', '--guard', '8', '--tiles', '48')
  await done('build', stripes, '--from', at('kinds'), '--tile', '64')
  base = await plainly([])
  searcher = (await train(['--steps-per-epoch', '60', '--learning-rate', '0.01'])).run
}

/** What is found by a run that learned every square as both classes: boxes upon each other. */
export async function foundTwice(...args: string[]): Promise<string> {
  const twice = at('twice.windhover')
  if (!existsSync(twice)) {
    mkdirSync(at('both'))
    const lines = readFileSync(at('labels', 'one.txt'), 'utf8').trim().split('\n')
    const both = lines.flatMap((line) => [`0${line.slice(1)}`, `1${line.slice(1)}`])
    writeFileSync(at('both', 'one.txt'), `${both.join('\n')}\n`)
    await done('init', twice, '--classes', 'a,b')
    await done('import', twice, at('one.png'), '--labels', at('both'), '--checked', 'whole')
    await done('build', twice, '--tile', '64', '--guard', '8', '--tiles', '48')
  }
  const { run } = await plainly(['--steps-per-epoch', '60', '--learning-rate', '0.01'], twice)
  await done('predict', twice, '--run', run, '--threshold', '0.05', ...args)
  const file = await openPrediction(`${twice}/predictions/${run}/1.h5`)
  const { xywh, score, class: classes } = file.detections()
  file.close()
  return JSON.stringify([[...xywh], [...score], [...classes]])
}

/** A TIFF of two pictures, along one axis; the second is brighter. */
export function stackOf(axis: PartAxis): Buffer {
  const sizes = `SizeC="1" SizeZ="${axis === 'z' ? 2 : 1}" SizeT="${axis === 'time' ? 2 : 1}"`
  const picture = (place: string) => `<Image><Pixels ${sizes}><TiffData ${place}/></Pixels></Image>`
  const each = [0, 1].map((page) => picture(`IFD="${page}" PlaneCount="1"`)).join('')
  const ome = `<OME xmlns="x">${axis === 'series' ? each : picture('')}</OME>`
  const words = axis === 'page' ? 'two pages' : ome
  const pages = [1, 9].map((bright, i) => {
    const form = [
      number(tags.bitsPerSample, 16),
      number(tags.samples, 1),
      number(tags.photometric, 1),
      number(tags.compression, 8),
      ...(i === 0 ? [{ tag: tags.description, type: 2 as const, values: nullTerminated(words) }] : []),
    ]
    return { entries: layout(128, 128, form), tiles: ramp(128, 128, 1000 * bright) }
  })
  return tiff(pages)
}

export const alexnet = ['--model', 'alexnet', '--width', '0.1']
/** A training on pictures in a folder, read as it goes. */
export const inPlace = (...args: readonly string[]) =>
  train([...alexnet, '--dataset', at('kinds'), ...args], stripes)
/** What a run that classifies says of other pictures. */
export async function table(...args: readonly string[]): Promise<string> {
  const { run } = await plainly(alexnet, stripes)
  await done('predict', stripes, '--run', run, '--out', at('table.csv'), ...args)
  return readFileSync(at('table.csv'), 'utf8')
}
export async function judged(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { run } = await plainly(alexnet, stripes)
  return (await done('evaluate', stripes, '--run', run, ...args)).result
}

export let second: string | undefined
/** A run that has searched the same pictures as `searcher`. */
export async function compared(): Promise<string> {
  await searched()
  second ??= (await train(['--steps-per-epoch', '20', '--learning-rate', '0.01', '--seed', '5'])).run
  await done('predict', project, '--run', second)
  return second
}

export interface Listed {
  readonly runs: readonly { readonly id: string; readonly name: string; readonly given: boolean }[]
}

/** A project with a picture of which nothing is checked, searched with a run from elsewhere. */
export async function open(name: string): Promise<{ folder: string; run: string }> {
  const folder = at(`${name}.windhover`)
  await done('init', folder, '--classes', 'a,b')
  await done('import', folder, at('one.png'), '--labels', at('labels/one.txt'), '--checked', 'none')
  const { run } = await train(['--dataset', `${project}/datasets/dataset.h5`], folder)
  await done('predict', folder, '--run', run)
  return { folder, run }
}

export const foreign = async (args: readonly string[]) => {
  const { result } = await done('build', numbers, ...args, '--out', at('foreign.h5'))
  const inspected = await done('inspect', String(result['dataset']))
  return JSON.stringify(inspected.result)
}
export const searched = async (...args: readonly string[]) =>
  ((await done('predict', project, '--run', searcher, ...args)).result['images'] as object[])[0]
export const withoutTimes = (image: object | undefined) => ({ ...image, seconds: 0, megapixelsPerSecond: 0 })

/** By `command --option`. */
export type OptionRows = Readonly<Record<string, () => Promise<void>>>
