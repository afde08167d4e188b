import { existsSync, rmSync, statSync } from 'node:fs'
import { AppError } from '../../base/errors'
import { copyToRead } from '../folder/folder.node'
import type { ProjectPaths } from '../folder/paths.node'
import { says } from '../../messages/says/says'
import { migrate, requireOwnTables } from './schema.node'
import { Sqlite } from './sqlite.node'

/** Bytes of a file that is looked at as a whole whenever it is opened: a tenth of a second. */
const smallFile = 16 * 1024 * 1024

interface OpenedDatabase {
  readonly db: Sqlite
  /** Why nothing may be written, in one sentence. */
  readonly readOnly: string | null
  /** Call it after the file was closed. */
  clean(): void
}

/** Opens a project's file at today's version; one that may not be written, or a newer version's, as a copy to look at. */
export function openDatabase(paths: ProjectPaths, readOnly: string | null): OpenedDatabase {
  if (readOnly) return openCopy(paths, readOnly)
  const size = statSync(paths.database, { throwIfNoEntry: false })?.size ?? 0
  const large = size > smallFile && !existsSync(`${paths.database}-wal`)
  const db = new Sqlite(paths.database)
  try {
    requireOwnTables(db)
    check(db, large)
    migrate(db)
    return { db, readOnly: null, clean: () => {} }
  } catch (error) {
    db.close()
    if (error instanceof AppError && error.code === 'project-newer') return openCopy(paths, error.message)
    throw error
  }
}

/** What SQLite found, which may be many lines, in one. */
function briefly(problem: unknown): string {
  const [, ...lines] = `\n${String(problem)}`.split('\n').filter((line) => !line.startsWith('***'))
  return lines.join(', ').slice(0, 200)
}

function openCopy(paths: ProjectPaths, readOnly: string): OpenedDatabase {
  const { folder, database } = copyToRead(paths)
  const clean = () => rmSync(folder, { recursive: true, force: true })
  let db: Sqlite | undefined
  try {
    db = new Sqlite(database)
    requireOwnTables(db)
    return { db, readOnly, clean }
  } catch (error) {
    db?.close()
    clean()
    throw error
  }
}

/**
 * Throws AppError('project-damaged'). Of a large file that was closed in peace SQLite sees the length by itself, and here
 * everything but the objects is looked at: a million would cost a third of a second before anything is seen, and are read
 * anyway when their image is shown.
 */
function check(db: Sqlite, large: boolean): void {
  const tables = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('objects', 'objects_log')`
  const parts = large ? db.all(tables).map(({ name }) => `'${String(name).replaceAll("'", "''")}'`) : ['1']
  for (const part of parts) {
    const problem = db.get(`PRAGMA quick_check(${part})`)?.quick_check
    if (problem === 'ok') continue
    throw new AppError('project-damaged', says.project.pathIsDamagedProblemRestore(db.path, briefly(problem)))
  }
}
