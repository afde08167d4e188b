import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { AppError } from '../../base/errors'
import { isThere } from '../../files/readFile.node'
import { copyToRead } from '../folder/folder.node'
import type { ProjectPaths } from '../folder/paths.node'
import { says } from '../../messages/says/says'
import { changesIn, confirmedChanges } from './confirmed.node'
import { migrate, migrations, requireOwnTables } from './schema.node'
import { Sqlite } from './sqlite.node'

/** Bytes of a file that is looked at as a whole whenever it is opened: a tenth of a second. */
const smallFile = 16 * 1024 * 1024

interface OpenedDatabase {
  readonly db: Sqlite
  /** Why nothing may be written, in one sentence. */
  readonly readOnly: string | null
  /** How many confirmed changes are not in it, and where the damaged log was kept, in one sentence; undefined for none. */
  readonly lost: string | undefined
  /** Call it after the file was closed. */
  clean(): void
}

/** Opens a project's file at today's version; one that may not be written, or a newer version's, as a copy to look at. */
export function openDatabase(paths: ProjectPaths, readOnly: string | null): OpenedDatabase {
  if (readOnly) return openCopy(paths, readOnly)
  const size = statSync(paths.database, { throwIfNoEntry: false })?.size ?? 0
  const logged = existsSync(logOf(paths.database))
  const opened = openWhole(paths.database, size > smallFile, logged)
  const confirmed = confirmedChanges(paths.confirmed)
  const known = opened instanceof Sqlite ? knownChanges(opened) : undefined
  if (opened instanceof Sqlite && (known ?? 0) >= confirmed) return migrated(paths, opened, undefined)
  if (opened instanceof AppError && opened.code !== 'project-damaged') throw opened
  // What the log held was moved to the file in part: only without the log does the file hold all of one moment.
  const alone = logged ? changesWithoutLog(paths.database) : undefined
  if (alone !== undefined && alone > (known ?? -1)) return withoutLog(paths, opened, confirmed)
  if (!(opened instanceof Sqlite)) throw opened
  if (known === undefined) return refuse(opened)
  const kept = logged ? keepLog(paths) : undefined
  return migrated(paths, opened, sayLost(paths, confirmed - known, kept))
}

/** The opened file, or why it cannot be opened: then it and its log were left as they are. */
function openWhole(path: string, large: boolean, logged: boolean): Sqlite | Error {
  const db = new Sqlite(path)
  try {
    requireOwnTables(db)
    check(db, large && !logged)
    return db
  } catch (error) {
    // Closing it would move what is damaged from the log into the file.
    if (logged) db.leave()
    else db.close()
    return error as Error
  }
}

/** Undefined for a file without tables; without bounds for a newer version's, which counts as it likes. */
function knownChanges(db: Sqlite): number | undefined {
  const version = db.number('PRAGMA user_version')
  if (version > migrations.length) return Infinity
  return version > 0 ? changesIn(db) : undefined
}

function refuse(db: Sqlite): never {
  db.leave()
  throw new AppError('project-damaged', says.project.allWasInTheLog(db.path))
}

function migrated(paths: ProjectPaths, db: Sqlite, lost: string | undefined): OpenedDatabase {
  try {
    migrate(db)
    return { db, readOnly: null, lost, clean: () => {} }
  } catch (error) {
    db.close()
    if (error instanceof AppError && error.code === 'project-newer') return openCopy(paths, error.message)
    throw error
  }
}

const logOf = (database: string) => `${database}-wal`

/** How many changes the file holds without its log; undefined where it is no whole project. */
function changesWithoutLog(database: string): number | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'windhover-read-'))
  let db: Sqlite | undefined
  try {
    const copy = join(folder, 'project.db')
    copyFileSync(database, copy)
    db = new Sqlite(copy)
    requireOwnTables(db)
    check(db, false)
    return knownChanges(db)
  } catch {
    return undefined
  } finally {
    db?.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function withoutLog(paths: ProjectPaths, opened: Sqlite | Error, confirmed: number): OpenedDatabase {
  const kept = keepLog(paths)
  if (opened instanceof Sqlite) opened.leave()
  truncateSync(logOf(paths.database))
  const db = new Sqlite(paths.database)
  return migrated(paths, db, sayLost(paths, confirmed - changesIn(db), kept))
}

/** Copies the damaged log to a name that SQLite does not know; returns the name. */
function keepLog({ database }: ProjectPaths): string {
  for (let n = 1; ; n++) {
    const kept = `${database}.damaged-log${n > 1 ? `-${n}` : ''}`
    if (isThere(kept)) continue
    copyFileSync(logOf(database), kept)
    return basename(kept)
  }
}

/** `missing` is 0 or less where nobody counted. */
function sayLost({ database }: ProjectPaths, missing: number, kept: string | undefined): string {
  if (kept === undefined) return says.project.changesLostWithTheLog(missing, database)
  return missing > 0
    ? says.project.changesLostByDamagedLog(missing, database, kept)
    : says.project.someChangesLost(database, kept)
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
    const missing = confirmedChanges(paths.confirmed) - (knownChanges(db) ?? 0)
    const lost = missing > 0 ? says.project.changesNotSeen(missing, paths.database) : undefined
    return { db, readOnly, lost, clean }
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
