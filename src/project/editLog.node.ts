import { AppError } from '../base/errors'
import type { Change, Edit } from '../document/edit'
import type { TableName } from '../document/records'
import { rowCodecs, sameValues, tableNames, type StoredRow, type Value } from './rows'
import type { Sqlite } from './sqlite.node'

const maxClasses = 254

/**
 * Applies edits and takes them back, across restarts. The log holds for every row that an edit touched what the row was
 * before (nothing for an added one), so a million added rows cost only their ids. To undo is to swap that with what is
 * there now; the log then holds what redo needs, and to redo is the same swap.
 */
export class EditLog {
  constructor(private readonly db: Sqlite) {}

  /** In one transaction of the caller's. Throws AppError('edit-conflict') when a row is not what `before` says. */
  apply(edit: Edit): void {
    this.dropUndone()
    const id = this.db.number('SELECT coalesce(max(id), 0) + 1 FROM edits')
    this.db.run('INSERT INTO edits VALUES (?, ?, 0)', [id, edit.label])
    for (const change of edit.changes) this.applyChange(id, change)
    if (edit.changes.some((change) => change.table === 'classes')) this.checkClasses()
  }

  /** What undo or redo would do, for the menu. */
  label(direction: 'undo' | 'redo'): string | null {
    const edit = this.next(direction)
    return edit ? String(edit.label) : null
  }

  /** Takes the last edit back (or does the last undone one again) and returns what was applied; null for none. */
  step(direction: 'undo' | 'redo'): Edit | null {
    const edit = this.next(direction)
    if (!edit) return null
    const id = Number(edit.id)
    const changes = tableNames.flatMap((table) => this.swap(table, id))
    this.db.run('UPDATE edits SET undone = ? WHERE id = ?', [direction === 'undo' ? 1 : 0, id])
    return { label: String(edit.label), changes }
  }

  /** Forgets what concerned an image that is removed for good. */
  forgetImage(image: number): void {
    for (const table of tableNames) {
      if (table === 'classes') continue
      const rows = `SELECT id FROM ${table} WHERE image = ?1 UNION SELECT id FROM ${table}_log WHERE image = ?1`
      this.db.run(`DELETE FROM ${table}_log WHERE id IN (${rows})`, [image])
    }
    const used = tableNames.map((table) => `SELECT edit FROM ${table}_log`).join(' UNION ')
    this.db.run(`DELETE FROM edits WHERE id NOT IN (${used})`)
  }

  private next(direction: 'undo' | 'redo'): StoredRow | undefined {
    const last = 'SELECT id, label FROM edits WHERE undone = 0 ORDER BY id DESC LIMIT 1'
    const first = 'SELECT id, label FROM edits WHERE undone = 1 ORDER BY id LIMIT 1'
    return this.db.get(direction === 'undo' ? last : first)
  }

  /** A new edit ends the branch that redo would have followed. */
  private dropUndone(): void {
    const first = this.db.number('SELECT min(id) FROM edits WHERE undone = 1')
    if (!first) return
    for (const table of tableNames) this.db.run(`DELETE FROM ${table}_log WHERE edit >= ?`, [first])
    this.db.run('DELETE FROM edits WHERE id >= ?', [first])
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
    this.db.run(`INSERT OR IGNORE INTO ${table}_log VALUES (?, ?, ?, ${marks(columns)})`, [
      edit,
      id,
      was ? 1 : 0,
      ...(was ?? empty),
    ])
    if (!after) this.db.run(`DELETE FROM ${table} WHERE id = ?`, [id])
    else if (!was) this.insert(table, id, encode(table, after))
    else
      this.db.run(`UPDATE ${table} SET ${columns.map((c) => `${c} = ?`).join(', ')} WHERE id = ?`, [
        ...encode(table, after),
        id,
      ])
  }

  private insert(table: TableName, id: number, values: Value[]): void {
    this.db.run(`INSERT INTO ${table} VALUES (?, ${marks(values)})`, [id, ...values])
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
    const now = rowCodecs[table].columns.map((column) => `t.${column}`).join(', ')
    this.db.exec(
      `CREATE TEMP TABLE swap AS SELECT l.id AS id, t.id IS NOT NULL AS present, ${now}
       FROM ${table}_log l LEFT JOIN ${table} t ON t.id = l.id WHERE l.edit = ${edit}`,
    )
    const current = this.db.all(`SELECT id, present, ${columns} FROM swap ORDER BY id`)
    const stored = this.db.all(
      `SELECT id, present, ${columns} FROM ${table}_log WHERE edit = ? ORDER BY id`,
      [edit],
    )
    this.db.run(`DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table}_log WHERE edit = ?)`, [edit])
    this.db.run(`INSERT INTO ${table} SELECT id, ${columns} FROM ${table}_log WHERE edit = ? AND present`, [
      edit,
    ])
    this.db.run(`DELETE FROM ${table}_log WHERE edit = ?`, [edit])
    this.db.run(`INSERT INTO ${table}_log SELECT ?, * FROM swap`, [edit])
    this.db.exec('DROP TABLE swap')
    return stored.map(
      (row, i) => ({ table, before: decode(table, current[i]), after: decode(table, row) }) as Change,
    )
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
