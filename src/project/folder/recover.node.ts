import { lstatSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../base/errors'
import { linked, special } from '../../files/readFile.node'
import { removeAbandoned } from '../../files/replaceFile.node'
import { says } from '../../messages/says/says'
import { readAway } from './awayRun.node'
import type { ProjectPaths } from './paths.node'
import { awayFile, listAwayRuns, listRuns, runProblems, writeRun } from './runs.node'
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
 * Runs that still say `running` become `interrupted`, unless they train elsewhere and say
 * where. Of files, only those go that a dead process of ours was writing.
 * A disk that takes no more keeps nobody from opening the project.
 */
export function recover(paths: ProjectPaths): Recovered {
  const odd: string[] = []
  for (const folder of paths.folders) tidy(folder, 3, odd)
  const runs = listRuns(paths)
  removeStaleBlocks(paths, new Set(runs.map(({ id }) => id)))
  const unknown: string[] = []
  const away = new Set(listAwayRuns(paths).filter((id) => isWhole(paths, id, unknown)))
  const running = runs.filter(({ status, id }) => status === 'running' && !away.has(id))
  const problems = [...new Set([...odd, ...unknown, ...runProblems(paths)])]
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

/**
 * Whether a run can be found where it trains. Of one that cannot nobody here will ever know: its damaged file is put aside,
 * so that it is a run that was cut short, and `unknown` gets a sentence.
 */
function isWhole(paths: ProjectPaths, id: string, unknown: string[]): boolean {
  try {
    return readAway(paths, id) !== undefined
  } catch (error) {
    const aside = `${awayFile}.damaged`
    try {
      renameSync(join(paths.run(id), awayFile), join(paths.run(id), aside))
    } catch {
      // A disk that takes nothing: it is tried again when the project is opened the next time.
    }
    const why = error instanceof Error ? error.message : String(error)
    unknown.push(says.project.runElsewhereUnknown(id, aside, why))
    return false
  }
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
