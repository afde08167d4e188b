import { AppError } from '../base/errors'
import type { Change, Edit, Step } from '../document/edit'
import type { ImageId, TableName } from '../document/records'
import { rowCodecs, sameValues, tableNames, type StoredRow, type Value } from './rows'
import type { Sqlite } from './sqlite.node'

const maxClasses = 254
/** Rows that are changed at a time: some 50 ms, after which others get their turn and the person sees how far it is. */
const partRows = 20_000

/** Called between two parts of long work; throws when it is cancelled. */
export type Pause = (done: number, total: number) => Promise<void>
export type Direction = 'undo' | 'redo'

/** Tables whose rows belong to an image. */
export const marksTables = ['objects', 'checked', 'rejections'] as const

/**
 * Applies edits and takes them back, across restarts. The log holds for every row that an edit touched what the row was
 * before (nothing for an added one), so a million added rows cost only their ids. To undo is to swap that with what is
 * there now; the log then holds what redo needs, and to redo is the same swap.
 */
export class EditLog {
  constructor(private readonly db: Sqlite) {}

  /** In one transaction of the caller's. Throws AppError('edit-conflict') when a row is not what `before` says. */
  apply(edit: Edit, token: string | null = null): void {
    this.change(this.begin(edit.label, token), edit.changes)
  }

  /** Starts an edit and returns its number. */
  begin(label: string, token: string | null = null): number {
    this.dropUndone()
    const id = this.newest() + 1
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

  change(edit: number, changes: readonly Change[]): void {
    for (const change of changes) this.applyChange(edit, change)
    if (changes.some((change) => change.table === 'classes')) this.checkClasses()
  }

  /** Rows that were added by themselves, in order of id. */
  logAdded(table: TableName, edit: number, first: number, last: number): void {
    const rows = `SELECT ?, id, 0 FROM ${table} WHERE id BETWEEN ? AND ? ORDER BY id`
    this.db.run(`INSERT INTO ${table}_log (edit, id, present) ${rows}`, [edit, first, last])
  }

  /** Takes out all rows of an image, part by part. */
  async removeRows(edit: number, image: ImageId, pause: Pause): Promise<void> {
    const count = (table: string) => this.db.number(`SELECT count(*) FROM ${table} WHERE image = ?`, [image])
    const total = marksTables.reduce((sum, table) => sum + count(table), 0)
    let done = 0
    for (const table of marksTables) {
      const columns = rowCodecs[table].columns.join(', ')
      const part = `SELECT id FROM ${table} WHERE image = ? ORDER BY id LIMIT ${partRows}`
      const copy = `INSERT INTO ${table}_log (edit, id, present, ${columns})
        SELECT ?, id, 1, ${columns} FROM ${table} WHERE image = ? ORDER BY id LIMIT ${partRows}`
      for (
        let moved = this.db.run(copy, [edit, image]);
        moved > 0;
        moved = this.db.run(copy, [edit, image])
      ) {
        this.db.run(`DELETE FROM ${table} WHERE id IN (${part})`, [image])
        await pause((done += moved), total)
      }
    }
    const columns = rowCodecs.images.columns.join(', ')
    const row = `SELECT ?, id, 1, ${columns} FROM images WHERE id = ?`
    this.db.run(`INSERT INTO images_log (edit, id, present, ${columns}) ${row}`, [edit, image])
    this.db.run('DELETE FROM images WHERE id = ?', [image])
  }

  /** What undo or redo would do, for the menu. */
  label(direction: Direction): string | null {
    const edit = this.next(direction)
    return edit ? String(edit.label) : null
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
    const changes = tableNames.flatMap((table) => this.swap(table, id))
    this.finish(direction, id)
    return { label: String(edit.label), changes }
  }

  /** The same part by part, and without the changes of the images' rows. */
  async stepInParts(direction: Direction, pause: Pause): Promise<Step | null> {
    const edit = this.next(direction)
    if (!edit) return null
    const id = Number(edit.id)
    const total = this.rows(direction)
    let done = 0
    const changes = (['images', 'classes'] as const).flatMap((table) => this.swap(table, id))
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
        this.exchange(table, id, after + 1, last, (view) => {
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
  }

  private next(direction: Direction): StoredRow | undefined {
    const last = 'SELECT id, label FROM edits WHERE undone = 0 ORDER BY id DESC LIMIT 1'
    const first = 'SELECT id, label FROM edits WHERE undone = 1 ORDER BY id LIMIT 1'
    return this.db.get(direction === 'undo' ? last : first)
  }

  private finish(direction: Direction, id: number): void {
    this.db.run('UPDATE edits SET undone = ? WHERE id = ?', [direction === 'undo' ? 1 : 0, id])
  }

  private logged(table: TableName, edit: number): number {
    return this.db.number(`SELECT count(*) FROM ${table}_log WHERE edit = ?`, [edit])
  }

  /** A new edit ends the branch that redo would have followed. */
  private dropUndone(): void {
    const edits = this.db.all('SELECT id FROM edits WHERE undone = 1').map(({ id }) => Number(id))
    if (edits.length === 0) return
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

  private applyChange(edit: number, change: Change): void {
    const { table, before, after } = change
    const id = (after ?? before)?.id
    if (id === undefined || (before && after && before.id !== after.id)) {
      throw new AppError('bad-edit', `"${table}" got a change without a row, or one that changes an id.`)
    }
    const { columns } = rowCodecs[table]
    const was = before && encode(table, before)
    if (was) this.expect(table, id, was)
    // Where one edit changes a row twice, what counts for undo is the row before the first.
    const empty = columns.map(() => null)
    this.db.run(
      `INSERT OR IGNORE INTO ${table}_log (edit, id, present, ${columns.join(', ')}) VALUES (?, ?, ?, ${marks(columns)})`,
      [edit, id, was ? 1 : 0, ...(was ?? empty)],
    )
    if (!after) this.db.run(`DELETE FROM ${table} WHERE id = ?`, [id])
    else if (!was) this.insert(table, id, encode(table, after))
    else
      this.db.run(`UPDATE ${table} SET ${columns.map((c) => `${c} = ?`).join(', ')} WHERE id = ?`, [
        ...encode(table, after),
        id,
      ])
  }

  private insert(table: TableName, id: number, values: Value[]): void {
    const { columns } = rowCodecs[table]
    this.db.run(`INSERT INTO ${table} (id, ${columns.join(', ')}) VALUES (?, ${marks(values)})`, [
      id,
      ...values,
    ])
  }

  private expect(table: TableName, id: number, values: Value[]): void {
    const { columns } = rowCodecs[table]
    const row = this.db.get(`SELECT ${columns.join(', ')} FROM ${table} WHERE id = ?`, [id])
    if (
      row &&
      sameValues(
        values,
        columns.map((column) => row[column] as Value),
      )
    )
      return
    const state = row ? 'was changed meanwhile' : 'is no longer there'
    throw new AppError(
      'edit-conflict',
      `Number ${id} of the ${table} ${state}; open the image again and repeat the edit.`,
    )
  }

  private checkClasses(): void {
    const twice = this.db.get('SELECT name FROM classes GROUP BY name HAVING count(*) > 1')
    if (twice)
      throw new AppError(
        'class-exists',
        `There is already a class named "${String(twice.name)}"; choose another name.`,
      )
    if (this.db.number('SELECT count(*) FROM classes') > maxClasses) {
      throw new AppError(
        'too-many-classes',
        `A project has at most ${maxClasses} classes; remove one before you add another.`,
      )
    }
  }

  /** Exchanges the rows of an edit in a table with those in its log; returns the changes so made. */
  private swap(table: TableName, edit: number): Change[] {
    const columns = rowCodecs[table].columns.join(', ')
    const rows = (view: string) => this.db.all(`SELECT id, present, ${columns} FROM ${view} ORDER BY id`)
    const sides: StoredRow[][] = []
    this.exchange(table, edit, 0, Number.MAX_SAFE_INTEGER, (view) => sides.push(rows(view)))
    const [current = [], stored = []] = sides
    return stored.map(
      (row, i) => ({ table, before: decode(table, current[i]), after: decode(table, row) }) as Change,
    )
  }

  /** Exchanges the rows with these ids; `look` sees first those of the document, then those of the log. */
  private exchange(
    table: TableName,
    edit: number,
    first: number,
    last: number,
    look: (view: string) => void,
  ): void {
    const columns = rowCodecs[table].columns.join(', ')
    const now = rowCodecs[table].columns.map((column) => `t.${column}`).join(', ')
    const [current, stored] = [`${table}_current`, `${table}_stored`]
    for (const view of [current, stored])
      this.db.run(`CREATE TEMP TABLE IF NOT EXISTS ${view} (id INTEGER PRIMARY KEY, present, ${columns})`)
    const logged = `FROM ${table}_log WHERE edit = ? AND id BETWEEN ? AND ?`
    this.db.run(`INSERT INTO ${stored} SELECT id, present, ${columns} ${logged}`, [edit, first, last])
    this.db.run(
      `INSERT INTO ${current} SELECT l.id, t.id IS NOT NULL, ${now} FROM ${stored} l LEFT JOIN ${table} t ON t.id = l.id`,
    )
    look(current)
    look(stored)
    this.db.run(`DELETE FROM ${table} WHERE id IN (SELECT id FROM ${current} WHERE present)`)
    this.db.run(
      `INSERT INTO ${table} (id, ${columns}) SELECT id, ${columns} FROM ${stored} WHERE present ORDER BY id`,
    )
    this.db.run(`DELETE ${logged}`, [edit, first, last])
    this.db.run(
      `INSERT INTO ${table}_log (edit, id, present, ${columns}) SELECT ?, id, present, ${columns} FROM ${current} ORDER BY id`,
      [edit],
    )
    for (const view of [current, stored]) this.db.run(`DELETE FROM ${view}`)
  }
}

function encode(table: TableName, record: NonNullable<Change['after']>): Value[] {
  return (rowCodecs[table].encode as (record: NonNullable<Change['after']>) => Value[])(record)
}

function decode(table: TableName, row: StoredRow | undefined): Change['after'] {
  return row?.present ? rowCodecs[table].decode(row) : null
}

function marks(columns: readonly unknown[]): string {
  return columns.map(() => '?').join(', ')
}
