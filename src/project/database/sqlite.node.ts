import { rmdirSync, statSync } from 'node:fs'
import sqlite, { type Database, type Statement } from 'node-sqlite3-wasm'
import { AppError } from '../../base/errors'
import type { StoredRow, SqlValue } from '../../records/row'
import { says } from '../../messages/says/says'

/** Bytes of memory that reading and changing a project may take. */
const maxMemory = 768 * 1024 * 1024

/**
 * One SQLite file, held alone: only whoever holds the project's lock opens it. Every commit is on the disk when it
 * returns (write-ahead log, one sync each). SQLite's errors become sentences.
 */
export class Sqlite {
  private readonly db: Database
  private readonly statements = new Map<string, Statement>()
  private readonly identity: string | undefined

  constructor(readonly path: string) {
    freeLock(`${path}.lock`)
    this.db = this.translate(() => new sqlite.Database(path))
    try {
      // Nothing that a file brings along (a view, a default, a check) may call more than the plainest functions.
      this.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON')
      // Without shared memory the write-ahead log needs an exclusive connection, and that before the first read.
      this.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
      this.exec('PRAGMA foreign_keys = ON; PRAGMA cache_size = -32000; PRAGMA journal_size_limit = 16000000')
      this.exec(`PRAGMA hard_heap_limit = ${maxMemory}`)
      // In the middle of the work only where nobody ever pauses: see `checkpoint`.
      this.exec('PRAGMA wal_autocheckpoint = 4000')
    } catch (error) {
      this.close()
      throw error
    }
    this.identity = identityOf(path)
  }

  exec(sql: string): void {
    this.translate(() => this.db.exec(sql))
  }

  run(sql: string, values: SqlValue[] = []): number {
    return this.use(sql, (statement) => statement.run(values).changes)
  }

  all(sql: string, values: SqlValue[] = []): StoredRow[] {
    return this.use(sql, (statement) => statement.all(values)) as StoredRow[]
  }

  /** The first row; the statement runs to its end, so that it keeps no read lock. */
  get(sql: string, values: SqlValue[] = []): StoredRow | undefined {
    return this.all(sql, values)[0]
  }

  number(sql: string, values: SqlValue[] = []): number {
    const row = this.get(sql, values)
    return Number(row ? Object.values(row)[0] : 0)
  }

  /** All or nothing. */
  transaction<T>(work: () => T): T {
    this.begin()
    try {
      const result = work()
      this.exec('COMMIT')
      return result
    } catch (error) {
      this.rollBack()
      throw error
    }
  }

  /** All or nothing, for work that lets others have a turn; nobody else may use the file meanwhile. */
  async longTransaction<T>(work: () => Promise<T>): Promise<T> {
    this.begin()
    try {
      const result = await work()
      this.exec('COMMIT')
      return result
    } catch (error) {
      this.rollBack()
      throw error
    }
  }

  /** Moves what was committed from the write-ahead log to the file: tens of milliseconds that no edit need wait for. */
  checkpoint(): void {
    this.exec('PRAGMA wal_checkpoint(PASSIVE)')
  }

  /** Gives the room of what was deleted back to the disk. */
  shrink(): void {
    // A new file is made in memory.
    this.exec('PRAGMA hard_heap_limit = 0; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)')
    this.exec(`PRAGMA hard_heap_limit = ${maxMemory}`)
  }

  /** A file that was removed, or whose disk was, still takes writes that nobody would find again. */
  private begin(): void {
    if (identityOf(this.path) !== this.identity) throw goneError(this.path)
    this.exec('BEGIN IMMEDIATE')
  }

  private rollBack(): void {
    try {
      if (this.db.inTransaction) this.db.exec('ROLLBACK')
    } catch {
      // What went wrong first is what counts; SQLite takes it back when the file is opened again.
    }
  }

  /** Without a last write to the file: it may be another one by now. The memory goes with the process. */
  abandon(): void {
    this.statements.clear()
  }

  /** Abandons it, and whoever opens the file next finds it and its log as they are. */
  leave(): void {
    this.abandon()
    freeLock(`${this.path}.lock`)
  }

  close(): void {
    for (const statement of this.statements.values()) statement.finalize()
    this.statements.clear()
    if (this.db.isOpen) this.db.close()
  }

  /** Statements are kept, except one that failed: the library refuses to use it again. */
  private use<T>(sql: string, work: (statement: Statement) => T): T {
    return this.translate(() => {
      const statement = this.statements.get(sql) ?? this.db.prepare(sql)
      this.statements.delete(sql)
      try {
        const result = work(statement)
        this.statements.set(sql, statement)
        return result
      } finally {
        if (!this.statements.has(sql)) discard(statement)
      }
    })
  }

  private translate<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw error instanceof sqlite.SQLite3Error ? toAppError(error, this.path) : error
    }
  }
}

/** The library's own lock is an empty folder, which a killed process leaves behind; whatever else is there stays. */
function freeLock(path: string): void {
  try {
    rmdirSync(path)
  } catch {
    // Not there; or the library will say that it cannot open the file.
  }
}

/** What the file of these steps holds, one line a table or an index. */
export function schemaOf(steps: readonly string[]): string[] {
  const db = new sqlite.Database()
  try {
    for (const step of steps) db.exec(step)
    return schemaLines(db.all(schemaSql) as StoredRow[])
  } finally {
    db.close()
  }
}

export const schemaSql = 'SELECT type, name, tbl_name, sql FROM sqlite_master LIMIT 1000'
export const schemaLines = (rows: readonly StoredRow[]) =>
  rows.map(({ type, name, tbl_name: table, sql }) => [type, name, table, sql].join(' '))

export function goneError(path: string): AppError {
  return new AppError('project-gone', says.project.pathIsNoLongerThere(path))
}

/** Tells a file from another one at the same path. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path)
    return `${dev} ${ino}`
  } catch {
    return undefined
  }
}

/** Finalizing a failed statement reports its error once more. */
function discard(statement: Statement): void {
  try {
    statement.finalize()
  } catch {
    // Already on its way to the caller.
  }
}

function toAppError(error: Error, path: string): AppError {
  const cause = { cause: error }
  const { message } = error
  if (/malformed|not a database|no such (table|column)|unsafe use|out of memory|too big/i.test(message)) {
    return new AppError('project-damaged', says.project.pathIsDamagedProblemRestore(path, message), cause)
  }
  if (/readonly|could not open|unable to open/i.test(message)) {
    return new AppError('project-read-only', says.project.pathCannotBeWrittenAllow(path), cause)
  }
  if (/full|disk I\/O/i.test(message)) {
    return new AppError('disk-full', says.project.pathCouldNotBeWritten(path, message), cause)
  }
  if (/FOREIGN KEY/i.test(message)) {
    return new AppError('edit-refers-to-missing', says.project.theEditRefersToAn, cause)
  }
  if (/UNIQUE/i.test(message)) {
    return new AppError('edit-conflict', says.project.theEditAddsSomethingThat, cause)
  }
  return new AppError('project-database', `${path}: ${message}.`, cause)
}
