import { damaged, openH5File } from '../../hdf5/h5File.node'
import { loadH5, type H5Dataset } from '../../hdf5/h5Module.node'
import { storedClassNames } from './classNames.node'
import type { ForeignLook } from './foreign'
import { entriesOf } from './foreignFile.node'
import { foreignKind, labelledFiles } from './labelledFiles.node'
import { guessMap } from './mapping'

/** What kind of data lies at a path and what it holds; reads no picture. Throws AppError with one sentence. */
export async function lookAtForeign(path: string): Promise<ForeignLook> {
  const kind = await foreignKind(path)
  if (kind === 'hdf5') return lookAtH5(path)
  const { files, classNames, several } = await labelledFiles(path, kind)
  const parted = files.some(({ split }) => split)
  return { path, kind, datasets: [], map: {}, pictures: files.length, classNames, several, parted }
}

async function lookAtH5(path: string): Promise<ForeignLook> {
  const h5 = await loadH5()
  const file = await openH5File(path)
  try {
    const datasets = entriesOf(h5, file)
    const map = guessMap(datasets)
    const labels = map.labels ?? map.masks
    const classNames = labels ? (storedClassNames(h5, file, file.get(labels) as H5Dataset) ?? []) : []
    return { path, kind: 'hdf5', datasets, map, pictures: 0, classNames, several: false, parted: false }
  } catch (error) {
    throw damaged(path, error)
  } finally {
    file.close()
  }
}
