import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { AppError } from '../base/errors'
import { ProjectLock } from './lock.node'
import { ProjectPaths } from './paths.node'

/** Makes the folders of a new project; the project's own may be there, empty. */
export function makeFolder(folder: string): ProjectPaths {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new AppError('folder-in-use', `${folder} is not empty; choose a new folder for the project.`)
  }
  const paths = new ProjectPaths(folder)
  try {
    for (const each of [folder, paths.images, paths.datasets, paths.runs, paths.predictions])
      mkdirSync(each, { recursive: true })
  } catch (error) {
    // "ENOTDIR: not a directory, mkdir '/…'": the words between are what a person can read.
    const reason = /^\w+: ([^,]+),/.exec((error as Error).message)?.[1] ?? String(error)
    throw new AppError('project-read-only', `${folder} cannot be made (${reason}); choose another place.`, {
      cause: error,
    })
  }
  return paths
}

/** Throws AppError: not-a-project or project-damaged. */
export function projectFolder(folder: string): ProjectPaths {
  const paths = new ProjectPaths(folder)
  if (!existsSync(paths.database)) {
    const what = existsSync(folder) ? 'is not a Windhover project (it has no project.db)' : 'does not exist'
    throw new AppError('not-a-project', `${folder} ${what}; choose a folder whose name ends in .windhover.`)
  }
  if (statSync(paths.database).size === 0) {
    throw new AppError('project-damaged', `${paths.database} is empty; restore the project from a copy.`)
  }
  return paths
}

/** The project's lock, or why it can only be looked at. Throws AppError('project-locked') where somebody has it. */
export async function holdProject(
  paths: ProjectPaths,
): Promise<{ lock: ProjectLock; readOnly: null } | { lock: null; readOnly: string }> {
  try {
    return { lock: await ProjectLock.acquire(paths.lock), readOnly: null }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'project-read-only') throw error
    return { lock: null, readOnly: `${basename(paths.folder)} can only be looked at: ${error.message}` }
  }
}

/** Where SQLite may not write, not even its log, it reads a copy. Returns the folder and the file in it. */
export function copyToRead(paths: ProjectPaths): { folder: string; database: string } {
  const folder = mkdtempSync(join(tmpdir(), 'windhover-read-'))
  const database = join(folder, 'project.db')
  try {
    for (const ending of ['', '-wal']) {
      if (!existsSync(paths.database + ending)) continue
      copyFileSync(paths.database + ending, database + ending)
      chmodSync(database + ending, 0o600)
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw new AppError(
      'project-unreadable',
      `${paths.database} cannot be read; allow reading it, or make room for a copy in ${tmpdir()}.`,
      { cause: error },
    )
  }
  return { folder, database }
}
