import { AppError } from '../../base/errors'
import type { Change } from '../../document/edit'
import type { ImageId, TableName } from '../../records/records'
import type { PackedObjects } from '../../records/packedObjects'
import { sameValues, type StoredRow, type SqlValue } from '../../records/row'
import { recordKinds } from '../../records/records'
import type { Sqlite } from '../database/sqlite.node'
import { says } from '../../messages/says/says'
import { addPackedRows } from './packedRows.node'

export const maxClasses = 254
/** The window holds them all in its list. */
export const maxImages = 100_000
/** Rows that are changed at a time: some 50 ms, after which others get their turn and the person sees how far it is. */
export const partRows = 20_000

/** Called between two parts of long work; throws when it is cancelled. */
export type Pause = (done: number, total: number) => Promise<void>

/** Tables whose rows belong to an image. */
export const marksTables = ['objects', 'checked', 'rejections'] as const

/**
 * The rows that an edit touches, in the document and in its log. The log holds for each what it was before (nothing for
 * an added one), so a million added rows cost only their ids. All in a transaction of the caller's.
 */
export class EditRows {
  constructor(private readonly db: Sqlite) {}

  /** Throws AppError('edit-conflict') when a row is not what `before` says. */
  change(edit: number, changes: readonly Change[]): void {
    for (const change of changes) this.applyChange(edit, change)
    if (changes.some((change) => change.table === 'classes')) this.checkClasses()
    if (changes.some((change) => change.table === 'images' && !change.before)) this.checkImages()
  }

  /** Adds the objects `from` to `to` of a block; the block's first gets the id `first`. */
  addPacked(
    edit: number,
    block: PackedObjects,
    part: { readonly first: number; readonly from: number; readonly to: number },
  ): void {
    addPackedRows(this.db, block, part)
    const { first, from, to } = part
    const rows = 'SELECT ?, id, 0 FROM objects WHERE id BETWEEN ? AND ? ORDER BY id'
    this.db.run(`INSERT INTO objects_log (edit, id, present) ${rows}`, [edit, first + from, first + to - 1])
  }

  /** Takes out all rows of an image, part by part. */
  async removeRows(edit: number, image: ImageId, pause: Pause): Promise<void> {
    const count = (table: string) => this.db.number(`SELECT count(*) FROM ${table} WHERE image = ?`, [image])
    const total = marksTables.reduce((sum, table) => sum + count(table), 0)
    let done = 0
    for (const table of marksTables) {
      const columns = recordKinds[table].columns.join(', ')
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
    const columns = recordKinds.images.columns.join(', ')
    const row = `SELECT ?, id, 1, ${columns} FROM images WHERE id = ?`
    this.db.run(`INSERT INTO images_log (edit, id, present, ${columns}) ${row}`, [edit, image])
    this.db.run('DELETE FROM images WHERE id = ?', [image])
  }

  /** Exchanges the rows of an edit in a table with those in its log; returns the changes so made. */
  swap(table: TableName, edit: number): Change[] {
    const columns = recordKinds[table].columns.join(', ')
    const rows = (view: string) => this.db.all(`SELECT id, present, ${columns} FROM ${view} ORDER BY id`)
    const sides: StoredRow[][] = []
    this.exchange(table, edit, { first: 0, last: Number.MAX_SAFE_INTEGER }, (view) => sides.push(rows(view)))
    const [current = [], stored = []] = sides
    return stored.map(
      (row, i) => ({ table, before: decode(table, current[i]), after: decode(table, row) }) as Change,
    )
  }

  /** Exchanges the rows with these ids; `look` sees first those of the document, then those of the log. */
  exchange(
    table: TableName,
    edit: number,
    { first, last }: { readonly first: number; readonly last: number },
    look: (view: string) => void,
  ): void {
    const columns = recordKinds[table].columns.join(', ')
    const now = recordKinds[table].columns.map((column) => `t.${column}`).join(', ')
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

  private applyChange(edit: number, change: Change): void {
    const { table, before, after } = change
    const id = (after ?? before)?.id
    if (id === undefined || (before && after && before.id !== after.id)) {
      throw new AppError('bad-edit', says.project.tableGotAChangeWithout(table))
    }
    const { columns } = recordKinds[table]
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

  private insert(table: TableName, id: number, values: SqlValue[]): void {
    const { columns } = recordKinds[table]
    this.db.run(`INSERT INTO ${table} (id, ${columns.join(', ')}) VALUES (?, ${marks(values)})`, [
      id,
      ...values,
    ])
  }

  private expect(table: TableName, id: number, values: SqlValue[]): void {
    const { columns } = recordKinds[table]
    const row = this.db.get(`SELECT ${columns.join(', ')} FROM ${table} WHERE id = ?`, [id])
    if (
      row &&
      sameValues(
        values,
        columns.map((column) => row[column] as SqlValue),
      )
    )
      return
    const state = row ? says.project.wasChangedMeanwhile : says.project.isNoLongerThere
    throw new AppError('edit-conflict', says.project.numberIdOfTheTable(id, table, state))
  }

  private checkImages(): void {
    if (this.db.number('SELECT count(*) FROM images') <= maxImages) return
    throw new AppError('too-many-images', says.project.aProjectHasAtMost(maxImages))
  }

  private checkClasses(): void {
    const twice = this.db.get('SELECT name FROM classes GROUP BY name HAVING count(*) > 1')
    if (twice) throw new AppError('class-exists', says.project.thereIsAlreadyAClass(String(twice.name)))
    if (this.db.number('SELECT count(*) FROM classes') > maxClasses) {
      throw new AppError('too-many-classes', says.project.aProjectHasAtMostMax(maxClasses))
    }
  }
}

function encode(table: TableName, record: NonNullable<Change['after']>): SqlValue[] {
  return (recordKinds[table].encode as (record: NonNullable<Change['after']>) => SqlValue[])(record)
}

function decode(table: TableName, row: StoredRow | undefined): Change['after'] {
  if (!row?.present) return null
  const { present: _, ...columns } = row
  return recordKinds[table].decode(columns)
}

function marks(columns: readonly unknown[]): string {
  return columns.map(() => '?').join(', ')
}
