import type { ForeignLook } from './foreign'
import { listForeign } from './foreignFile.node'
import { filesInFolders, filesInList, foreignKind } from './labelledFiles.node'
import { guessMap } from './mapping'

/** What kind of data lies at a path and what it holds; reads no picture. Throws AppError with one sentence. */
export async function lookAtForeign(path: string): Promise<ForeignLook> {
  const kind = await foreignKind(path)
  if (kind === 'hdf5') {
    const datasets = await listForeign(path)
    return { path, kind, datasets, map: guessMap(datasets), pictures: 0, classNames: [], several: false }
  }
  const { files, classNames, several } =
    kind === 'folder' ? await filesInFolders(path) : await filesInList(path)
  return { path, kind, datasets: [], map: {}, pictures: files.length, classNames, several }
}
