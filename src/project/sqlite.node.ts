import { rmSync } from 'node:fs'
import sqlite, { type Database, type Statement } from 'node-sqlite3-wasm'
import { AppError } from '../base/errors'
import type { StoredRow, Value } from './rows'

/**
 * One SQLite file, held alone: only whoever holds the project's lock opens it. Every commit is on the disk when it
 * returns (write-ahead log, one sync each). SQLite's errors become sentences.
 */
export class Sqlite {
  private readonly db: Database
  private readonly statements = new Map<string, Statement>()

  constructor(readonly path: string) {
    // The library's own lock is a folder, which a killed process leaves behind.
    rmSync(`${path}.lock`, { recursive: true, force: true })
    this.db = this.translate(() => new sqlite.Database(path))
    try {
      // Without shared memory the write-ahead log needs an exclusive connection, and that before the first read.
      this.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
      this.exec('PRAGMA foreign_keys = ON; PRAGMA cache_size = -32000; PRAGMA journal_size_limit = 16000000')
    } catch (error) {
      this.close()
      throw error
    }
  }

  exec(sql: string): void {
    this.translate(() => this.db.exec(sql))
  }

  run(sql: string, values: Value[] = []): number {
    return this.use(sql, (statement) => statement.run(values).changes)
  }

  all(sql: string, values: Value[] = []): StoredRow[] {
    return this.use(sql, (statement) => statement.all(values)) as StoredRow[]
  }

  /** The first row; the statement runs to its end, so that it keeps no read lock. */
  get(sql: string, values: Value[] = []): StoredRow | undefined {
    return this.all(sql, values)[0]
  }

  number(sql: string, values: Value[] = []): number {
    const row = this.get(sql, values)
    return Number(row ? Object.values(row)[0] : 0)
  }

  /** All or nothing. */
  transaction<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.exec('COMMIT')
      return result
    } catch (error) {
      if (this.db.inTransaction) this.db.exec('ROLLBACK')
      throw error
    }
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
  if (/malformed|not a database|no such (table|column)/i.test(message)) {
    return new AppError(
      'project-damaged',
      `${path} is damaged (${message}); restore the project from a copy.`,
      cause,
    )
  }
  if (/readonly|could not open|unable to open/i.test(message)) {
    return new AppError(
      'project-read-only',
      `${path} cannot be written; allow writing, or copy the project elsewhere.`,
      cause,
    )
  }
  if (/full|disk I\/O/i.test(message)) {
    return new AppError(
      'disk-full',
      `${path} could not be written (${message}); check that the disk is there and has room.`,
      cause,
    )
  }
  if (/FOREIGN KEY/i.test(message)) {
    return new AppError(
      'edit-refers-to-missing',
      'The edit refers to an image or a class that is no longer there; open the image again.',
      cause,
    )
  }
  if (/UNIQUE/i.test(message)) {
    return new AppError(
      'edit-conflict',
      'The edit adds something that is already there; open the image again.',
      cause,
    )
  }
  return new AppError('project-database', `${path}: ${message}.`, cause)
}
