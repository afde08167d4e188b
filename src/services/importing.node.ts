import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError, isAbort } from '../base/errors'
import type { ImageRecord } from '../records/records'
import type { Rect } from '../geometry/rect'
import type { PixelSize } from '../geometry/pixelSize'
import { partAxes } from '../image/pixels/part'
import type { PicturePart } from '../records/image'
import type { CallContext } from '../base/wire'
import { says } from '../messages/says/says'
import { ObjectPacker } from '../records/packedObjects'
import {
  labelsOf,
  type LabelRequest,
  planClasses,
  importLabelsOf,
  type LabelImport,
} from './importLabels.node'
import { addAnnotations, dropKept } from './addAnnotations.node'
import type { PackedLabels } from './jobs'
import { listFiles, type WholeClasses } from './importList.node'
import { isLabelFile, matchLabels, picturesAlike } from './labelFiles.node'
import { Told } from './labelsTold'
import { prepared } from './preparing.node'
import { allowChange, classNames, type Project } from './project.node'
import { checkArea, sayOtherSize } from './importChecks'

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
  /** Huge images are added at once, and prepared for viewing by `prepareImages` afterwards. */
  readonly later?: boolean | undefined
}

export interface ImportOutcome {
  readonly images: ImportedImage[]
  /** One sentence about the files that could not be imported; undefined when all could. */
  readonly refused: AppError | undefined
}

export interface ImportedImage {
  readonly id: number
  readonly name: string
  readonly width: number
  readonly height: number
  /** What a pixel covers, where that is known. */
  readonly pixelSize?: PixelSize | undefined
  readonly objects: number
  readonly seconds: number
}

/**
 * Imports images one after the other, each with its labels as one undoable edit. A file that cannot be imported leaves
 * nothing and does not keep the others out. Throws when not one could be imported, or the disk is full.
 *
 * @example const { images } = await importImages(project, { files: ['scan.tif', 'scan.txt'], format: 'auto', checked: 'whole' }, context)
 */
export async function importImages(
  project: Project,
  request: ImportRequest,
  context: CallContext,
): Promise<ImportOutcome> {
  allowChange(project)
  const { files, labels: listedLabels, classes, notes } = listFiles(request.files)
  for (const note of notes) context.warn(note)
  if (classes.size > 0) context.warn(says.importing.theListGivesAClass(classes.size))
  const images = files.filter((file) => !isLabelFile(file))
  const labels = files.filter(isLabelFile)
  if (images.length === 0 && labels.length === 0)
    throw new AppError('nothing-to-import', says.importing.nameAtLeastOneImage)
  if (request.format !== 'auto' && !request.labels && labels.length + listedLabels.size === 0)
    throw new AppError('usage', says.importing.formatFormatSaysHowLabels(request.format))
  if (images.length === 0) refuseIdle(request)
  const matched = matchLabels(images, { listed: listedLabels, beside: labels, given: request.labels })
  const session: ImportSession = {
    project,
    request,
    context,
    // Classes grow over the files of one import, where the project has none.
    growing: (await classNames(project)).length === 0,
    matched,
    others: picturesAlike(images),
    told: new Told(),
  }
  const { done, refusals } = await importEach(session, images, classes)
  for (const label of matched.unused) {
    try {
      done.push(...(await labelsForKnownImages(session, label)))
    } catch (error) {
      refusals.set(label, refusal(error))
    }
  }
  session.told.tell(context)
  if (refusals.size > 1) for (const { message } of refusals.values()) context.warn(message)
  const refused = summary(refusals, done.length)
  if (refused && done.length === 0) throw refused
  return { images: done, refused: refused ?? session.told.refusal() }
}

/** An import of images, too. */
interface ImportSession extends LabelImport {
  readonly request: ImportRequest
}

/** Throws AppError('usage') for what only new pictures have. */
function refuseIdle({ part, pixelSize }: ImportRequest): void {
  const axis = partAxes.find((each) => part?.[each] !== undefined)
  const idle = pixelSize ? '--pixel-size' : axis ? `--${axis}` : undefined
  if (idle) throw new AppError('usage', says.importing.idleIsForNewPictures(idle))
}

async function importEach(
  session: ImportSession,
  images: readonly string[],
  classes: ReadonlyMap<string, WholeClasses>,
): Promise<{ done: ImportedImage[]; refusals: Map<string, AppError> }> {
  const { project, context, matched } = session
  const done: ImportedImage[] = []
  const refusals = new Map<string, AppError>()
  let id = await nextImage(project)
  for (const [i, file] of images.entries()) {
    context.signal.throwIfAborted()
    const note =
      images.length > 1 ? says.importing.fileIOfImages(basename(file), i + 1, images.length) : basename(file)
    const progress: CallContext['progress'] = (p) => context.progress({ ...p, note })
    try {
      const labelled = matched.of(file)
      if (labelled instanceof AppError) session.told.unlabelled(labelled)
      const labelFile = labelled instanceof AppError ? undefined : labelled
      const source = { labelFile, classes: classes.get(file) }
      done.push(await importOne({ ...session, context: { ...context, progress } }, file, source, id))
      id++
    } catch (error) {
      refusals.set(file, refusal(error))
    }
    if (images.length > 20) context.progress({ done: i + 1, total: images.length, unit: 'images', note })
  }
  return { done, refusals }
}

/** What is wrong with a single file; throws what would be wrong with the next one too. */
function refusal(error: unknown): AppError {
  if (!(error instanceof AppError) || isAbort(error) || error.code === 'disk-full') throw error
  return error
}

function summary(refusals: ReadonlyMap<string, AppError>, imported: number): AppError | undefined {
  const [first] = refusals
  if (!first) return undefined
  const [file, error] = first
  if (refusals.size === 1) return error
  const count =
    imported === 0
      ? says.importing.noneOfTheRefusalsFiles(refusals.size)
      : says.importing.refusalsFilesCouldNot(refusals.size)
  return new AppError(
    error.code,
    says.importing.countBeImportedTheFirst(count, basename(file), error.message),
  )
}

/** A label file that was given without its image goes to the images of the project that it speaks of. */
async function labelsForKnownImages(session: ImportSession, label: string): Promise<ImportedImage[]> {
  const { project, request, context } = session
  const targets = await project.store.images()
  const none = new AppError('labels-without-image', says.importing.labelBelongsToNoImage(label))
  const alike = picturesAlike(targets.map(({ path }) => path))
  const done: ImportedImage[] = []
  // A table whose columns a person has told, and none of them names a picture, is of the only one.
  const several = request.columns === undefined || targets.length > 1
  let why: AppError | undefined
  for (const image of targets) {
    const started = performance.now()
    try {
      const others = alike.get(image.path)
      const read = await importLabelsOf(session, label, { ...image, others, several })
      const objects = await addAnnotations(
        session,
        { image, read, checked: request.checked, checkedFor: request.checkedFor },
        context,
      ).finally(() => dropKept(read))
      done.push(outcomeOf(image, objects, started))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.code === 'label-ambiguous') session.told.unlabelled(error)
      else if (error.code !== 'label-image') throw error
      why ??= error.code === 'label-ambiguous' ? error : undefined
    }
  }
  if (done.length === 0) throw why ?? none
  return done
}

async function importOne(
  session: ImportSession,
  file: string,
  { labelFile, classes }: { labelFile: string | undefined; classes: WholeClasses | undefined },
  id: number,
): Promise<ImportedImage> {
  const { project, request, context } = session
  const started = performance.now()
  if (!existsSync(file)) throw new AppError('file-missing', says.importing.fileDoesNotExistCheck(file))
  const pyramid = project.paths.pyramid(id)
  const info = await project.data.run('image.import', { file, part: request.part, pyramid }, context)
  const found: ImageRecord = {
    id,
    name: partName(file, request.part),
    path: file,
    ...info,
    ...typedSize(request),
  }
  sayOtherSize(found.name, info.pixelSize, request.pixelSize, context)
  let read: PackedLabels | undefined
  try {
    checkArea(request.checked, found)
    read = classes
      ? wholePicture(classes, found)
      : labelFile === undefined
        ? undefined
        : await labelsOf(session, labelFile, { ...found, name: basename(file) })
    if (read) await planClasses(session, read, labelFile ?? '')
    // What cannot be prepared is not taken in.
    const image = found.unprepared && !request.later ? await prepared(project, found, context) : found
    await project.store.setSetting('lastImage', String(id))
    const objects = await addAnnotations(
      session,
      { image, read, checked: request.checked, checkedFor: request.checkedFor, isNew: true },
      context,
    )
    return outcomeOf(image, objects, started)
  } catch (error) {
    const images = await project.store.images().catch(() => [])
    if (!images.some((known) => known.id === id)) await rm(pyramid, { force: true })
    throw error
  } finally {
    await dropKept(read)
  }
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

/** Images count 1, 2, 3 …; a number is not given again after its image was removed. */
async function nextImage({ store }: Project): Promise<number> {
  const given = Number((await store.setting('lastImage')) ?? 0)
  return 1 + Math.max(given, ...(await store.images()).map((image) => image.id))
}

/** Takes an image with all its marks out of the project. Its files stay, for undo; the original file is not touched. */
export async function removeImage(
  project: Project,
  id: number,
  context: Pick<CallContext, 'signal' | 'progress' | 'warn'>,
): Promise<void> {
  allowChange(project)
  await project.store.removeImage(id, context)
}
