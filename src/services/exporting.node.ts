import { existsSync } from 'node:fs'
import { mkdir, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../base/errors'
import type { FormatId, WriteImage } from '../formats/format'
import { formatById, formats } from '../formats/formats'
import type { CallContext } from '../ipc/wire'
import { detectionShape } from '../prediction/prediction'
import { predictionPath } from './predicting.node'
import { classNames, marksOf, type Project } from './project.node'

export type ExportFormat = FormatId
export interface ExportRequest {
  readonly format: ExportFormat
  readonly what: 'objects' | 'predictions'
  /** A folder for the formats that write a file an image, otherwise a file. */
  readonly out: string
}
export interface ExportResult {
  readonly written: number
  readonly dropped: number
  readonly changed: number
}

function formatOf(id: string) {
  const format = formatById(id)
  if (format) return format
  throw new AppError(
    'no-format',
    `There is no format "${id}"; the formats are ${formats.map((f) => f.id).join(', ')}.`,
  )
}

/** What a dialog offers as a name, and whether the export is a folder. */
export function exportTarget(
  project: string,
  id: ExportFormat,
  what: ExportRequest['what'],
): { defaultName: string; folder: boolean } {
  const { folder, ending } = formatOf(id)
  return { defaultName: `${project}-${what}${folder ? `-${id}` : ending}`, folder }
}

/** Writes everything that people marked, or what the best run found, for other programs; each file is whole or not there. */
export async function exportAnnotations(
  project: Project,
  request: ExportRequest,
  context: CallContext,
): Promise<ExportResult> {
  const format = formatOf(request.format)
  const images: WriteImage[] = []
  for (const image of await project.store.images()) {
    context.signal.throwIfAborted()
    const objects =
      request.what === 'objects'
        ? await markedObjects(project, image.id)
        : await foundObjects(project, image.id, context)
    if (objects) images.push({ image, objects })
    else context.warn(`${image.name} is left out: no run has searched it.`)
  }
  if (images.length === 0) {
    const what = request.what === 'objects' ? 'no image yet; import one' : 'no prediction yet; predict'
    throw new AppError('nothing-to-export', `This project has ${what} first.`)
  }
  const { files, written, changed, dropped } = format.write(images, await classNames(project))
  if (format.folder) {
    await mkdir(request.out, { recursive: true })
    for (const file of files) await replaceFile(join(request.out, file.name), file.text)
  } else {
    if (existsSync(request.out) && (await stat(request.out)).isDirectory()) {
      throw new AppError(
        'is-folder',
        `${request.out} is a folder; name the file to write, such as ${files[0]?.name}.`,
      )
    }
    await replaceFile(request.out, files[0]?.text ?? '')
  }
  return { written, dropped, changed }
}

async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { flush: true })
  await rename(`${path}.new`, path)
}

async function markedObjects(project: Project, image: number): Promise<WriteImage['objects']> {
  const { shapes, classes } = (await marksOf(project, image, await project.store.classes())).objects
  return shapes.map((shape, i) => ({ shape, class: classes[i] as number }))
}

async function foundObjects(
  project: Project,
  image: number,
  context: CallContext,
): Promise<WriteImage['objects'] | undefined> {
  const path = predictionPath(project, image)
  if (!path) return undefined
  const { info, detections } = await project.data.run('prediction.load', { path }, context)
  const count = detections.score.findIndex((score) => score < info.threshold)
  const kept = count < 0 ? detections.score.length : count
  return Array.from({ length: kept }, (_, i) => ({
    shape: detectionShape(detections, i),
    class: detections.class[i] as number,
    score: detections.score[i] as number,
  }))
}
