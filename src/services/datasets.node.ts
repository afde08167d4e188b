import { isAbsolute, relative, sep } from 'node:path'
import { AppError } from '../base/errors'
import type { DatasetSpec, ResizeRule } from '../tiles/tiles'
import type { DatasetSummary } from '../dataset/dataset'
import type { ForeignMap } from '../dataset/foreign/mapping'
import { resolveSplit, type DatasetPreview, type DatasetRequest } from '../dataset/preview'
import type { CallContext } from '../base/wire'
import { allShownAs } from '../records/shownAs'
import { says } from '../messages/says/says'
import { defaultSplit } from '../sampling/adaptiveSplit'
import type { LocatedImage } from './searchedImage'
import { isUnchecked } from '../tiles/checkedGround'
import { fieldRect } from '../tiles/fieldSample'
import { fieldSample } from './fieldSamples.node'
import { countMarked, type HeldMarks, type PackedMarks } from './marks'
import { allowChange, classNames, locate, marksOf, type Project } from './project.node'

/** `split` null: by the number of objects. */
export const defaultRequest: DatasetRequest = { tile: 256, level: 0, split: null, seed: 1 }

/**
 * Builds the dataset out of everything that is marked and checked; the old file stays until the new one is whole.
 *
 * @example const { tiles } = await buildProjectDataset(project, { ...defaultRequest, tile: 128 }, context)
 */
export async function buildProjectDataset(
  project: Project,
  request: DatasetRequest,
  context: CallContext,
  out = project.paths.dataset('dataset'),
): Promise<DatasetSummary> {
  allowWriting(project, out)
  const edit = await project.store.newestEdit()
  const [images, names] = [await usedImages(project), await classNames(project)]
  if (names.length === 0) throw new AppError('no-classes', says.services.thisProjectHasNoClass)
  const objects = images.reduce((n, image) => n + countMarked(image), 0)
  if (objects === 0) {
    throw new AppError('no-objects', says.services.noObjectIsMarkedIn)
  }
  warnOfEmptyClasses(names, images, context)
  const { spec, sentence } = resolveSplit(request, objects)
  if (sentence) context.warn(sentence)
  const shown = { ...spec, shownAs: allShownAs(images) }
  const job = { out, spec: shown, classNames: names, images }
  const built = await project.data.run('dataset.build', job, context)
  if (out === project.paths.dataset('dataset')) await project.store.setSetting('datasetEdit', String(edit))
  return built
}

/** A file elsewhere is no change of the project. */
function allowWriting(project: Project, out: string): void {
  const way = relative(project.paths.folder, out)
  if (!isAbsolute(way) && !way.startsWith(`..${sep}`)) allowChange(project)
}

function warnOfEmptyClasses(
  names: readonly string[],
  images: readonly PackedMarks[],
  context: CallContext,
): void {
  const marked = new Set<number>()
  for (const { objects } of images)
    for (const { classes } of objects) for (const number of classes) marked.add(number)
  const empty = names.filter((_, i) => !marked.has(i))
  if (empty.length) context.warn(says.services.noObjectOfNameIs(empty.map((name) => `"${name}"`).join(', ')))
}

/** Images that something is known of. */
export async function usedImages(project: Project): Promise<(LocatedImage & HeldMarks)[]> {
  const { classes, images } = await project.store.summary()
  const used: (LocatedImage & HeldMarks)[] = []
  for (const image of images) {
    const marks = await marksOf(project, image.id, classes)
    const sample = await fieldSample(project, image.id)
    const held = sample?.drawn.map((number) => fieldRect(sample, number, image))
    if (countMarked(marks) + marks.rejections.length > 0 || !isUnchecked(marks))
      used.push({ ...locate(project, image), ...marks, held })
  }
  return used
}

/** What a build with this request would make. The data process keeps the annotations until `revision` is another. */
export async function previewProjectDataset(
  project: Project,
  request: DatasetRequest,
  revision: number,
  context: CallContext,
): Promise<DatasetPreview | null> {
  const classes = (await classNames(project)).length
  const key = `${project.paths.folder} ${revision}`
  const input = { key, classes, request }
  const known = await project.data.run('dataset.preview', input, context)
  if (known) return known
  const images = await usedImages(project)
  if (classes === 0 || !images.some(countMarked)) return null
  return project.data.run('dataset.preview', { ...input, images }, context)
}

export async function readTile(project: Project, index: number, context: CallContext) {
  return project.data.run('dataset.tile', { path: project.paths.dataset('dataset'), index }, context)
}

export async function inspectProjectDataset(
  project: Project,
  context: CallContext,
  details = false,
): Promise<DatasetSummary | null> {
  const path = project.paths.dataset('dataset')
  return project.paths.has(path)
    ? project.data.run('dataset.inspect', { path, index: details, check: details }, context)
    : null
}

export interface ForeignRequest {
  readonly from: string
  /** Side that pictures in files are made to fit; absent: 256. */
  readonly tile?: number | undefined
  /** How pictures are dealt out; null: 70, 20 and 10 %. */
  readonly split: DatasetSpec['split'] | null
  readonly seed?: number | undefined
  readonly resize?: ResizeRule | undefined
  readonly map?: ForeignMap | undefined
  readonly several?: boolean | undefined
  readonly classNames?: readonly string[] | undefined
  /** What the values of an HDF5's pictures are; absent: told by the values. */
  readonly pixels?: string | undefined
}

/** Makes other people's data the project's dataset: pictures in files are copied, an HDF5 is trained from in place. */
export async function useForeign(
  project: Project,
  request: ForeignRequest,
  context: CallContext,
  out = project.paths.dataset('dataset'),
): Promise<DatasetSummary> {
  allowWriting(project, out)
  const { from, resize, map, several, classNames: names, pixels } = request
  await refuseIdle(project, request, context)
  const { tile = defaultRequest.tile, seed = defaultRequest.seed } = request
  const spec = { tile, level: 0, split: request.split ?? defaultSplit, seed, resize }
  return project.data.run(
    'dataset.foreign',
    { out, from, spec, map, several, classNames: names, pixels },
    context,
  )
}

/** Fails with `usage` for what would change nothing with data of this kind. */
async function refuseIdle(project: Project, request: ForeignRequest, context: CallContext): Promise<void> {
  const { from, map, resize, several, classNames: names, pixels, tile, split, seed } = request
  const first = (given: Readonly<Record<string, unknown>>) =>
    Object.keys(given).find((name) => (given[name] ?? false) !== false)
  const forHdf5 = first({ map, several, names, pixels })
  const forFiles = first({ resize, tile })
  const dealt = first({ split, seed })
  if (!forHdf5 && !forFiles && !dealt) return
  const look = await project.data.run('dataset.look', { path: from }, context)
  if (look.kind !== 'hdf5') {
    if (forHdf5) throw new AppError('usage', says.services.forHdf5IsForHdf5(forHdf5, from))
    return
  }
  if (forFiles) throw new AppError('usage', says.services.forFilesIsForPictures(forFiles, from))
  const parts = map ?? look.map
  if (dealt && (parts.val_images || parts.test_images))
    throw new AppError('usage', says.services.dealtDealsPicturesOutAnd(dealt, from))
}
