import { AppError } from '../base/errors'
import type { WrittenFormat } from '../formats/format'
import type { CallContext } from '../base/wire'
import { says } from '../messages/says/says'
import type { DataJobs } from './jobs'
import { thresholdAsked, type RequestedThreshold } from './askedThreshold'
import { storedPrediction } from './predicting.node'
import { chosenRun, marksOf, projectClass, type Project } from './project.node'

export type ExportFormat = WrittenFormat

/** With libraries for maps, XML and YAML, which a window that starts does without. */
const formats = () => import('../formats/formats')
export interface ExportRequest {
  readonly format: ExportFormat
  readonly what: 'objects' | 'predictions'
  /** Whose predictions: a run's id or `best`; absent: the newest of each image. */
  readonly run?: string | undefined
  /** A folder for the formats that write a file an image, otherwise a file. */
  readonly out: string
  /** Least score of the predictions; absent: what they were found with. */
  readonly threshold?: RequestedThreshold | undefined
}
export interface ExportResult {
  readonly written: number
  readonly dropped: number
  readonly changed: number
}

/**
 * What a dialog offers as a name, and whether the export is a folder.
 *
 * @example await exportTarget('field', 'coco', 'objects') // { defaultName: 'field-objects.json', folder: false }
 */
export async function exportTarget(
  project: string,
  id: ExportFormat,
  what: ExportRequest['what'],
  run?: string,
): Promise<{ defaultName: string; folder: boolean }> {
  const { folder, ending } = (await formats()).formatById(id)
  const name = [project, what, ...(run ? [run] : []), ...(folder ? [id] : [])].join('-')
  return { defaultName: folder ? name : `${name}${ending}`, folder }
}

/**
 * Writes everything that people marked, or what the best run found, for other programs; each file is whole or not there.
 *
 * @example await exportAnnotations(project, { format: 'coco', what: 'objects', out: 'objects.json' }, context)
 */
export async function exportAnnotations(
  project: Project,
  request: ExportRequest,
  context: CallContext,
): Promise<ExportResult> {
  const { what, out } = request
  const run = request.run === undefined ? undefined : chosenRun(project, request.run).id
  const format = (await formats()).formatById(request.format).id
  const classes = await project.store.classes()
  const named = classes.map(projectClass)
  const records = await project.store.images()
  const stored = new Map(
    what === 'predictions' ? records.map(({ id }) => [id, storedPrediction(project, id, run)]) : [],
  )
  const runs = new Map([...stored.values()].flatMap((found) => (found ? [[found.info.id, found.info]] : [])))
  const images: DataJobs['labels.write']['in']['images'][number][] = []
  for (const record of records) {
    context.signal.throwIfAborted()
    const { id, name, width, height, path, geo, pixelSize } = record
    const image = { name, width, height, path, geo, pixelSize }
    const found = stored.get(id)
    if (what === 'objects') {
      images.push({ image, content: { marked: (await marksOf(project, id, classes)).objects } })
    } else if (found) {
      const threshold = thresholdAsked(request.threshold, found.info, named, [...runs.values()])
      const { classIds } = found.info
      images.push({ image, content: { found: found.path, classIds, threshold } })
    } else
      context.warn(
        says.services.nameIsLeftOutHas(name, run ? says.services.runRunHasNot(run) : says.services.noRunHas),
      )
  }
  if (images.length === 0) {
    const missing =
      what === 'objects' ? says.services.noImageYetImportOne : says.services.noPredictionYetPredict
    throw new AppError('nothing-to-export', says.services.thisProjectHasMissingFirst(missing))
  }
  if (runs.size > 1) context.warn(says.services.whatRunsRunsFoundIs(runs.size, [...runs.keys()].join(', ')))
  const input = { format, out, images, classes: named }
  const { notes, ...result } = await project.data.run('labels.write', input, context)
  for (const note of notes) context.warn(note)
  return result
}
