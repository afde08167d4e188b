import { basename, win32 } from 'node:path'
import { AppError, isAbort } from '../base/errors'
import type { CallContext } from '../base/wire'
import { pixelSizeText, type PixelSize } from '../geometry/pixelSize'
import { says } from '../messages/says/says'
import { runFileEnding } from '../runs/runFileName'
import type { RunInfo, TrainConfig } from '../runs/config'
import { trainingsOn, type LearnedGround } from '../tiles/learnedGround'
import { learnedBy } from './learned.node'
import { chosenRun, locate, projectName, type Project } from './project.node'
import type { PackedRun, RunCardAbout } from './runCard'

export interface ExportedRun extends PackedRun {
  readonly run: string
  readonly out: string
  /** Name of the image of which the file shows a few finds; null where there are none. */
  readonly picture: string | null
}

/**
 * Writes a run as one file that another project imports: weights, classes, scale, threshold and what it learned from. No path
 * of this machine goes along.
 *
 * @example await exportRun(project, { run: 'best', out: `vehicles${runFileEnding}` }, context)
 */
export async function exportRun(
  project: Project,
  request: { readonly run?: string | undefined; readonly out: string; readonly licence?: string | undefined },
  context: CallContext,
): Promise<ExportedRun> {
  const { out, licence } = request
  if (!out.endsWith(runFileEnding))
    throw new AppError('usage', says.runs.outTakesANameThat(runFileEnding, out))
  const run = chosenRun(project, request.run)
  const learned = await learnedBy(project, run, context)
  for (const note of learned.notes) context.warn(note)
  const about: RunCardAbout = {
    project: run.origin?.project ?? projectName(project.paths.folder),
    run: run.origin?.run ?? run.id,
    licence: licence ?? run.origin?.licence,
    name: run.name,
    note: run.note,
    training: trainingOf(run),
    config: withoutPaths(run.config),
    scale: { pixelSizes: await pixelSizesOf(project, learned) },
  }
  const shown = await finds(project, run, context).catch((error: unknown) => {
    if (!(error instanceof AppError) || isAbort(error)) throw error
    context.warn(says.runs.theFileGoesWithoutA(error.message))
    return undefined
  })
  const contents = { about, learned: withoutPlaces(learned), picture: shown?.picture }
  const input = { runDir: project.paths.run(run.id), out, contents }
  const written = await project.trainer.run('run.write', input, context)
  return { run: run.id, out, picture: shown?.name ?? null, ...written }
}

/** What it found with the highest scores on the first image that it has searched. */
async function finds(
  project: Project,
  run: RunInfo,
  context: CallContext,
): Promise<{ readonly name: string; readonly picture: Uint8Array } | undefined> {
  const pathOf = (id: number) => project.paths.prediction(run.id, id)
  const image = (await project.store.images()).find(({ id }) => project.paths.has(pathOf(id)))
  if (!image) return undefined
  const path = pathOf(image.id)
  const { name } = image
  const images = [{ name, picture: locate(project, image), found: { path, classIds: run.classIds } }]
  const { sheet } = await project.data.run(
    'report.pictures',
    { images, classes: await project.store.classes() },
    context,
  )
  return sheet === undefined ? undefined : { name, picture: Buffer.from(sheet, 'base64') }
}

const trainingOf = ({
  startedAt,
  engine,
  epochs,
  steps,
  objects,
  tilesPerSecond,
  best,
  ...run
}: RunInfo) => ({
  ...{ startedAt, engine, epochs, steps, objects, tilesPerSecond, best },
  ...{ pictures: run.pictures, shownAs: run.shownAs },
})

/** Names of files, without where they lie: whose machine it was is nobody's business. */
const nameOf = (path: string) => basename(win32.basename(path))

function withoutPaths({ dataset, from, weights, ...options }: TrainConfig): TrainConfig {
  return {
    ...options,
    dataset: nameOf(dataset),
    ...(from === undefined ? {} : { from: nameOf(from) }),
    ...(weights === undefined ? {} : { weights: nameOf(weights) }),
  }
}

/** Elsewhere an image is known by its contents alone: what has no checksum could not be told from what was never seen. */
function withoutPlaces({ images, known, notes }: LearnedGround): LearnedGround {
  const nameless = images.filter(({ sha256 }) => sha256 === '').length
  const note = says.runs.ofNamelessImagesThatThe(nameless)
  return {
    images: images.map((image) => ({ ...image, path: nameOf(image.path) })),
    known: known && nameless === 0,
    notes: nameless > 0 ? [...notes, note] : notes,
  }
}

/** What a pixel of the images covers that it learned from, each size once; empty where none is known. */
async function pixelSizesOf(project: Project, learned: LearnedGround): Promise<PixelSize[]> {
  const images = await project.store.images()
  const sizes = images.flatMap((image) =>
    image.pixelSize && trainingsOn(learned, image).length > 0 ? [image.pixelSize] : [],
  )
  return [...new Map(sizes.map((size) => [pixelSizeText(size), size])).values()]
}
