import { extname, resolve } from 'node:path'
import { AppError } from '../base/errors'
import type { CallContext } from '../base/wire'
import type { TablePreview, ToldTable } from '../formats/csvPreview'
import { withoutEnding } from '../formats/format'
import { nameKey } from '../formats/pictureNames'
import { says } from '../messages/says/says'
import { listFiles } from './importList.node'
import { isLabelFile, picturesAlike } from './labelFiles.node'
import { classNames, type Project } from './project.node'

/** Files of an import, and those among its tables whose columns do not say what they mean. */
export interface SortedFiles {
  readonly clear: string[]
  readonly unclear: string[]
}

/** Finds the tables that a person must be asked about before they can be imported for pictures that are there, or among the files. */
export async function sortTables(
  project: Project,
  files: readonly string[],
  context: CallContext,
): Promise<SortedFiles> {
  const sorted: SortedFiles = { clear: [], unclear: [] }
  const pictures = files.filter((file) => !isLabelFile(file))
  const named = new Set(pictures.map(nameKey))
  const isAskable = pictures.length > 0 || (await project.store.images()).length > 0
  const names = await classNames(project)
  for (const file of files) {
    const isTable = isAskable && ['.csv', '.tsv'].includes(extname(file).toLowerCase())
    const preview =
      isTable && !isList(file)
        ? await project.data.run('labels.preview', { file, images: [], classNames: names }, context)
        : null
    // A table that is called like a picture of this import is that one's.
    const isOwn = preview?.unclear === 'image' && named.has(nameKey(withoutEnding(file)))
    const isUnclear = preview !== null && preview.unclear !== null && !isOwn
    sorted[isUnclear ? 'unclear' : 'clear'].push(file)
  }
  return sorted
}

/** A list of pictures, as an import takes it. */
function isList(file: string): boolean {
  const { files } = listFiles([file])
  return files.length !== 1 || files[0] !== resolve(file)
}

/** What the project would get of a table. Throws AppError('file-missing') where it is no longer one. */
export async function previewColumns(
  project: Project,
  file: string,
  told: ToldTable | undefined,
  context: CallContext,
): Promise<TablePreview> {
  const records = await project.store.images()
  const alike = picturesAlike(records.map(({ path }) => path))
  const images = records.map(({ name, width, height, path, geo }) => ({
    ...{ name, width, height, path, geo },
    others: alike.get(path),
  }))
  const names = await classNames(project)
  const preview = await project.data.run(
    'labels.preview',
    { file, images, classNames: names, ...told },
    context,
  )
  if (!preview) throw new AppError('file-missing', says.labels.thereIsNoLabelFile(file))
  return preview
}
