import { basename } from 'node:path'
import { AppError, isAbort } from '../base/errors'
import { partAxes } from '../image/pixels/part'
import type { CallContext } from '../base/wire'
import { says } from '../messages/says/says'
import { importLabelsOf } from './importLabels.node'
import { addAnnotations, dropKept } from './addAnnotations.node'
import { listFiles, type WholeClasses } from './importList.node'
import {
  importOne,
  type ImportedImage,
  type ImportRequest,
  type ImportSession,
  outcomeOf,
} from './importOne.node'
import { KnownImages } from './knownImages.node'
import { isLabelFile, matchLabels, picturesAlike } from './labelFiles.node'
import { Told } from './labelsTold'
import { allowChange, classNames, type Project } from './project.node'

export interface ImportOutcome {
  readonly images: ImportedImage[]
  /** One sentence about the files that could not be imported; undefined when all could. */
  readonly refused: AppError | undefined
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
    known: new KnownImages(await project.store.images()),
  }
  const { done, refusals } = await importEach(session, images, classes)
  for (const label of matched.unused) {
    try {
      done.push(...(await labelsForKnownImages(session, label)))
    } catch (error) {
      refusals.set(label, refusal(error))
    }
  }
  session.known.tell(context)
  session.told.tell(context)
  if (refusals.size > 1) for (const { message } of refusals.values()) context.warn(message)
  const refused = summary(refusals, done.length)
  if (refused && done.length === 0) throw refused
  return { images: done, refused: refused ?? session.told.refusal() }
}

/** Throws AppError('usage') for what only new pictures have. */
function refuseIdle({ part, pixelSize, again }: ImportRequest): void {
  const axis = partAxes.find((each) => part?.[each] !== undefined)
  const idle = pixelSize ? '--pixel-size' : axis ? `--${axis}` : again ? '--again' : undefined
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
      const image = await importOne({ ...session, context: { ...context, progress } }, file, source, id)
      done.push(image)
      if (!image.known) id++
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
