import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { AppError } from '../../base/errors'
import { secondsLeft, type JobContext } from '../../base/job'
import { Random } from '../../base/random'
import { checkSpace } from '../../files/space.node'
import { ChannelStatistics } from '../channelStatistics'
import type { DatasetSpec, SplitName } from '../../tiles/tiles'
import type { DatasetSummary } from '../dataset'
import { datasetOf } from '../datasetFile.node'
import { writeH5File } from '../../hdf5/h5File.node'
import { loadH5, type H5File } from '../../hdf5/h5Module.node'
import { says } from '../../messages/says/says'
import { inspectDataset, refuseLeak } from '../inspect.node'
import { axisTags } from '../layout.node'
import { growing, writeArray, writeAbout, writeSources, writeSplit } from '../layoutWriter.node'
import { fitted } from './fitted.node'
import type { ForeignJob } from './foreign'
import { foreignKind, labelledFiles, type LabelledFiles } from './labelledFiles.node'
import { referTo } from './referTo.node'
import { splitLabelled } from './splitLabelled'

/** Files read and decoded together. */
const batch = 16

/** Takes other people's data in. Throws AppError; an old file stays then. */
export async function buildForeign(job: ForeignJob, ctx: JobContext): Promise<DatasetSummary> {
  const kind = await foreignKind(job.from)
  if (kind === 'hdf5') await referTo(job, ctx)
  else await copyFiles(job, await labelledFiles(job.from, kind), ctx)
  return inspectDataset(job.out)
}

async function copyFiles(
  job: ForeignJob,
  { classNames, several, files, notes }: LabelledFiles,
  ctx: JobContext,
): Promise<void> {
  for (const note of notes) ctx.warn(note)
  const side = job.spec.tile
  await checkSpace(job.out, files.length * (side * side * 3 + classNames.length), says.foreign.theDataset)
  const hashes = await hashesOf(files, ctx)
  const items = files.map(({ labels, split }, i) => ({ labels, split, key: hashes[i] as string }))
  const dealt = splitLabelled(items, classNames.length, job.spec.split, new Random(job.spec.seed))
  for (const note of dealt.notes) ctx.warn(note)
  const { parts } = dealt
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
    if ((await stat(path)).size === 0) throw new AppError('image-empty', says.foreign.pathIsEmpty0Bytes(path))
    hashes.push(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    )
    ctx.progress({
      done: hashes.length,
      total: 2 * files.length,
      unit: 'pictures',
      note: says.foreign.lookingAtThePictures,
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
  const empty = { data: new Uint8Array(side * side * 3), shape: [1, side, side, 3] }
  const images = growing(file, 'images', empty, n)
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
      note: says.foreign.writing,
      secondsLeft: secondsLeft(started, performance.now(), done, n),
    })
  }
  writeArray(file, 'labels', oneHot(files, classes), [n, classes])
  writeArray(file, 'origin', Int32Array.from(files.flatMap((_, i) => [i, 0, 0, 0])), [n, 4])
  writeArray(file, 'kind', new Uint8Array(n), [n])
  writeSplit(file, (name) => Int32Array.from(files.keys()).filter((i) => parts[i] === name))
  const sizeOf = (i: number) => sizes[i] as { width: number; height: number }
  writeSources(
    file,
    files.map(({ path }, i) => ({ path, sha256: hashes[i] as string, ...sizeOf(i) })),
  )
  writeAbout(file, { spec, classNames, mean: statistics.mean, std: statistics.std })
  file.create_attribute('task', 'classify')
  file.create_attribute('several', several ? 1 : 0, [], '<i')
}

/** u8 [N, K] */
function oneHot(files: Content['files'], classes: number): Uint8Array {
  const labels = new Uint8Array(files.length * classes)
  files.forEach((each, i) => {
    for (const c of each.labels) labels[i * classes + c] = 1
  })
  return labels
}
