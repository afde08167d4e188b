import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { removeFile } from '../files/replaceFile.node'
import { blocksSize, removeBlocks } from '../files/searchBlocks.node'
import { keptBlockFolders } from '../project/folder/staleBlocks.node'
import { allowChange, type Project } from './project.node'

export interface Compacted {
  /** Bytes that the disk got back. */
  readonly bytes: number
  readonly files: number
}

/**
 * Forgets the undo history, and with it the files of images that only undo could bring back. Cannot be undone itself.
 */
export async function compactProject(project: Project): Promise<Compacted> {
  allowChange(project)
  const { store, paths } = project
  const size = async () => {
    const log = await stat(`${paths.database}-wal`).catch(() => ({ size: 0 }))
    return (await stat(paths.database)).size + log.size
  }
  const before = await size()
  await store.compact()
  let bytes = before - (await size())
  let files = 0
  const kept = new Set((await store.images()).map(({ id }) => id))
  const runs = await readdir(paths.predictions).catch(() => [])
  for (const folder of [paths.images, ...runs.map((run) => join(paths.predictions, run))]) {
    for (const name of await readdir(folder).catch(() => [])) {
      // Files of an image begin with its number.
      const image = /^\.?(\d+)\.(tif|h5|tif\.building|tif\.journal)$/.exec(name)?.[1]
      const file = join(folder, name)
      if (image === undefined || kept.has(Number(image)) || !paths.has(file)) continue
      bytes += (await stat(file)).size
      files += 1
      await removeFile(file)
    }
  }
  for (const { folder, image } of keptBlockFolders(paths)) {
    if (kept.has(image)) continue
    bytes += blocksSize(folder)
    removeBlocks(folder)
  }
  return { bytes, files }
}
