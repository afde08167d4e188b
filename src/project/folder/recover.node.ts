import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../base/errors'
import { linked, special } from '../../files/readFile.node'
import { removeAbandoned } from '../../files/replaceFile.node'
import { says } from '../../messages/says/says'
import type { ProjectPaths } from './paths.node'
import { listRuns, runProblems, writeRun } from './runs.node'
import { removeStaleBlocks } from './staleBlocks.node'

/** What was found when a project was opened. */
export interface Recovered {
  /** Ids of the runs that were cut short. */
  readonly interrupted: readonly string[]
  /** What is left out of the project and why, in one sentence. */
  readonly problem: string | undefined
}

/**
 * Refuses a project whose parts are links to other places, or no folders: whatever is written or removed in them would be
 * elsewhere. Throws AppError('file-linked' | 'not-a-folder').
 */
export function checkFolders(paths: ProjectPaths): void {
  for (const folder of paths.folders) {
    const stats = lstatSync(folder, { throwIfNoEntry: false })
    if (!stats || stats.isDirectory()) continue
    if (stats.isSymbolicLink()) throw linked(folder)
    throw new AppError('not-a-folder', says.project.folderIsNoFolderRemove(folder))
  }
}

/**
 * Cleans up after a process that was killed; call it while holding the project's lock, so nothing is being written.
 * Runs that still say `running` become `interrupted`. Of files, only those go that a dead process of ours was writing.
 * A disk that takes no more keeps nobody from opening the project.
 */
export function recover(paths: ProjectPaths): Recovered {
  const odd: string[] = []
  for (const folder of paths.folders) tidy(folder, 3, odd)
  const runs = listRuns(paths)
  removeStaleBlocks(paths, new Set(runs.map(({ id }) => id)))
  const running = runs.filter(({ status }) => status === 'running')
  const problems = [...new Set([...odd, ...runProblems(paths)])]
  for (const run of running) {
    try {
      writeRun(paths, { ...run, status: 'interrupted' })
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error))
    }
  }
  const [first] = problems
  const problem =
    problems.length > 1 ? says.project.problemsThingsOfThisProject(problems.length, String(first)) : first
  return { interrupted: running.map(({ id }) => id), problem }
}

/** `odd` gets a sentence for everything that is neither a file nor a folder. */
function tidy(folder: string, depth: number, odd: string[]): void {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (depth > 0) tidy(path, depth - 1, odd)
    } else if (entry.isFile()) removeAbandoned(folder, entry.name, { older: true })
    else odd.push((entry.isSymbolicLink() ? linked(path) : special(path)).message)
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
