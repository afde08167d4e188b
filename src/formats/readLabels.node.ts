import { createReadStream, statSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import { says } from '../messages/says/says'
import { ScratchFile } from '../files/scratchFile.node'
import type { ColumnMeanings } from './columnMeanings'
import type { Coordinates } from './coordinates'
import { baseName, withoutEnding } from './format'
import type {
  LabelFile,
  LabelImage,
  LabelNote,
  LabelObject,
  OpenLabels,
  ReadFormat,
  ReadReport,
  TakeObject,
} from './format'
import { formatToRead, recognise } from './formats'
import { geoPackage, isSqlite } from './geoPackage'
import { geoJsonOf } from './geoPackageFile.node'
import { decodeText, encodingOf, strictDecoder, wrongEncoding } from './labelText'
import { bytesInto, ends, pieceSize } from './labelPieces.node'
import { mask } from './mask'
import { isPicture, openMask } from './maskFile.node'
import type { MaskValues } from './maskValues'
import { namesBeside } from './namesBeside.node'
import { companionStamp, geoJsonOfShapefile } from './shapefileFile.node'
import { isShapefile } from './shapefileBytes'
import { shapefile } from './shapefile'
import { closeness } from './pictureNames'

export interface LabelJob {
  readonly files: readonly string[]
  /** `auto`, or a format's id */
  readonly format: string
  readonly image: LabelImage
  /** The project's classes by number; may be empty. */
  readonly classNames: readonly string[]
  readonly coordinates?: Coordinates | undefined
  /** The file is a table then. */
  readonly columns?: ColumnMeanings | undefined
  readonly maskValues?: MaskValues | undefined
  /** A folder for what of a large file is not held in memory. */
  readonly scratch?: string | undefined
}

export interface LabelsRead {
  readonly classNames: readonly string[]
  readonly notes: readonly LabelNote[]
  readonly warnings: readonly string[]
}

/** Bytes above which a file is read in pieces. */
const wholeLimit = 16 * 1024 * 1024
/** What fits into one text. */
const textLimit = 500 * 1024 * 1024

interface Opened {
  readonly format: ReadFormat
  readonly labels: OpenLabels
  readonly scratch?: ScratchFile | undefined
}

/** Whether a label file is read in pieces. One that is not there is not. */
export function isLarge(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > wholeLimit
}

/** One file may hold the labels of a thousand images, which are asked for one after the other. */
let last: ({ readonly key: string } & Opened) | undefined

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
  const { stored } = take
  if (stored)
    count.stored = (...object) => {
      taken++
      stored(...object)
    }
  const classNames = new Set<string>()
  const notes: LabelNote[] = []
  const warnings: string[] = []
  for (const file of job.files) {
    const opened = await open(file, job, context)
    const report = read(opened, file, job, count)
    for (const name of report.classNames) classNames.add(name)
    notes.push(...report.notes)
    warnings.push(...report.warnings)
  }
  if (taken === 0)
    warnings.push(
      says.labels.fileHoldsNoObjectOf(job.files.map((file) => basename(file)).join(', '), job.image.name),
    )
  return { classNames: [...classNames], notes, warnings }
}

function read(opened: Opened, file: string, job: LabelJob, take: TakeObject): ReadReport {
  try {
    requireOwn(opened, file, job)
    return opened.labels.read(job.image, job.classNames, take)
  } finally {
    // Of a large file for the only picture nothing is kept for others.
    if (opened === last) forgetLater()
    else opened.scratch?.close()
  }
}

/** Throws AppError('label-image') where the file is of one picture, and that is another one. */
function requireOwn({ format, labels }: Opened, file: string, { image }: LabelJob): void {
  if (!format.single || (labels.onMap && image.geo)) return
  const { picture, renamed } = labels
  const own = (name: string) => closeness(name, image.path ?? image.name) > 0
  const byFile = () => own(withoutEnding(file))
  if (picture === undefined ? !image.several || byFile() : own(picture) || (renamed && byFile())) return
  throw new AppError(
    'label-image',
    says.labels.fileWasMadeForFile2(basename(file), baseName(picture ?? withoutEnding(file)), image.name),
  )
}

async function open(
  path: string,
  { format: asked, coordinates, columns, maskValues, image, scratch }: LabelJob,
  context?: JobContext,
): Promise<Opened> {
  const found = await stat(path).catch((error: unknown) => {
    throw new AppError('file-missing', says.labels.thereIsNoLabelFile(path), { cause: error })
  })
  if (!found.isFile()) throw new AppError('file-forbidden', says.labels.pathIsNoFileChoose(path))
  const format = columns && asked === 'auto' ? 'csv' : asked
  const beside = await namesBeside(path)
  const stamp = [found.mtimeMs, found.size, companionStamp(path), JSON.stringify(beside)]
  const key = [path, format, coordinates, JSON.stringify(columns), maskValues, ...stamp].join('|')
  if (last?.key === key) return last
  const file: LabelFile = { name: basename(path), text: '', beside, coordinates, columns, maskValues }
  const opened =
    isMask(format) || (format === 'auto' && (await isPicture(path)))
      ? { format: mask, labels: mask.open({ ...file, mask: await openMask(path, context) }) }
      : found.size > wholeLimit
        ? await openLarge(path, { file, size: found.size, format, folder: scratch }, context)
        : await openWhole(path, file, format)
  forget()
  if (found.size > wholeLimit && image.several === false) return opened
  last = { key, ...opened }
  return last
}

/** A file of a gigabyte is not kept for long. */
const keptMs = 60_000
let forgetting: ReturnType<typeof setTimeout> | undefined

function forget(): void {
  last?.scratch?.close()
  last = undefined
}

function forgetLater(): void {
  clearTimeout(forgetting)
  forgetting = setTimeout(forget, keptMs).unref()
}

interface Large {
  readonly file: LabelFile
  readonly size: number
  readonly format: string
  readonly folder: string | undefined
}

async function openLarge(path: string, large: Large, context?: JobContext): Promise<Opened> {
  const scratch =
    large.folder === undefined ? undefined : await ScratchFile.create(large.folder, { unnamed: true })
  try {
    const file = { ...large.file, scratch }
    return { ...(await openInPieces(path, { ...large, file }, context)), scratch }
  } catch (error) {
    scratch?.close()
    throw error
  }
}

const isMask = (id: string) => /^mask(-|$)/.test(id)

async function openWhole(path: string, file: LabelFile, id: string): Promise<Opened> {
  const bytes = await readBytes(path)
  if (id === geoPackage.id || (id === 'auto' && isSqlite(bytes)))
    return { format: geoPackage, labels: geoPackage.open({ ...file, text: geoJsonOf(path) }) }
  if (id === shapefile.id || (id === 'auto' && isShapefile(bytes)))
    return { format: shapefile, labels: shapefile.open({ ...file, text: geoJsonOfShapefile(path) }) }
  const text = textOf(path, bytes)
  const format = id === 'auto' ? recognise(file.name, text) : formatToRead(id)
  return { format, labels: format.open({ ...file, text }) }
}

/** Reads a large file piece by piece, or as a whole where its format must have it so. */
async function openInPieces(
  path: string,
  { size, file, format: id }: Large,
  context?: JobContext,
): Promise<Opened> {
  const { first, all } = await ends(path, size)
  const isBinary = id === geoPackage.id || id === shapefile.id
  if (isBinary || (id === 'auto' && (isSqlite(first) || isShapefile(first)))) return openWhole(path, file, id)
  const encoding = encodingOf(first)
  const format = id === 'auto' ? recognise(file.name, all) : formatToRead(id)
  const stream = format.stream?.(file)
  if (!stream && size > textLimit)
    throw new AppError(
      'label-large',
      says.labels.nameHasE6MbAnd(
        file.name,
        Math.round(size / 1e6),
        format.label,
        Math.round(textLimit / 1e6),
      ),
    )
  if (!stream) return openWhole(path, file, id)
  const pieces = createReadStream(path, {
    highWaterMark: pieceSize,
    ...(context && { signal: context.signal }),
  })
  const decoder = strictDecoder(encoding, file.name)
  const decode = (piece?: Buffer) => {
    try {
      return piece ? decoder.decode(piece, { stream: true }) : decoder.decode()
    } catch (error) {
      throw wrongEncoding(file.name, encoding, error)
    }
  }
  const push = encoding === 'utf-8' && stream.pushBytes ? bytesInto(stream, decode) : undefined
  let done = 0
  for await (const piece of pieces as AsyncIterable<Buffer>) {
    if (push) push(piece)
    else stream.push(decode(piece))
    done += piece.length
    context?.progress({ done, total: size, unit: 'bytes', note: file.name })
  }
  const rest = decode()
  if (!push) stream.push(rest)
  return { format, labels: stream.end() }
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw new AppError('file-forbidden', says.labels.theLabelFileFileCannot(file), { cause: error })
  }
}

function textOf(file: string, bytes: Buffer): string {
  const start = bytes.subarray(0, 4096)
  if (encodingOf(bytes) === 'utf-8' && start.includes(0))
    throw new AppError('label-binary', says.labels.fileIsNotAText(file))
  return decodeText(bytes, basename(file))
}
