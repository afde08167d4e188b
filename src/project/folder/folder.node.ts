import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { AppError } from '../../base/errors'
import { diskFull, isDiskFull } from '../../files/diskErrors'
import { linked, special } from '../../files/readFile.node'
import { says } from '../../messages/says/says'
import { ProjectLock } from './lock.node'
import { ProjectPaths } from './paths.node'
import { checkFolders } from './recover.node'

/** Makes the folders of a new project; the project's own may be there, empty. */
export function makeFolder(folder: string): ProjectPaths {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new AppError('folder-in-use', says.project.folderIsNotEmptyChoose(folder))
  }
  const paths = new ProjectPaths(folder)
  const before = existsSync(folder)
  try {
    for (const each of [folder, ...paths.folders]) mkdirSync(each, { recursive: true })
  } catch (error) {
    unmakeFolder(paths, before)
    if (isDiskFull(error)) throw diskFull(folder, error)
    // "ENOTDIR: not a directory, mkdir '/…'": the words between are what a person can read.
    const reason = /^\w+: ([^,]+),/.exec((error as Error).message)?.[1] ?? String(error)
    throw new AppError('project-read-only', says.project.folderCannotBeMadeReason(folder, reason), {
      cause: error,
    })
  }
  return paths
}

/** Takes a project back that could not be made whole: what was not there before must not be in the way of the next try. */
export function unmakeFolder(paths: ProjectPaths, keepFolder = true): void {
  const { folder, database, confirmed, lock } = paths
  const made = [database, `${database}-wal`, `${database}-journal`, confirmed, lock]
  for (const file of made) rmSync(file, { force: true })
  rmSync(`${database}.lock`, { recursive: true, force: true })
  for (const each of keepFolder ? paths.folders : [...paths.folders, folder]) {
    try {
      rmdirSync(each)
    } catch {
      // Not there, or not empty: then it holds what is not ours.
    }
  }
}

/** Throws AppError: not-a-project, project-damaged, file-linked, file-special or not-a-folder. */
export function projectFolder(folder: string): ProjectPaths {
  const paths = new ProjectPaths(folder)
  const found = lstatSync(paths.database, { throwIfNoEntry: false })
  if (!found) {
    const what = existsSync(folder) ? says.project.isNotAWindhoverProject : says.project.doesNotExist
    throw new AppError('not-a-project', says.project.folderWhatChooseAFolder(folder, what))
  }
  if (found.isSymbolicLink()) throw linked(paths.database)
  if (!found.isFile()) throw special(paths.database, found.isDirectory() ? says.project.aFolder : undefined)
  if (found.size === 0) {
    throw new AppError('project-damaged', says.project.databaseIsEmptyRestoreThe(paths.database))
  }
  for (const ending of ['-wal', '-journal']) {
    const log = lstatSync(paths.database + ending, { throwIfNoEntry: false })
    if (log && !log.isFile())
      throw special(paths.database + ending, log.isSymbolicLink() ? says.project.aLink : undefined)
  }
  checkFolders(paths)
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
    return { lock: null, readOnly: says.project.folderCanOnlyBeLooked(basename(paths.folder), error.message) }
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
      says.project.databaseCannotBeReadAllow(paths.database, tmpdir()),
      { cause: error },
    )
  }
  return { folder, database }
}
