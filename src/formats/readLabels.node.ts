import { createReadStream } from 'node:fs'
import { open as openFile, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import type { LabelImage, LabelObject, OpenLabels, TakeObject } from './format'
import { formatById, recognise } from './formats'
import { namesFromList, namesFromYaml } from './yolo'

export interface LabelJob {
  readonly files: readonly string[]
  /** `auto`, or a format's id */
  readonly format: string
  readonly image: LabelImage
  /** The project's classes by number; may be empty. */
  readonly classNames: readonly string[]
}

export interface LabelsRead {
  readonly classNames: readonly string[]
  readonly warnings: readonly string[]
}

/** Bytes above which a file is read in pieces, and of one piece. */
const wholeLimit = 16 * 1024 * 1024
const pieceSize = 1024 * 1024

/** One file may hold the labels of a thousand images, which are asked for one after the other. */
let last: { readonly key: string; readonly labels: OpenLabels } | undefined

/** The objects of one image out of its label files, as a list. */
export async function readLabels(
  job: LabelJob,
  context?: JobContext,
): Promise<LabelsRead & { objects: readonly LabelObject[] }> {
  const objects: LabelObject[] = []
  return { ...(await takeLabels(job, (object) => objects.push(object), context)), objects }
}

/**
 * Hands on the objects of one image out of its label files. Classes of YOLO are named by classes.txt or data.yaml near the
 * file, else by the project's own list. Throws AppError naming file, line and value; what was handed on counts for nothing
 * then.
 */
export async function takeLabels(job: LabelJob, take: TakeObject, context?: JobContext): Promise<LabelsRead> {
  let taken = 0
  const count: TakeObject = (object) => {
    taken++
    take(object)
  }
  const classNames = new Set<string>()
  const warnings: string[] = []
  for (const file of job.files) {
    const report = (await open(file, job.format, context)).read(job.image, job.classNames, count)
    for (const name of report.classNames) classNames.add(name)
    for (const warning of report.warnings) warnings.push(warning)
  }
  if (taken === 0)
    warnings.push(
      `${job.files.map((file) => basename(file)).join(', ')} holds no object of "${job.image.name}".`,
    )
  return { classNames: [...classNames], warnings }
}

async function open(file: string, format: string, context?: JobContext): Promise<OpenLabels> {
  const found = await stat(file).catch((error: unknown) => {
    throw new AppError('file-missing', `There is no label file "${file}": check the path.`, { cause: error })
  })
  const beside = await namesBeside(file)
  const key = [file, format, found.mtimeMs, found.size, beside?.join('\n')].join('|')
  if (last?.key === key) return last.labels
  const name = basename(file)
  if (found.size > wholeLimit) {
    const streamed = await openInPieces(file, found.size, format, context)
    if (streamed) return (last = { key, labels: streamed }).labels
  }
  const text = await readText(file)
  const chosen = format === 'auto' ? recognise(name, text) : formatById(format)
  const labels = chosen.open({ name, text, namesBeside: beside })
  last = { key, labels }
  return labels
}

/** Reads a large file piece by piece; undefined where its format cannot. */
async function openInPieces(
  file: string,
  size: number,
  format: string,
  context?: JobContext,
): Promise<OpenLabels | undefined> {
  const name = basename(file)
  const chosen = format === 'auto' ? recognise(name, await ends(file, size)) : formatById(format)
  const stream = chosen.stream?.(name)
  if (!stream) return undefined
  const pieces = createReadStream(file, {
    highWaterMark: pieceSize,
    ...(context && { signal: context.signal }),
  })
  const decoder = new StringDecoder('utf8')
  let done = 0
  for await (const piece of pieces as AsyncIterable<Buffer>) {
    stream.push(decoder.write(piece))
    done += piece.length
    context?.progress({ done, total: size, unit: 'bytes', note: name })
  }
  return stream.end()
}

/** The beginning and the end, by which a format is told. */
async function ends(file: string, size: number): Promise<string> {
  const handle = await openFile(file, 'r')
  try {
    const part = async (position: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(pieceSize), 0, pieceSize, position)
      return buffer.toString('utf8', 0, bytesRead)
    }
    return `${await part(0)}${await part(size - pieceSize)}`
  } finally {
    await handle.close()
  }
}

async function readText(file: string): Promise<string> {
  let bytes: Buffer
  try {
    bytes = await readFile(file)
  } catch (error) {
    throw new AppError(
      'file-forbidden',
      `The label file "${file}" cannot be read: check its permissions and size.`,
      { cause: error },
    )
  }
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe
  const text = wide ? bytes.toString('utf16le') : bytes.toString('utf8')
  if (text.slice(0, 4096).includes('\0'))
    throw new AppError('label-binary', `"${file}" is not a text file: choose a file with labels.`)
  return text.replace(/^\ufeff/, '')
}

/** Class names from the label file's folder or, as YOLO's data sets have it, one or two folders above. */
async function namesBeside(file: string): Promise<string[] | undefined> {
  let folder = dirname(file)
  for (let up = 0; up < 3; up++, folder = dirname(folder)) {
    const list = await readFile(join(folder, 'classes.txt'), 'utf8').catch(() => undefined)
    if (list !== undefined && list.trim() !== '') return namesFromList(list)
    const yaml = await readFile(join(folder, 'data.yaml'), 'utf8').catch(() => undefined)
    const names = yaml === undefined ? undefined : namesFromYaml(yaml)
    if (names?.length) return names
  }
  return undefined
}
