import { AppError } from '../base/errors'
import { appVersion } from '../base/version'
import type { CallContext } from '../base/wire'
import { reportPage } from '../figures/report/page'
import type { Known, ReportData, ReportImage } from '../figures/report/reportData'
import type { ReportPictures } from '../figures/report/reportJob'
import { replaceFileLater } from '../files/replaceFile.node'
import { coveredShare } from '../geometry/unionArea'
import { says } from '../messages/says/says'
import { calledClasses } from '../found/projectClasses'
import { askedOr, asNamed, statedThreshold, type NamedThreshold } from '../found/threshold'
import { classifiers } from '../models/catalogue'
import { propertiesText } from '../records/image'
import type { ImageRecord } from '../records/records'
import { listRuns } from '../project/folder/runs.node'
import type { RunInfo } from '../runs/config'
import { runStart } from '../runs/runName'
import { trainingsOn, type LearnedGround } from '../tiles/learnedGround'
import { thresholdAsked, type RequestedThreshold } from './askedThreshold'
import { countObjects, type CountRequest } from './counting.node'
import { evaluateRun, searchedBy } from './evaluating.node'
import { fieldSample } from './fieldSamples.node'
import { learnedBy } from './learned.node'
import { chosenRun, locate, projectName, type Project } from './project.node'

export interface ReportRequest {
  readonly images: number[] | 'all'
  readonly run?: string | undefined
  /** Absent: as the run was searched with. */
  readonly threshold?: RequestedThreshold | undefined
  readonly out: string
}

export interface ReportResult {
  readonly out: string
  readonly run: string
  readonly images: number
  readonly bytes: number
}

/**
 * Writes what a run found and how right it is as one page for people, with the figures of `evaluate` and `count`.
 *
 * @example await makeReport(project, { images: 'all', out: 'report.html' }, context)
 */
export async function makeReport(
  project: Project,
  request: ReportRequest,
  context: CallContext,
): Promise<ReportResult> {
  const run = chosenRun(project, request.run)
  const images = await searchedBy(project, run, request.images, context)
  const notes = new Set<string>()
  const noting: CallContext = { ...context, warn: (note) => void notes.add(note) }
  const { threshold } = request
  const asked = { images: images.map(({ id }) => id), run: run.id, threshold }
  const match = { kind: 'centre' } as const
  const evaluation = await known(() => evaluateRun(project, { ...asked, match, expected: false }, noting))
  const count = await countOf(project, run, asked, noting)
  const learned = await learnedBy(project, run, noting)
  for (const note of notes) context.warn(note)
  const drawn = await drawPictures(project, { run, images, threshold }, context)
  const data: ReportData = {
    ...{ project: projectName(project.paths.folder), day: new Date().toISOString().slice(0, 10) },
    ...{ version: appVersion, run, least: drawn.least, evaluation, count, notes: [...notes] },
    startedFrom: runStart(run, listRuns(project.paths)),
    learnedFrom: learnedFrom(await project.store.images(), learned),
    images: await describeImages(project, images, learned, drawn.pictures),
    ...{ highest: drawn.pictures.highest, lowest: drawn.pictures.lowest },
  }
  const page = reportPage(data)
  context.signal.throwIfAborted()
  await replaceFileLater(request.out, page)
  return { out: request.out, run: run.id, images: images.length, bytes: Buffer.byteLength(page) }
}

/** Why something is not known is part of the report; what the disk or a person stopped is not. */
async function known<T>(work: () => Promise<T>): Promise<Known<T>> {
  try {
    return { value: await work() }
  } catch (error) {
    if (error instanceof AppError && error.code === 'no-truth') return { missing: error.message }
    throw error
  }
}

async function countOf(
  project: Project,
  run: RunInfo,
  asked: CountRequest,
  context: CallContext,
): Promise<ReportData['count']> {
  if (classifiers.some((model) => model === run.config.model))
    return { missing: says.services.theRunTellsTheClass }
  return known(() => countObjects(project, asked, context))
}

async function drawPictures(
  project: Project,
  {
    run,
    images,
    threshold,
  }: { run: RunInfo; images: readonly ImageRecord[]; threshold: ReportRequest['threshold'] },
  context: CallContext,
): Promise<{ readonly pictures: ReportPictures; readonly least: NamedThreshold }> {
  const classes = (await project.store.classes()).map(({ id, name, color }) => ({ id, name, color }))
  const asked = thresholdAsked(threshold, run, classes)
  const pathOf = (id: number) => project.paths.prediction(run.id, id)
  const [first] = images as [ImageRecord]
  const { info } = await project.data.run('prediction.load', { path: pathOf(first.id) }, context)
  const least = askedOr(asked, statedThreshold(info))
  const drawn = images.map((image) => ({
    name: image.name,
    picture: locate(project, image),
    found: { path: pathOf(image.id), classIds: run.classIds, threshold: least },
  }))
  const pictures = await project.data.run('report.pictures', { images: drawn, classes }, context)
  const learned = { classNames: info.classNames, classIds: run.classIds }
  return { pictures, least: asNamed(least, calledClasses(learned, classes)) }
}

function learnedFrom(images: readonly ImageRecord[], learned: LearnedGround): ReportData['learnedFrom'] {
  const here = images.filter((image) => trainingsOn(learned, image).length > 0).map(({ name }) => name)
  return { here, others: Math.max(0, learned.images.length - here.length), known: learned.known }
}

async function describeImages(
  project: Project,
  images: readonly ImageRecord[],
  learned: LearnedGround,
  { images: drawn }: ReportPictures,
): Promise<ReportImage[]> {
  const { counts } = await project.store.summary()
  return Promise.all(
    images.map(async (image, i): Promise<ReportImage> => {
      const { id, name, width, height, pixelSize } = image
      const notes = [image.notes, propertiesText(image)].filter((text) => text).join('\n') || undefined
      const { objects, checked, covered } = counts.get(id) ?? { objects: 0, checked: 0, covered: 0 }
      const { detections = 0, overview } = drawn[i] ?? {}
      return {
        ...{ id, name, width, height, pixelSize, notes, objects, detections, overview },
        ...{ checkedShare: coveredShare(image, covered), checkedAreas: checked },
        learned: trainingsOn(learned, image).length > 0,
        fieldSeed: (await fieldSample(project, id))?.seed,
      }
    }),
  )
}
