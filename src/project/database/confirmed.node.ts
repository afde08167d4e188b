import { closeSync, constants, openSync, writeSync } from 'node:fs'
import * as v from 'valibot'
import { readJson } from '../../files/readFile.node'
import { replaceFile } from '../../files/replaceFile.node'
import type { Sqlite } from './sqlite.node'

// SQLite drops what stands in its log after the first damaged place, and says nothing. So every change is counted twice: in
// the file, by the change itself, and beside it once it was confirmed. A file that counts fewer lost some. The one beside is
// not synced, for that would double what an edit costs: after a power cut it may be behind, never ahead.

const counted = v.object({ changes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) })
const key = 'changes'
/** Bytes of the count: always as many, so that one write replaces it. */
const countBytes = 64

/** How many changes the file holds. */
export const changesIn = (db: Sqlite): number => db.number('SELECT value FROM meta WHERE key = ?', [key])

/** Counts changes in the file; inside of the transaction that makes them. */
export function countChanges(db: Sqlite, more: number): number {
  const changes = changesIn(db) + more
  db.run('INSERT OR REPLACE INTO meta VALUES (?, ?)', [key, changes])
  return changes
}

/** How many changes were confirmed; 0 where nobody counted, or the count itself is damaged. */
export function confirmedChanges(path: string): number {
  try {
    return readJson(path, counted, countBytes).changes
  } catch {
    return 0
  }
}

/** The count beside a project's file, while the project is open. A disk that does not take it keeps nobody from editing. */
export class Confirmed {
  private file: number | undefined

  constructor(path: string, changes: number) {
    try {
      // In the place of whatever is there: a link would be followed.
      replaceFile(path, textOf(changes))
      this.file = openSync(path, constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0))
    } catch {
      this.file = undefined
    }
  }

  set(changes: number): void {
    if (this.file === undefined) return
    try {
      writeSync(this.file, textOf(changes), 0)
    } catch {
      // It is behind then: less will be noticed, and nothing wrong said.
    }
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file)
    this.file = undefined
  }
}

const textOf = (changes: number) => `${JSON.stringify({ changes }).padEnd(countBytes - 1)}\n`
