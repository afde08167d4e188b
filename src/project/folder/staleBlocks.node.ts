import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { namesIn, removeBlocks } from '../../files/searchBlocks.node'
import type { ProjectPaths } from './paths.node'

/** How long a search that was stopped may be gone on with: its blocks take room. */
const keptFor = 30 * 24 * 3600 * 1000

/** The folders of blocks in a project, with the image that each is of. */
export function keptBlockFolders({
  predictions,
}: ProjectPaths): { folder: string; run: string; image: number }[] {
  return namesIn(predictions).flatMap((run) =>
    namesIn(join(predictions, run)).flatMap((name) => {
      const image = /^(\d+)\.blocks$/.exec(name)?.[1]
      return image === undefined ? [] : [{ folder: join(predictions, run, name), run, image: Number(image) }]
    }),
  )
}

/** Removes what stopped searches have computed where the run is gone, or nobody has gone on for a month. */
export function removeStaleBlocks(paths: ProjectPaths, runs: ReadonlySet<string>): void {
  for (const { folder, run } of keptBlockFolders(paths)) {
    const stats = lstatSync(folder, { throwIfNoEntry: false })
    if (!stats?.isDirectory()) continue
    if (runs.has(run) && Date.now() - stats.mtimeMs < keptFor) continue
    try {
      removeBlocks(folder)
    } catch {
      // A disk that takes no change keeps nobody from opening the project.
    }
  }
}
