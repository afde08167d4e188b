import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '../base/errors'
import type { ImageRecord } from '../records/records'
import type { Rect } from '../geometry/rect'
import type { PixelSize } from '../geometry/pixelSize'
import { colorRules } from '../image/colorRules'
import { partAxes } from '../image/pixels/part'
import { stampOf } from '../image/reading/sameFile.node'
import type { PicturePart } from '../records/image'
import { says } from '../messages/says/says'
import { ObjectPacker } from '../records/packedObjects'
import { addAnnotations, dropKept } from './addAnnotations.node'
import { checkArea, sayOtherSize } from './importChecks'
import { labelsOf, type LabelImport, type LabelRequest, planClasses } from './importLabels.node'
import type { WholeClasses } from './importList.node'
import type { PackedLabels } from './jobs'
import type { KnownImages } from './knownImages.node'
import { oldColored, prepared } from './preparing.node'

export interface ImportRequest extends LabelRequest {
  /** Images; label files among them (.txt, .json, .geojson, .xml, .csv) belong to the image of the same name. */
  readonly files: readonly string[]
  /** One label file for all images (COCO), or a folder with one for each. */
  readonly labels?: string | undefined
  readonly checked: 'whole' | 'none' | Rect
  /** Names of the classes that were looked for there; absent: all. */
  readonly checkedFor?: readonly string[] | undefined
  /** What a pixel of each picture covers, whatever the files say. */
  readonly pixelSize?: PixelSize | undefined
  /** Which part of each file, where it holds several: the first of what is not named. */
  readonly part?: PicturePart | undefined
  /** Files that the project has already come in as images of their own, too. */
  readonly again?: boolean | undefined
  /** Huge images are added at once, and prepared for viewing by `prepareImages` afterwards. */
  readonly later?: boolean | undefined
}

export interface ImportedImage {
  readonly id: number
  readonly name: string
  readonly width: number
  readonly height: number
  /** What a pixel covers, where that is known. */
  readonly pixelSize?: PixelSize | undefined
  /** That were added. */
  readonly objects: number
  readonly seconds: number
  /** It was in the project before. */
  readonly known?: true
}

/** An import of images, too. */
export interface ImportSession extends LabelImport {
  readonly request: ImportRequest
  readonly known: KnownImages
}

/** What a file has by its side. */
interface OwnLabels {
  readonly labelFile: string | undefined
  readonly classes: WholeClasses | undefined
}

/**
 * Takes a file in as the image `id`, or finds the image that it is already: its labels go to that one then. Throws AppError with a
 * sentence about the file; nothing of it stays.
 */
export async function importOne(
  session: ImportSession,
  file: string,
  own: OwnLabels,
  id: number,
): Promise<ImportedImage> {
  const { request, context } = session
  const started = performance.now()
  if (!existsSync(file)) throw new AppError('file-missing', says.importing.fileDoesNotExistCheck(file))
  const known = request.again ? undefined : await session.known.find(file, request.part, context)
  const image = known ? await broughtUp(session, known, file) : await lookedAt(session, file, id)
  let read: PackedLabels | undefined
  try {
    checkArea(request.checked, image)
    read = await readOwn(session, file, own, image)
    const { project } = session
    // What cannot be prepared is not taken in.
    const ready =
      !known && image.unprepared && !request.later ? await prepared(project, image, context) : image
    if (!known) await project.store.setSetting('lastImage', String(id))
    const { checked, checkedFor } = request
    const added = { image: ready, read, checked, checkedFor, isNew: !known }
    const objects = await addAnnotations(session, added, context)
    if (!known) session.known.take(ready)
    return { ...outcomeOf(ready, objects, started), ...(known ? { known: true } : {}) }
  } catch (error) {
    await discardNew(session, id)
    throw error
  } finally {
    await dropKept(read)
  }
}

async function lookedAt({ project, request, context }: ImportSession, file: string, id: number) {
  const pyramid = project.paths.pyramid(id)
  const info = await project.data.run('image.import', { file, part: request.part, pyramid }, context)
  const name = partName(file, request.part)
  sayOtherSize(name, info.pixelSize, request.pixelSize, context)
  const image: ImageRecord = { id, name, path: file, ...info, ...typedSize(request) }
  return image
}

/** An image that is imported again: where its file is now, what a pixel covers, and the colours that it has by the rules of today. */
async function broughtUp(
  { project, request, context }: ImportSession,
  image: ImageRecord,
  file: string,
): Promise<ImageRecord> {
  const moved = existsSync(image.path) ? {} : { path: file, stamp: await stampOf(file) }
  let now: ImageRecord = { ...image, ...moved, ...typedSize(request) }
  const old = await oldColored(project, context, [now])
  if (old.length > 0) {
    const again = { ...now, colorRules }
    now = request.later ? { ...again, unprepared: true } : await prepared(project, again, context)
  }
  if (old.length > 0 || request.pixelSize || moved.path !== undefined) await project.store.setImage(now)
  return now
}

async function readOwn(
  session: ImportSession,
  file: string,
  { labelFile, classes }: OwnLabels,
  image: ImageRecord,
): Promise<PackedLabels | undefined> {
  const named = { ...image, path: file, name: basename(file) }
  const read = classes
    ? wholePicture(classes, image)
    : labelFile === undefined
      ? undefined
      : await labelsOf(session, labelFile, named)
  if (read) await planClasses(session, read, labelFile ?? '')
  return read
}

/** Of an image that did not come in. */
async function discardNew({ project }: ImportSession, id: number): Promise<void> {
  const images = await project.store.images().catch(() => undefined)
  if (images?.every((image) => image.id !== id)) await rm(project.paths.pyramid(id), { force: true })
}

/** Parts of a file that a person chose are told apart: `stack [page 3].tif`. */
function partName(file: string, asked: PicturePart = {}): string {
  const words = partAxes.flatMap((axis) => (asked[axis] ? [`${axis} ${asked[axis]}`] : []))
  const name = basename(file)
  if (words.length === 0) return name
  const ending = /(\.ome)?\.[^.]+$/i.exec(name)?.[0] ?? ''
  return `${name.slice(0, name.length - ending.length)} [${words.join(', ')}]${ending}`
}

export function outcomeOf(image: ImageRecord, objects: number, started: number): ImportedImage {
  const { id, name, width, height, pixelSize } = image
  const seconds = (performance.now() - started) / 1000
  return { id, name, width, height, ...(pixelSize ? { pixelSize } : {}), objects, seconds }
}

const typedSize = ({ pixelSize }: ImportRequest) => (pixelSize ? { pixelSize } : {})

/** A box as large as the picture for each of its classes. */
function wholePicture({ own, all }: WholeClasses, { width, height }: ImageRecord): PackedLabels {
  const packer = new ObjectPacker()
  const shape = { kind: 'box', x: 0, y: 0, w: width, h: height } as const
  own.forEach((_, number) => packer.add({ id: 0, class: number, shape, origin: 'import' }))
  return { used: own, classNames: all, objects: packer.packed(0), notes: [], warnings: [] }
}
