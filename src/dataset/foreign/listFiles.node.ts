import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AppError } from '../../base/errors'
import { secondsLeft, type JobContext } from '../../base/job'
import { Random } from '../../base/random'
import { replaceFile } from '../../files/replaceFile.node'
import { says } from '../../messages/says/says'
import { ChannelStatistics } from '../channelStatistics'
import { splitNames, type SplitName } from '../../tiles/tiles'
import type { DatasetSummary } from '../dataset'
import { fitted } from './fitted.node'
import type { ForeignJob } from './foreign'
import { foreignKind, labelledFiles, type LabelledFiles } from './labelledFiles.node'
import { inspectList, listSchema, type ListContents } from './listIndex.node'
import { evenlySpread } from './scan.node'
import { splitLabelled } from './splitLabelled'

/** Pictures of the train part that mean and deviation are counted from. */
const counted = 1000
const atOnce = 16

/**
 * Writes down which pictures a list or a folder names, with labels, parts, mean and deviation, to be trained from where they lie.
 * Throws AppError: what reading the list throws, and 'leaking-split' where the same picture stands in two given parts.
 */
export async function listPictures(job: ForeignJob, ctx: JobContext): Promise<DatasetSummary> {
  const kind = await foreignKind(job.from)
  if (kind === 'hdf5') throw new AppError('h5-foreign', says.foreign.fromIsAnHdf5Of(job.from))
  const { classNames, several, files, notes } = await labelledFiles(job.from, kind)
  for (const note of notes) ctx.warn(note)
  const keys = await keysOf(files, ctx)
  const items = files.map(({ labels, split }, i) => ({ labels, split, key: keys[i] as string }))
  const { parts, notes: dealt } = splitLabelled(
    items,
    classNames.length,
    job.spec.split,
    new Random(job.spec.seed),
  )
  for (const note of dealt) ctx.warn(note)
  refuseTwins(files, keys, parts)
  const spec = { ...job.spec, level: 0, resize: job.spec.resize ?? ('stretch' as const) }
  const train = files.filter((_, i) => parts[i] === 'train')
  const { mean, std } = await statisticsOf(train, spec.tile, spec.resize, ctx)
  const contents: ListContents = {
    schema: listSchema,
    from: resolve(job.from),
    spec: JSON.stringify(spec),
    classNames: [...classNames],
    several,
    mean: mean as ListContents['mean'],
    std: std as ListContents['std'],
    files: files.map(({ path, labels }, i) => [
      resolve(path),
      [...labels],
      splitNames.indexOf(parts[i] as SplitName),
    ]),
  }
  replaceFile(job.out, JSON.stringify(contents))
  return inspectList(job.out, false)
}

/** Equal files have equal keys. Only those of equal size are read for it. */
async function keysOf(files: LabelledFiles['files'], ctx: JobContext): Promise<string[]> {
  const sizes: number[] = []
  const ofSize = new Map<number, number>()
  for (const { path } of files) {
    ctx.signal.throwIfAborted()
    const { size } = await stat(path)
    if (size === 0) throw new AppError('image-empty', says.foreign.pathIsEmpty0Bytes(path))
    sizes.push(size)
    ofSize.set(size, (ofSize.get(size) ?? 0) + 1)
  }
  const keys: string[] = []
  for (const [i, { path }] of files.entries()) {
    ctx.signal.throwIfAborted()
    keys.push(ofSize.get(sizes[i] as number) === 1 ? `size ${sizes[i]}` : await hashOf(path))
    ctx.progress({ done: i, total: files.length, unit: 'pictures', note: says.foreign.lookingAtThePictures })
  }
  return keys
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}

function refuseTwins(
  files: LabelledFiles['files'],
  keys: readonly string[],
  parts: readonly SplitName[],
): void {
  const first = new Map<string, number>()
  for (const [i, key] of keys.entries()) {
    const other = first.get(key) ?? i
    first.set(key, other)
    if (parts[other] !== parts[i])
      throw new AppError(
        'leaking-split',
        says.foreign.pathAndFilesPathAre(
          String(files[other]?.path),
          String(files[i]?.path),
          String(parts[other]),
          String(parts[i]),
        ),
      )
  }
}

async function statisticsOf(
  train: LabelledFiles['files'],
  side: number,
  rule: Parameters<typeof fitted>[2],
  ctx: JobContext,
): Promise<ChannelStatistics> {
  const statistics = new ChannelStatistics()
  const chosen = [...evenlySpread(train.length, counted)].map((at) => train[at]?.path as string)
  const started = performance.now()
  for (let at = 0; at < chosen.length; at += atOnce) {
    ctx.signal.throwIfAborted()
    const read = await Promise.all(chosen.slice(at, at + atOnce).map((path) => fitted(path, side, rule)))
    for (const { pixels } of read) statistics.add(pixels)
    const left = secondsLeft(started, performance.now(), at, chosen.length)
    ctx.progress({
      done: at,
      total: chosen.length,
      unit: 'pictures',
      note: says.foreign.meanAndDeviation,
      secondsLeft: left,
    })
  }
  return statistics
}
