import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { AppError, isAbort } from '../base/errors'
import type { Change } from '../document/edit'
import type { ClassRecord, ImageRecord } from '../document/records'
import { area, type Rect } from '../geometry/rect'
import type { CallContext } from '../ipc/wire'
import { ObjectPacker } from '../project/packedObjects'
import type { LabelFormat, PackedLabels } from './jobs'
import { listFiles, type WholeClasses } from './importList.node'
import { prepared } from './preparing.node'
import { allowChange, classColor, classNames, type Project } from './project.node'

export interface ImportRequest {
  /** Images; label files among them (.txt, .json, .geojson, .xml, .csv) belong to the image of the same name. */
  readonly files: readonly string[]
  /** One label file for all images (COCO), or a folder with one for each. */
  readonly labels?: string | undefined
  readonly format: LabelFormat
  readonly checked: 'whole' | 'none' | Rect
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
  readonly objects: number
  readonly seconds: number
}

const labelEndings = new Set(['.txt', '.json', '.geojson', '.xml', '.csv'])
const stem = (file: string) => basename(file, extname(file))

/**
 * Imports images one after the other, each with its labels as one undoable edit. A file that cannot be imported leaves
 * nothing and does not keep the others out. Throws when not one could be imported, or the disk is full.
 */
export async function importImages(
  project: Project,
  request: ImportRequest,
  context: CallContext,
): Promise<ImportOutcome> {
  allowChange(project)
  const { files, labels: listedLabels, classes } = listFiles(request.files)
  if (classes.size > 0)
    context.warn(
      `The list gives a class to each whole picture: ${classes.size} pictures get a box as large as they are for each class.`,
    )
  const images = files.filter((file) => !labelEndings.has(extname(file).toLowerCase()))
  const labels = files.filter((file) => labelEndings.has(extname(file).toLowerCase()))
  if (images.length === 0 && labels.length === 0)
    throw new AppError('nothing-to-import', 'Name at least one image file to import.')
  if (request.format !== 'auto' && !request.labels && labels.length + listedLabels.size === 0)
    throw new AppError(
      'usage',
      `--format ${request.format} says how labels are written, and there are none here: add --labels, or leave it out.`,
    )
  const byStem = new Map(labels.map((label) => [stem(label), label]))
  const done: ImportedImage[] = []
  let id = await nextImage(project)
  const refusals = new Map<string, AppError>()
  for (const [i, file] of images.entries()) {
    context.signal.throwIfAborted()
    const note = images.length > 1 ? `${basename(file)} (${i + 1} of ${images.length})` : basename(file)
    const progress: CallContext['progress'] = (p) => context.progress({ ...p, note })
    try {
      const labelFile = listedLabels.get(file) ?? findLabels(file, request.labels, byStem)
      const source = { labelFile, classes: classes.get(file) }
      done.push(await importOne(project, file, source, request, { ...context, progress }, id))
      id++
    } catch (error) {
      refusals.set(file, refusal(error))
    }
    if (images.length > 20) context.progress({ done: i + 1, total: images.length, unit: 'images', note })
  }
  const taken = new Set(images.map(stem))
  for (const label of labels) {
    if (taken.has(stem(label)) || stem(label) === 'classes') continue
    try {
      done.push(...(await labelsForKnownImages(project, label, request, context)))
    } catch (error) {
      refusals.set(label, refusal(error))
    }
  }
  if (refusals.size > 1) for (const { message } of refusals.values()) context.warn(message)
  const refused = summary(refusals, done.length)
  if (refused && done.length === 0) throw refused
  return { images: done, refused }
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
    imported === 0 ? `None of the ${refusals.size} files could` : `${refusals.size} files could not`
  return new AppError(error.code, `${count} be imported; the first is ${basename(file)}: ${error.message}`)
}

/** A label file that was given without its image goes to the image of the same name that the project has. */
async function labelsForKnownImages(
  project: Project,
  label: string,
  request: ImportRequest,
  context: CallContext,
): Promise<ImportedImage[]> {
  const all = await project.store.images()
  const known = all.filter((image) => stem(image.name) === stem(label))
  const targets = known.length > 0 || extname(label) === '.txt' ? known : all
  if (targets.length === 0) {
    throw new AppError(
      'labels-without-image',
      `${label} belongs to no image of this project; import its image first.`,
    )
  }
  const done: ImportedImage[] = []
  for (const image of targets) {
    const started = performance.now()
    const read = await readLabels(project, label, request.format, image, context)
    const objects = await addAnnotations(project, image, read, request.checked, context)
    const { id, name, width, height } = image
    done.push({ id, name, width, height, objects, seconds: (performance.now() - started) / 1000 })
  }
  return done
}

async function importOne(
  project: Project,
  file: string,
  { labelFile, classes }: { labelFile: string | undefined; classes: WholeClasses | undefined },
  request: ImportRequest,
  context: CallContext,
  id: number,
): Promise<ImportedImage> {
  const started = performance.now()
  if (!existsSync(file)) throw new AppError('file-missing', `${file} does not exist; check the path.`)
  const pyramid = project.paths.pyramid(id)
  const info = await project.data.run('image.import', { file, pyramid }, context)
  const found: ImageRecord = { id, name: basename(file), path: file, ...info }
  try {
    checkArea(request.checked, found)
    const read = classes
      ? wholePicture(classes, found)
      : labelFile && (await readLabels(project, labelFile, request.format, found, context))
    if (read) await planClasses(project, read, labelFile ?? '')
    // What cannot be prepared is not taken in.
    const image = found.unprepared && !request.later ? await prepared(project, found, context) : found
    await project.store.setSetting('lastImage', String(id))
    const objects = await addAnnotations(project, image, read || undefined, request.checked, context, true)
    const { name, width, height } = image
    return { id, name, width, height, objects, seconds: (performance.now() - started) / 1000 }
  } catch (error) {
    const images = await project.store.images().catch(() => [])
    if (!images.some((known) => known.id === id)) await rm(pyramid, { force: true })
    throw error
  }
}

/** A box as large as the picture for each of its classes. */
function wholePicture({ own, all }: WholeClasses, { width, height }: ImageRecord): PackedLabels {
  const packer = new ObjectPacker()
  const shape = { kind: 'box', x: 0, y: 0, w: width, h: height } as const
  own.forEach((_, number) => packer.add({ id: 0, class: number, shape, origin: 'import' }))
  return { used: own, classNames: all, objects: packer.packed(0), warnings: [] }
}

/** Images count 1, 2, 3 …; a number is not given again after its image was removed. */
async function nextImage({ store }: Project): Promise<number> {
  const given = Number((await store.setting('lastImage')) ?? 0)
  return 1 + Math.max(given, ...(await store.images()).map((image) => image.id))
}

function findLabels(
  image: string,
  given: string | undefined,
  dropped: ReadonlyMap<string, string>,
): string | undefined {
  const beside = dropped.get(stem(image))
  if (beside && given)
    throw new AppError(
      'usage',
      `${basename(image)} has labels in ${basename(beside)} and in --labels ${given}: give one of them.`,
    )
  if (!given) return beside
  const path = resolve(given)
  if (!existsSync(path))
    throw new AppError('file-missing', `The label file ${given} does not exist; check the path.`)
  if (extname(path) !== '') return path
  const inFolder = [...labelEndings].map((ending) => join(path, stem(image) + ending)).find(existsSync)
  if (!inFolder) {
    throw new AppError(
      'file-missing',
      `The folder ${given} has no label file for ${basename(image)} (${stem(image)}.txt, .json, .geojson, .xml or .csv).`,
    )
  }
  return inFolder
}

async function readLabels(
  project: Project,
  file: string,
  format: LabelFormat,
  image: Pick<ImageRecord, 'name' | 'width' | 'height'>,
  context: CallContext,
): Promise<PackedLabels> {
  const { name, width, height } = image
  const names = await classNames(project)
  const input = { files: [file], format, image: { name, width, height }, classNames: names }
  const read = await project.data.run('labels.pack', input, context)
  for (const warning of read.warnings) context.warn(warning)
  return read
}

/** New classes of a label file, when the project has none yet; otherwise an unknown class is refused. */
async function planClasses(
  project: Project,
  read: PackedLabels,
  file: string,
): Promise<Omit<ClassRecord, 'id'>[]> {
  const known = new Set(await classNames(project))
  if (known.size === 0) return read.classNames.map((name, i) => ({ name, color: classColor(i) }))
  const missing = read.used.find((name) => !known.has(name))
  if (missing !== undefined) {
    throw new AppError(
      'unknown-class',
      `${basename(file) || 'The label file'} has the class "${missing}", which this project does not have (${[...known].join(', ')}); add the class first.`,
    )
  }
  return []
}

function checkArea(checked: ImportRequest['checked'], image: ImageRecord): void {
  if (checked === 'whole' || checked === 'none') return
  const inside =
    checked.x >= 0 &&
    checked.y >= 0 &&
    checked.x + checked.w <= image.width &&
    checked.y + checked.h <= image.height
  if (inside && area(checked) > 0) return
  const { x, y, w, h } = checked
  throw new AppError(
    'checked-outside',
    `The checked area ${x},${y},${w},${h} does not lie inside ${image.name} (${image.width} × ${image.height} pixels).`,
  )
}

/** Labels, new classes and the checked area, and the image itself where it is new: one step to undo. */
async function addAnnotations(
  project: Project,
  image: ImageRecord,
  read: PackedLabels | undefined,
  checked: ImportRequest['checked'],
  context: CallContext,
  isNew = false,
): Promise<number> {
  const { store } = project
  const planned = read ? await planClasses(project, read, '') : []
  const first = await store.nextId(planned.length + 1)
  const added = planned.map((each, i): ClassRecord => ({ id: first + i, ...each }))
  const changes: Change[] = added.map((after) => ({ table: 'classes', before: null, after }))
  if (isNew) changes.push({ table: 'images', before: null, after: image })
  const rect = checked === 'whole' ? { x: 0, y: 0, w: image.width, h: image.height } : checked
  if (rect !== 'none') {
    const after = { id: first + added.length, image: image.id, rect }
    changes.push({ table: 'checked', before: null, after })
  }
  const classId = new Map([...(await store.classes()), ...added].map((c) => [c.name, c.id]))
  const ids = read?.used.map((name) => classId.get(name) as number) ?? []
  const objects = read && {
    ...read.objects,
    image: image.id,
    classes: read.objects.classes.map((number) => ids[number] as number),
  }
  const count = objects?.count ?? 0
  const label = isNew ? `Import ${image.name}` : `Import ${count} objects into ${image.name}`
  if (changes.length + count > 0) await store.applyBulk({ label, changes }, objects ? [objects] : [], context)
  return count
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
