import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AppError } from '../../base/errors'
import { secondsLeft, type JobContext } from '../../base/job'
import { Random } from '../../base/random'
import { imageError } from '../../image/imageError.node'
import { sharp } from '../../image/sharp.node'
import { ChannelStatistics } from '../channelStatistics'
import {
  splitNames,
  type DatasetSpec,
  type DatasetSummary,
  type ResizeRule,
  type SplitName,
} from '../dataset'
import { datasetOf } from '../datasetFile.node'
import { writeH5File } from '../h5File.node'
import { loadH5, type H5File } from '../h5Module.node'
import { inspectDataset, refuseLeak } from '../inspect.node'
import { axisTags } from '../layout.node'
import { growing, whole, writeAbout, writeSources, writeSplit } from '../layoutWriter.node'
import { entriesOf, openForeign, readPictures, type ForeignFile } from './foreignFile.node'
import { filesInFolders, filesInList, foreignKind, type LabelledFiles } from './labelledFiles.node'
import { guessMap, type ForeignMap } from './mapping'
import type { ForeignJob } from './foreign'
import { referenceSchema } from './reference.node'
import { splitLabelled } from './splitLabelled'
import { openH5File } from '../h5File.node'

/** Files read and decoded together. */
const batch = 16
/** Pictures of an HDF5 that mean and deviation are counted from, evenly spread: all of them could take minutes. */
const counted = 20_000

/** Takes other people's data in. Throws AppError; an old file stays then. */
export async function buildForeign(job: ForeignJob, ctx: JobContext): Promise<DatasetSummary> {
  const kind = await foreignKind(job.from)
  if (kind === 'hdf5') await referTo(job, ctx)
  else
    await copyFiles(
      job,
      kind === 'folder' ? await filesInFolders(job.from) : await filesInList(job.from),
      ctx,
    )
  return inspectDataset(job.out)
}

async function referTo(job: ForeignJob, ctx: JobContext): Promise<void> {
  const map = job.map ?? (await guessed(job.from))
  const foreign = await openForeign(job.from, map, job.several ?? false)
  try {
    const rows = splitNames.map((name) => foreign.parts[name]?.rows ?? 0)
    const split = partsOf(foreign, job.spec, rows)
    const classNames = namesFor(job, foreign)
    const { mean, std } = await statisticsOf(foreign, split.train, rows, ctx)
    const spec = { ...job.spec, tile: foreign.side }
    const reference = { path: resolve(job.from), map, several: foreign.several }
    await writeH5File(
      job.out,
      async (file) => {
        file.create_group('split')
        writeSplit(file, (name) => split[name])
        writeAbout(file, { spec, classNames, mean, std }, referenceSchema)
        file.create_attribute('reference', JSON.stringify(reference))
      },
      (file) => {
        if (file.attrs['schema']?.value !== referenceSchema) throw new Error('the reference was not written')
      },
    )
  } finally {
    foreign.file.close()
  }
}

async function guessed(path: string): Promise<ForeignMap> {
  const h5 = await loadH5()
  const file = await openH5File(path)
  try {
    const entries = entriesOf(h5, file)
    const map = guessMap(entries)
    if (map.images) return map
    throw new AppError(
      'no-such-dataset',
      `In "${path}" no pictures with labels can be told by their names; it has ${entries
        .map((e) => e.path.slice(1))
        .slice(0, 12)
        .join(', ')}: map them, as in images=train_img,labels=train_labels.`,
    )
  } finally {
    file.close()
  }
}

/** The parts that the file has; where it has only one, it is dealt out by class. */
function partsOf(
  foreign: ForeignFile,
  spec: DatasetSpec,
  rows: readonly number[],
): Record<SplitName, Int32Array> {
  const [train = 0, val = 0, test = 0] = rows
  const range = (from: number, length: number) => Int32Array.from({ length }, (_, i) => from + i)
  if (val > 0 || test > 0)
    return { train: range(0, train), val: range(train, val), test: range(train + val, test) }
  const { labels } = foreign.parts.train as NonNullable<ForeignFile['parts']['train']>
  const items = Array.from({ length: train }, (_, row) => ({
    labels: Array.from({ length: foreign.classes }, (_, c) => c).filter(
      (c) => labels[row * foreign.classes + c],
    ),
    key: String(row),
  }))
  const dealt = splitLabelled(items, foreign.classes, spec.split, new Random(spec.seed))
  const of = (name: SplitName) => Int32Array.from(dealt.keys()).filter((row) => dealt[row] === name)
  return { train: of('train'), val: of('val'), test: of('test') }
}

function namesFor(job: ForeignJob, foreign: ForeignFile): string[] {
  const stored = foreign.file.attrs['class_names']?.value
  const given = job.classNames ?? (Array.isArray(stored) ? stored.map(String) : undefined)
  if (given && given.length !== foreign.classes)
    throw new AppError(
      'bad-classes',
      `"${job.from}" has ${foreign.classes} classes, and ${given.length} names were given: name each.`,
    )
  return given ? [...given] : Array.from({ length: foreign.classes }, (_, c) => `class ${c}`)
}

async function statisticsOf(
  foreign: ForeignFile,
  train: Int32Array,
  rows: readonly number[],
  ctx: JobContext,
): Promise<ChannelStatistics> {
  const statistics = new ChannelStatistics()
  const part = foreign.parts.train as NonNullable<ForeignFile['parts']['train']>
  const own = train.filter((tile) => tile < (rows[0] ?? 0))
  const count = Math.min(counted, own.length)
  const picked = Int32Array.from(
    { length: count },
    (_, i) => own[Math.floor((i * own.length) / count)] as number,
  )
  const bytes = foreign.side ** 2 * 3
  const started = performance.now()
  for (let at = 0; at < count; at += 64) {
    ctx.signal.throwIfAborted()
    const numbers = picked.subarray(at, at + 64)
    const pixels = new Uint8Array(numbers.length * bytes)
    readPictures(foreign, part, numbers, pixels)
    statistics.add(pixels)
    const left = secondsLeft(started, performance.now(), at, count)
    ctx.progress({ done: at, total: count, unit: 'pictures', note: 'Mean and deviation', secondsLeft: left })
    await new Promise((go) => setImmediate(go))
  }
  return statistics
}

async function copyFiles(
  job: ForeignJob,
  { classNames, several, files }: LabelledFiles,
  ctx: JobContext,
): Promise<void> {
  if (classNames.length > 254)
    throw new AppError(
      'too-many-classes',
      `"${job.from}" has ${classNames.length} classes and 254 are possible: join some of them.`,
    )
  const hashes = await hashesOf(files, ctx)
  const items = files.map(({ labels, split }, i) => ({ labels, split, key: hashes[i] as string }))
  const parts = splitLabelled(items, classNames.length, job.spec.split, new Random(job.spec.seed))
  const spec: DatasetSpec = { ...job.spec, level: 0, resize: job.spec.resize ?? 'stretch' }
  const h5 = await loadH5()
  await writeH5File(
    job.out,
    (file) => writeFiles(file, { spec, classNames, several, files, hashes, parts }, ctx),
    (file) => refuseLeak(datasetOf(h5, file), job.out),
  )
}

async function hashesOf(files: LabelledFiles['files'], ctx: JobContext): Promise<string[]> {
  const hashes: string[] = []
  for (const { path } of files) {
    ctx.signal.throwIfAborted()
    if ((await stat(path)).size === 0)
      throw new AppError('image-empty', `"${path}" is empty (0 bytes): copy it again from where it came.`)
    hashes.push(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    )
    ctx.progress({
      done: hashes.length,
      total: 2 * files.length,
      unit: 'pictures',
      note: 'Looking at the pictures',
    })
  }
  return hashes
}

interface Content {
  readonly spec: DatasetSpec
  readonly classNames: readonly string[]
  readonly several: boolean
  readonly files: LabelledFiles['files']
  readonly hashes: readonly string[]
  readonly parts: readonly SplitName[]
}

async function writeFiles(file: H5File, content: Content, ctx: JobContext): Promise<void> {
  const { spec, classNames, several, files, hashes, parts } = content
  const side = spec.tile
  const [n, classes] = [files.length, classNames.length]
  file.create_group('split')
  file.create_group('sources')
  const images = growing(file, 'images', new Uint8Array(side * side * 3), [1, side, side, 3], n)
  images.create_attribute('axistags', axisTags('tyxc'))
  const statistics = new ChannelStatistics()
  const sizes: { width: number; height: number }[] = []
  const started = performance.now()
  for (let at = 0; at < n; at += batch) {
    ctx.signal.throwIfAborted()
    const read = await Promise.all(
      files.slice(at, at + batch).map(({ path }) => fitted(path, side, spec.resize ?? 'stretch')),
    )
    const pixels = new Uint8Array(read.length * side * side * 3)
    read.forEach((picture, i) => {
      pixels.set(picture.pixels, i * side * side * 3)
      sizes.push({ width: picture.width, height: picture.height })
      if (parts[at + i] === 'train') statistics.add(picture.pixels)
    })
    images.write_slice([[at, at + read.length]], pixels)
    const done = at + read.length
    ctx.progress({
      done: n + done,
      total: 2 * n,
      unit: 'pictures',
      note: 'Writing',
      secondsLeft: secondsLeft(started, performance.now(), done, n),
    })
  }
  const labels = new Uint8Array(n * classes)
  files.forEach((each, i) => {
    for (const c of each.labels) labels[i * classes + c] = 1
  })
  whole(file, 'labels', labels, [n, classes])
  whole(file, 'origin', Int32Array.from(files.flatMap((_, i) => [i, 0, 0, 0])), [n, 4])
  whole(file, 'kind', new Uint8Array(n), [n])
  writeSplit(file, (name) => Int32Array.from(files.keys()).filter((i) => parts[i] === name))
  writeSources(
    file,
    files.map(({ path }, i) => ({
      path,
      sha256: hashes[i] as string,
      ...(sizes[i] as { width: number; height: number }),
    })),
  )
  writeAbout(file, { spec, classNames, mean: statistics.mean, std: statistics.std })
  file.create_attribute('task', 'classify')
  file.create_attribute('several', several ? 1 : 0, [], '<i')
}

/** A picture, upright, in colours, made to fit: u8 [side, side, 3]; and the size that it had. */
export async function fitted(path: string, side: number, rule: ResizeRule) {
  try {
    const picture = sharp(path, { limitInputPixels: false, failOn: 'error' })
    const { autoOrient } = await picture.metadata()
    const fit = ({ stretch: 'fill', crop: 'cover', pad: 'contain' } as const)[rule]
    const pixels = await picture
      .autoOrient()
      .resize({ width: side, height: side, fit, background: '#000' })
      .flatten({ background: '#000' })
      .toColourspace('srgb')
      .raw()
      .toBuffer()
    return { pixels: new Uint8Array(pixels), width: autoOrient.width, height: autoOrient.height }
  } catch (error) {
    throw imageError(path, error)
  }
}
