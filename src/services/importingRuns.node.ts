import { rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { CallContext } from '../base/wire'
import { isThere } from '../files/readFile.node'
import { inMetres, pixelSizeText } from '../geometry/pixelSize'
import { nameFile, newRunId, nextRunNumber, noteFile, writeRun } from '../project/folder/runs.node'
import { replaceFile } from '../files/replaceFile.node'
import { says } from '../messages/says/says'
import { defaultTraining, type RunInfo } from '../runs/config'
import { nameIn } from '../runs/runName'
import { allowChange, type Project } from './project.node'
import type { RunCard } from './runCard'

export interface ImportedRun {
  /** Its id in this project. */
  readonly id: string
  readonly file: string
  /** Where it was trained: the name of the project and its id there. */
  readonly project: string
  readonly run: string
  readonly licence?: string | undefined
  readonly classNames: readonly string[]
  readonly threshold: number
}

/** Takes a run in that another project exported; one that cannot be read leaves nothing. */
export async function importRun(project: Project, file: string, context: CallContext): Promise<ImportedRun> {
  allowChange(project)
  const { paths } = project
  const path = resolve(file)
  const id = newRunId(paths)
  const runDir = paths.run(id)
  try {
    const card = await project.trainer.run('run.unpack', { file: path, runDir }, context)
    const { name, note, project: from, run, licence, writtenBy, classNames, threshold } = card
    if (nameIn(name ?? '')) replaceFile(join(runDir, nameFile), nameIn(name ?? ''))
    if (note?.trim()) replaceFile(join(runDir, noteFile), note)
    const origin = { file: basename(path), project: from, run, licence, writtenBy, importedAt: now() }
    const classes = await project.store.classes()
    const classIds = classNames.map((name) => classes.find((each) => each.name === name)?.id ?? null)
    await tellOtherScale(project, card, context)
    const unknown = classNames.filter((_, i) => classIds[i] === null)
    if (unknown.length > 0)
      context.warn(says.importing.theProjectHasNoClass(unknown.map((name) => `"${name}"`).join(', ')))
    // Last: a folder without it is no run.
    writeRun(paths, { ...infoOf(card), id, number: nextRunNumber(paths), classIds, origin })
    return { id, file: origin.file, project: from, run, licence, classNames, threshold }
  } catch (error) {
    if (isThere(runDir)) rmSync(runDir, { recursive: true, force: true })
    throw error
  }
}

const now = () => new Date().toISOString()

function infoOf({ training, config, classNames, scale }: RunCard): Omit<RunInfo, 'id'> {
  const { level } = scale
  // What a file leaves out is as usual.
  const whole = { ...defaultTraining, ...(config as object), dataset: config.dataset, model: config.model }
  return { ...training, config: whole, status: 'finished', classNames, level }
}

/** Factor between pixel sizes from which on a run sees objects at another size than it learned them. */
const otherScale = 1.25

async function tellOtherScale(project: Project, { scale }: RunCard, context: CallContext): Promise<void> {
  const { pixelSizes, level } = scale
  if (pixelSizes.length === 0 || level === 'auto') return
  const learned = pixelSizes.map((size) => inMetres(size).x)
  const images = await project.store.images()
  const others = images.filter(({ pixelSize }) => {
    if (!pixelSize) return false
    const side = inMetres(pixelSize).x
    return learned.every((known) => Math.max(side / known, known / side) > otherScale)
  })
  const [first] = others
  if (!first?.pixelSize) return
  const sizes = pixelSizes.map(pixelSizeText).join(', ')
  context.warn(
    says.importing.theRunLearnedFromPixels(
      sizes,
      others.length,
      images.length,
      first.name,
      pixelSizeText(first.pixelSize),
    ),
  )
}
