import type { Edit, Step } from '../../document/edit'
import type { ImageId, TableName } from '../../records/records'
import { EditRows, marksTables, partRows, type Pause } from './editRows.node'
import { tableNames } from '../../records/records'
import type { StoredRow } from '../../records/row'
import type { Sqlite } from '../database/sqlite.node'

export type Direction = 'undo' | 'redo'

/** A step as the list of them shows it. */
export interface EditStep {
  readonly label: string
  readonly undone: boolean
}

/** Letters of an edit's label that a menu could show. */
const longestLabel = 500

/**
 * Applies edits and takes them back, across restarts. The log holds for every row that an edit touched what the row was
 * before (nothing for an added one), so a million added rows cost only their ids. To undo is to swap that with what is
 * there now; the log then holds what redo needs, and to redo is the same swap.
 */
export class EditLog {
  readonly edited: EditRows
  /** No edit after this one is done: a long history is not looked through for every step. */
  private lastDone = Number.MAX_SAFE_INTEGER

  constructor(private readonly db: Sqlite) {
    this.edited = new EditRows(db)
  }

  /** In one transaction of the caller's. Throws AppError('edit-conflict') when a row is not what `before` says. */
  apply(edit: Edit, token: string | null = null): void {
    this.edited.change(this.begin(edit.label, token), edit.changes)
  }

  /** Starts an edit and returns its number. */
  begin(label: string, token: string | null = null): number {
    this.dropUndone()
    const id = (this.lastDone = this.newest() + 1)
    this.db.run('INSERT INTO edits VALUES (?, ?, 0, ?)', [id, label, token])
    return id
  }

  /** The number of the newest edit that ever was: one that was undone and overwritten keeps its number. */
  newest(): number {
    const known = "SELECT value FROM meta WHERE key = 'newestEdit'"
    return this.db.number(`SELECT max(coalesce((SELECT max(id) FROM edits), 0), coalesce((${known}), 0))`)
  }

  /** Rows of images that are no longer as they were when the newest edit was this one. */
  changesSince(edit: number): number {
    const edits = 'SELECT id FROM edits WHERE id > ?1 AND undone = 0 OR id <= ?1 AND undone = 1'
    return marksTables.reduce(
      (sum, table) =>
        sum + this.db.number(`SELECT count(*) FROM ${table}_log WHERE edit IN (${edits})`, [edit]),
      0,
    )
  }

  /** What undo or redo would do, for the menu. */
  label(direction: Direction): string | null {
    const edit = this.next(direction)
    return edit ? String(edit.label).slice(0, longestLabel) : null
  }

  /** The newest steps first, at most so many: those that undo takes back and, before them, those that redo does again. */
  steps(most: number): EditStep[] {
    const newest = 'SELECT label, undone FROM edits WHERE undone IN (0, 1) ORDER BY id DESC LIMIT ?'
    return this.db.all(newest, [most]).map(({ label, undone }) => {
      return { label: String(label).slice(0, longestLabel), undone: Number(undone) === 1 }
    })
  }

  /** True where one of the newest edits came with this token: it is here already. */
  has(token: string): boolean {
    const newest = 'SELECT token FROM edits ORDER BY id DESC LIMIT 100'
    return this.db.number(`SELECT count(*) FROM (${newest}) WHERE token = ?`, [token]) > 0
  }

  /** How many rows undo or redo would change. */
  rows(direction: Direction): number {
    const edit = this.next(direction)
    return edit ? tableNames.reduce((sum, table) => sum + this.logged(table, Number(edit.id)), 0) : 0
  }

  /** Takes the last edit back (or does the last undone one again) and returns what was applied; null for none. */
  step(direction: Direction): Edit | null {
    const edit = this.next(direction)
    if (!edit) return null
    const id = Number(edit.id)
    const changes = tableNames.flatMap((table) => this.edited.swap(table, id))
    this.finish(direction, id)
    return { label: String(edit.label), changes }
  }

  /** Undoes or redoes part by part, and without the changes of the images' rows. */
  async stepInParts(direction: Direction, pause: Pause): Promise<Step | null> {
    const edit = this.next(direction)
    if (!edit) return null
    const id = Number(edit.id)
    const total = this.rows(direction)
    let done = 0
    const changes = (['images', 'classes'] as const).flatMap((table) => this.edited.swap(table, id))
    const reload = new Set<ImageId>()
    for (const table of marksTables) {
      for (let after = 0; ;) {
        const ids = this.db.get(
          `SELECT max(id) AS last, count(*) AS n FROM
           (SELECT id FROM ${table}_log WHERE edit = ? AND id > ? ORDER BY id LIMIT ${partRows})`,
          [id, after],
        )
        if (!ids?.n) break
        const last = Number(ids.last)
        this.edited.exchange(table, id, { first: after + 1, last }, (view) => {
          for (const row of this.db.all(`SELECT DISTINCT image FROM ${view} WHERE present`))
            reload.add(Number(row.image))
        })
        after = last
        await pause((done += Number(ids.n)), total)
      }
    }
    this.finish(direction, id)
    return { label: String(edit.label), changes, reload: [...reload] }
  }

  /**
   * Takes a part of what can no longer be redone out of the file; false when there is nothing left. Nobody who draws a
   * box after an undone import waits for a million rows to go.
   */
  collect(): boolean {
    const edit = this.db.number('SELECT min(id) FROM edits WHERE undone = 2')
    if (!edit) return false
    for (const table of tableNames) {
      const part = `SELECT id FROM ${table}_log WHERE edit = ?1 LIMIT ${partRows}`
      if (this.db.run(`DELETE FROM ${table}_log WHERE edit = ?1 AND id IN (${part})`, [edit]) > 0) return true
    }
    this.forget(edit)
    return true
  }

  /** Forgets all steps. */
  clear(): void {
    this.db.run(`INSERT OR REPLACE INTO meta VALUES ('newestEdit', ?)`, [this.newest()])
    for (const table of tableNames) this.db.run(`DELETE FROM ${table}_log`)
    this.db.run('DELETE FROM edits')
    // By the edits it is known to hold.
    this.db.run(`DELETE FROM meta WHERE key = 'tally'`)
  }

  private next(direction: Direction): StoredRow | undefined {
    const last = 'SELECT id, label FROM edits WHERE undone = 0 AND id <= ? ORDER BY id DESC LIMIT 1'
    const done = this.db.get(last, [this.lastDone])
    this.lastDone = done ? Number(done.id) : 0
    if (direction === 'undo') return done
    const first = 'SELECT id, label FROM edits WHERE undone = 1 AND id > ? ORDER BY id LIMIT 1'
    return this.db.get(first, [this.lastDone])
  }

  private finish(direction: Direction, id: number): void {
    // Also where this is rolled back no edit after it is done.
    this.lastDone = Math.max(this.lastDone, id)
    this.db.run('UPDATE edits SET undone = ? WHERE id = ?', [direction === 'undo' ? 1 : 0, id])
  }

  private logged(table: TableName, edit: number): number {
    return this.db.number(`SELECT count(*) FROM ${table}_log WHERE edit = ?`, [edit])
  }

  /** A new edit ends the branch that redo would have followed. */
  private dropUndone(): void {
    const first = this.next('redo')
    if (!first) return
    const undone = 'SELECT id FROM edits WHERE undone = 1 AND id >= ?'
    const edits = this.db.all(undone, [Number(first.id)]).map(({ id }) => Number(id))
    this.db.run(`INSERT OR REPLACE INTO meta VALUES ('newestEdit', ?)`, [this.newest()])
    for (const edit of edits) {
      if (this.isLarge(edit)) this.db.run('UPDATE edits SET undone = 2 WHERE id = ?', [edit])
      else this.forget(edit)
    }
  }

  private isLarge(edit: number): boolean {
    const rows = (table: TableName) => `SELECT 1 FROM ${table}_log WHERE edit = ?1 LIMIT ${partRows}`
    return tableNames.some((t) => this.db.number(`SELECT count(*) FROM (${rows(t)})`, [edit]) === partRows)
  }

  private forget(edit: number): void {
    for (const table of tableNames) this.db.run(`DELETE FROM ${table}_log WHERE edit = ?`, [edit])
    this.db.run('DELETE FROM edits WHERE id = ?', [edit])
  }
}
