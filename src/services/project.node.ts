import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AppError } from '../base/errors'
import { quiet } from '../base/job'
import type { ClassRecord, ImageRecord } from '../records/records'
import { coveredShare } from '../geometry/unionArea'
import { checkedGround } from '../tiles/checkedGround'
import type { ImageState, ProjectState } from '../ipc/contract'
import type { JobRunner } from '../base/wire'
import type { PackedObjects } from '../records/packedObjects'
import type { ProjectPaths } from '../project/folder/paths.node'
import { bestRun, listRuns } from '../project/folder/runs.node'
import type { StoreClient } from '../project/store/storeClient.node'
import type { RunInfo } from '../runs/config'
import type { DatasetSummary } from '../dataset/dataset'
import { says } from '../messages/says/says'
import type { DataJobs, ProjectClass, TrainerJobs } from './jobs'
import type { LocatedImage } from './searchedImage'
import type { PackedMarks } from './marks'

/** An open project and who works for it: what every service gets. */
export interface Project {
  readonly store: StoreClient
  readonly paths: ProjectPaths
  readonly data: JobRunner<DataJobs>
  readonly trainer: JobRunner<TrainerJobs>
  /** Images whose pyramids are being built, and the share that is. */
  readonly building?: Map<number, number> | undefined
}

/** Every service that writes into a project calls it first. Throws AppError('project-read-only'). */
export function allowChange({ store }: Pick<Project, 'store'>): void {
  if (store.readOnly) throw new AppError('project-read-only', store.readOnly)
}

export function projectName(folder: string): string {
  return basename(folder).replace(/\.windhover$/, '')
}

export async function classNames(project: Project): Promise<string[]> {
  return (await project.store.classes()).map((c) => c.name)
}

/** What of a class counts for a prediction. */
export const projectClass = ({ id, name }: ClassRecord): ProjectClass => ({ id, name })

/** Colours that people with any colour vision tell apart (Okabe and Ito 2008, lightened for dark ground), then by golden angle. */
const palette = ['#e69f00', '#56b4e9', '#2fbf8f', '#f0e442', '#4f8fe6', '#e8683c', '#d98fc0', '#b9c2cc']
export function classColor(index: number): string {
  const known = palette[index]
  if (known) return known
  const hue = (index * 137.508) % 360
  const channel = (offset: number) => {
    const k = (offset + hue / 30) % 12
    const value = 0.62 - 0.3 * Math.max(-1, Math.min(k - 3, 9 - k, 1))
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0')
  }
  return `#${channel(0)}${channel(8)}${channel(4)}`
}

export function locate(project: Project, image: ImageRecord): LocatedImage {
  return { ...image, pyramid: project.paths.pyramid(image.id) }
}

/**
 * The images that `all` or a number names.
 *
 * @example await chosenImages(project, [1, 3])
 */
export async function chosenImages(project: Project, which: number[] | 'all'): Promise<ImageRecord[]> {
  const images = await project.store.images()
  if (which === 'all') {
    if (images.length === 0) throw new AppError('no-images', says.services.thisProjectHasNoImages)
    return images
  }
  return which.map((id) => {
    const image = images.find((i) => i.id === id)
    if (image) return image
    const known = images.map((i) => i.id).join(', ') || 'none'
    throw new AppError('no-image', says.services.thereIsNoImageNumberId(id, known))
  })
}

/**
 * The run that an id, the name that a person gave it, or `best` names.
 *
 * @example chosenRun(project, 'best').id
 */
export function chosenRun(project: Project, which: string | undefined): RunInfo {
  const runs = listRuns(project.paths)
  const run = !which || which === 'best' ? bestRun(runs) : namedRun(runs, which)
  if (run) return run
  if (which && which !== 'best') {
    const known = runs.map((r) => r.id).join(', ') || 'none'
    throw new AppError('no-run', says.services.thereIsNoRunWhich(which, known))
  }
  throw new AppError('no-run', says.services.thisProjectHasNoTrained)
}

/** Throws AppError('no-run') where several runs have the name. */
function namedRun(runs: readonly RunInfo[], which: string): RunInfo | undefined {
  const run = runs.find(({ id }) => id === which)
  const [named, ...others] = run ? [run] : runs.filter(({ name }) => name === which)
  if (!named || others.length === 0) return named
  const ids = [named, ...others].map(({ id }) => id).join(', ')
  throw new AppError('no-run', says.services.severalRunsAreNamed(which, ids))
}

/** An image's annotations with classes as numbers, as datasets and evaluations want them. */
export async function marksOf(
  project: Project,
  image: number,
  classes: readonly ClassRecord[],
): Promise<PackedMarks> {
  const { checked, rejections } = await project.store.loadAreas(image)
  const number = new Map(classes.map((c, i) => [c.id, i]))
  const objects: PackedObjects[] = []
  for await (const block of project.store.blocks(image))
    objects.push({ ...block, classes: block.classes.map((id) => number.get(id) ?? 0) })
  return {
    objects,
    ...checkedGround(
      checked,
      classes.map(({ id }) => id),
    ),
    rejections: rejections.map((r) => r.rect),
  }
}

/** What the window shows of the project; everything in it is small. */
export async function projectState(project: Project, dataset: DatasetSummary | null): Promise<ProjectState> {
  const { store, paths } = project
  const { classes, images: records, counts, changes, canUndo, canRedo } = await store.summary()
  const runs = listRuns(paths)
  const searched = searchedImages(
    paths,
    runs.map(({ id }) => id),
  )
  const images = records.map((image): ImageState => {
    const predictions = searched.get(image.id) ?? []
    const { objects, checked, covered } = counts.get(image.id) ?? { objects: 0, checked: 0, covered: 0 }
    const building = project.building?.get(image.id)
    return {
      ...image,
      objects,
      checkedAreas: checked,
      checkedShare: coveredShare(image, covered),
      predictions,
      ...(building === undefined ? {} : { building }),
    }
  })
  return {
    path: paths.folder,
    name: projectName(paths.folder),
    classes,
    images,
    dataset,
    changes,
    runs,
    canUndo,
    canRedo,
    readOnly: store.readOnly,
  }
}

/** The runs that have searched an image, in the order in which they were started. */
export function searchedImages(paths: ProjectPaths, runs: readonly string[]): ReadonlyMap<number, string[]> {
  const searched = new Map<number, string[]>()
  for (const run of runs) {
    for (const image of predictedImages(join(paths.predictions, run))) {
      const known = searched.get(image)
      if (known) known.push(run)
      else searched.set(image, [run])
    }
  }
  return searched
}

function predictedImages(folder: string): number[] {
  try {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
    return files.flatMap(({ name }) => (/^\d+\.h5$/.test(name) ? [Number.parseInt(name)] : []))
  } catch {
    // It has searched none yet.
    return []
  }
}

/** The tile server must know the project's files; call it after anything has changed them. */
export async function serveTiles(project: Project): Promise<void> {
  const dataset = project.paths.dataset('dataset')
  const files = {
    images: (await project.store.images()).map((image) => locate(project, image)),
    dataset: project.paths.has(dataset) ? dataset : null,
    predictions: project.paths.predictions,
  }
  await project.data.run('tiles.serve', files, quiet)
}
