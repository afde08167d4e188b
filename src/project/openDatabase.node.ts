import { rmSync } from 'node:fs'
import { AppError } from '../base/errors'
import { copyToRead } from './folder.node'
import type { ProjectPaths } from './paths.node'
import { migrate } from './schema.node'
import { Sqlite } from './sqlite.node'

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
  const db = new Sqlite(paths.database)
  try {
    const problem = db.get('PRAGMA quick_check(1)')?.quick_check
    if (problem !== 'ok') {
      throw new AppError(
        'project-damaged',
        `${paths.database} is damaged (${String(problem)}); restore the project from a copy.`,
      )
    }
    migrate(db)
    return { db, readOnly: null, clean: () => {} }
  } catch (error) {
    db.close()
    if (error instanceof AppError && error.code === 'project-newer') return openCopy(paths, error.message)
    throw error
  }
}

function openCopy(paths: ProjectPaths, readOnly: string): OpenedDatabase {
  const { folder, database } = copyToRead(paths)
  const clean = () => rmSync(folder, { recursive: true, force: true })
  try {
    return { db: new Sqlite(database), readOnly, clean }
  } catch (error) {
    clean()
    throw error
  }
}
