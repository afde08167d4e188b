import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { AppError } from '../base/errors'
import type { Edit } from '../document/edit'
import type {
  CheckedArea,
  ClassRecord,
  ImageId,
  ImageRecord,
  ObjectRecord,
  Rejection,
  TableName,
  Tables,
} from '../document/records'
import { EditLog } from './editLog.node'
import { ProjectLock } from './lock.node'
import { ProjectPaths } from './paths.node'
import { recover } from './recover.node'
import { rowCodecs } from './rows'
import { migrate } from './schema.node'
import { Sqlite } from './sqlite.node'

const imageColumns = ['id', 'name', 'path', 'sha256', 'width', 'height', 'levels', 'tileSize'] as const

export interface ImageRows {
  readonly objects: ObjectRecord[]
  readonly checked: CheckedArea[]
  readonly rejections: Rejection[]
}

/**
 * The open project: its document in SQLite, held by its lock. Every change is on the disk when its call returns; a kill
 * at any moment loses nothing that was confirmed. Runs and predictions are files beside it, which speak for themselves.
 */
export class ProjectStore {
  private readonly log: EditLog
  private next: number
  private counts: Map<ImageId, { objects: number; checked: number }> | undefined

  private constructor(
    readonly paths: ProjectPaths,
    private readonly db: Sqlite,
    private readonly lock: ProjectLock,
    /** Runs that were cut short by the last process that had the project open. */
    readonly interrupted: readonly string[],
  ) {
    this.log = new EditLog(db)
    this.next = Math.max(1, db.number(`SELECT value FROM meta WHERE key = 'nextId'`))
  }

  /** Makes the folder (it may be there, empty) and opens it. */
  static async create(
    folder: string,
    options: { classes: readonly Omit<ClassRecord, 'id'>[] },
  ): Promise<ProjectStore> {
    if (existsSync(folder) && readdirSync(folder).length > 0) {
      throw new AppError('folder-in-use', `${folder} is not empty; choose a new folder for the project.`)
    }
    const paths = new ProjectPaths(folder)
    try {
      for (const each of [folder, paths.images, paths.datasets, paths.runs, paths.predictions])
        mkdirSync(each, { recursive: true })
    } catch (error) {
      // "ENOTDIR: not a directory, mkdir '/…'": the words between are what a person can read.
      const reason = /^\w+: ([^,]+),/.exec((error as Error).message)?.[1] ?? String(error)
      throw new AppError('project-read-only', `${folder} cannot be made (${reason}); choose another place.`, {
        cause: error,
      })
    }
    const store = await ProjectStore.openLocked(paths)
    try {
      store.addClasses(options.classes)
    } catch (error) {
      store.close()
      throw error
    }
    return store
  }

  /** Throws AppError: not-a-project, project-locked, project-read-only, project-damaged or project-newer. */
  static async open(folder: string): Promise<ProjectStore> {
    const paths = new ProjectPaths(folder)
    if (!existsSync(paths.database)) {
      const what = existsSync(folder) ? 'is not a Windhover project (it has no project.db)' : 'does not exist'
      throw new AppError('not-a-project', `${folder} ${what}; choose a folder whose name ends in .windhover.`)
    }
    if (statSync(paths.database).size === 0) {
      throw new AppError('project-damaged', `${paths.database} is empty; restore the project from a copy.`)
    }
    return ProjectStore.openLocked(paths)
  }

  private static async openLocked(paths: ProjectPaths): Promise<ProjectStore> {
    const lock = await ProjectLock.acquire(paths.lock)
    let db: Sqlite | undefined
    try {
      db = new Sqlite(paths.database)
      const problem = db.get('PRAGMA quick_check(1)')?.quick_check
      if (problem !== 'ok') {
        throw new AppError(
          'project-damaged',
          `${paths.database} is damaged (${String(problem)}); restore the project from a copy.`,
        )
      }
      migrate(db)
      return new ProjectStore(paths, db, lock, recover(paths))
    } catch (error) {
      db?.close()
      lock.release()
      throw error
    }
  }

  close(): void {
    this.db.close()
    this.lock.release()
  }

  /** In order of id: a class's place in this list is its number. */
  classes(): ClassRecord[] {
    return this.db.all('SELECT * FROM classes ORDER BY id').map((row) => rowCodecs.classes.decode(row))
  }

  images(): ImageRecord[] {
    return this.db.all('SELECT * FROM images ORDER BY id') as unknown as ImageRecord[]
  }

  load(image: ImageId): ImageRows {
    return {
      objects: this.rows('objects', image),
      checked: this.rows('checked', image),
      rejections: this.rows('rejections', image),
    }
  }

  /** Numbers for the lists, without loading what they count. Images without annotations are left out. */
  countsPerImage(): ReadonlyMap<ImageId, { readonly objects: number; readonly checked: number }> {
    if (this.counts) return this.counts
    this.counts = new Map()
    for (const table of ['objects', 'checked'] as const) {
      for (const row of this.db.all(`SELECT image, count(*) AS n FROM ${table} GROUP BY image`)) {
        const known = this.counts.get(Number(row.image)) ?? { objects: 0, checked: 0 }
        this.counts.set(Number(row.image), { ...known, [table]: Number(row.n) })
      }
    }
    return this.counts
  }

  /**
   * Reserves `count` ids that were never used in any table, and never will be by anybody else; returns the first.
   * A window that counts ids up by itself reserves as many as it could need.
   */
  nextId(count = 1): number {
    const first = this.next
    this.next += count
    return first
  }

  addImage(image: ImageRecord): void {
    this.change(() => {
      const marks = imageColumns.map(() => '?').join(', ')
      const columns = imageColumns.join(', ')
      this.db.run(
        `INSERT INTO images (${columns}) VALUES (${marks})`,
        imageColumns.map((column) => image[column]),
      )
      this.keepIds(image.id)
    })
  }

  /** With its annotations, for good: the steps that concerned it leave the undo history. Its files stay. */
  removeImage(image: ImageId): void {
    this.change(() => {
      this.log.forgetImage(image)
      for (const table of ['objects', 'checked', 'rejections'])
        this.db.run(`DELETE FROM ${table} WHERE image = ?`, [image])
      if (this.db.run('DELETE FROM images WHERE id = ?', [image]) === 0) {
        throw new AppError('no-image', `There is no image number ${image} in ${basename(this.paths.folder)}.`)
      }
    })
  }

  /**
   * One undo step; ends what redo could have done. All or nothing: AppError('edit-conflict') when a row is not as the
   * edit's `before` says or an added id exists.
   */
  applyEdit(edit: Edit): void {
    this.change(() => {
      this.log.apply(edit)
      let highest = 0
      for (const { after } of edit.changes) if (after && after.id > highest) highest = after.id
      this.keepIds(highest)
    })
  }

  /** Takes the last edit back and returns what that changed; null when there is none. */
  undo(): Edit | null {
    return this.change(() => this.log.step('undo'))
  }

  redo(): Edit | null {
    return this.change(() => this.log.step('redo'))
  }

  /** The label of the edit that undo would take back. */
  canUndo(): string | null {
    return this.log.label('undo')
  }

  canRedo(): string | null {
    return this.log.label('redo')
  }

  setting(key: string): string | null {
    const row = this.db.get('SELECT value FROM meta WHERE key = ?', [`setting.${key}`])
    return row ? String(row.value) : null
  }

  setSetting(key: string, value: string): void {
    this.db.run('INSERT OR REPLACE INTO meta VALUES (?, ?)', [`setting.${key}`, value])
  }

  private addClasses(classes: readonly Omit<ClassRecord, 'id'>[]): void {
    if (classes.length === 0) return
    const changes = classes.map((c) => ({
      table: 'classes' as const,
      before: null,
      after: { id: this.nextId(), ...c },
    }))
    this.applyEdit({ label: 'Add classes', changes })
    // The classes that a project begins with are not a step to take back.
    this.db.exec('DELETE FROM edits; DELETE FROM classes_log')
  }

  private rows<T extends TableName>(table: T, image: ImageId): Tables[T][] {
    const rows = this.db.all(`SELECT * FROM ${table} WHERE image = ? ORDER BY id`, [image])
    return rows.map((row) => rowCodecs[table].decode(row))
  }

  /** Ids are never given again, not even after an undo or a restart. */
  private keepIds(highest: number): void {
    this.next = Math.max(this.next, highest + 1)
    this.db.run(`INSERT OR REPLACE INTO meta VALUES ('nextId', ?)`, [this.next])
  }

  private change<T>(work: () => T): T {
    this.counts = undefined
    return this.db.transaction(work)
  }
}
