import { basename } from 'node:path'
import { AppError } from '../../base/errors'
import type { Change, Edit, Step, TokenEdit } from '../../document/edit'
import type { ClassRecord, ImageId, ImageRecord } from '../../records/records'
import type { Direction } from '../edits/editLog.node'
import { partRows, type Pause } from '../edits/editRows.node'
import { type BulkObjects, newBlocks } from '../edits/knownObjects.node'
import { holdProject, makeFolder, projectFolder, unmakeFolder } from '../folder/folder.node'
import { changesIn, Confirmed, countChanges } from '../database/confirmed.node'
import { highestOf, IdCounter } from '../database/idCounter.node'
import { openDatabase } from '../database/openDatabase.node'
import type { ProjectPaths } from '../folder/paths.node'
import { recover, type Recovered } from '../folder/recover.node'
import type { Sqlite } from '../database/sqlite.node'
import { says } from '../../messages/says/says'
import { insertImage, updateImage } from './imageRows.node'
import { type History, StoredDocument } from './storedDocument.node'

/** A step with more rows is taken in parts, and its images are named instead of its changes. */
const wholeStepRows = 5000

interface StoreOptions {
  /** Why nothing may be written, in one sentence. */
  readonly readOnly?: string | null
  /** Ids below were given to somebody already. */
  readonly nextId?: number
}

/**
 * A project's document in SQLite. Every change is on the disk when its call returns; a kill at any moment loses nothing
 * that was confirmed. Runs and predictions are files beside it, which speak for themselves. Calls wait for the disk: in
 * the app they come from `StoreClient`, and one that returns a promise must end before the next call.
 */
export class ProjectStore extends StoredDocument {
  private readonly ids: IdCounter
  private staged: { token: string; changes: Change[] } | undefined
  private ended: () => void = () => {}
  private confirmed: Confirmed | undefined
  /** How many confirmed changes are not there, in one sentence; undefined for none. */
  lost: string | undefined
  recovered: Recovered = { interrupted: [], problem: undefined }

  private constructor(
    readonly paths: ProjectPaths,
    db: Sqlite,
    /** Why every change is refused, in one sentence; null where it is not. */
    readonly readOnly: string | null,
    nextId: number,
  ) {
    super(db)
    this.ids = new IdCounter(db, nextId)
  }

  /** Makes the folder (it may be there, empty) and opens it. */
  static async create(
    folder: string,
    options: { classes: readonly Omit<ClassRecord, 'id'>[] },
  ): Promise<ProjectStore> {
    const paths = makeFolder(folder)
    let store: ProjectStore | undefined
    try {
      store = await ProjectStore.hold(paths)
      store.firstClasses(options.classes)
      return store
    } catch (error) {
      store?.close()
      unmakeFolder(paths)
      throw error
    }
  }

  /** Throws AppError: not-a-project, project-locked or project-damaged. What may not be written opens read-only. */
  static async open(folder: string): Promise<ProjectStore> {
    return ProjectStore.hold(projectFolder(folder))
  }

  private static async hold(paths: ProjectPaths): Promise<ProjectStore> {
    const { lock, readOnly } = await holdProject(paths)
    try {
      const store = ProjectStore.attach(paths, { readOnly })
      const { ended } = store
      store.ended = () => (ended(), lock?.release())
      if (!store.readOnly) store.recovered = recover(paths)
      return store
    } catch (error) {
      lock?.release()
      throw error
    }
  }

  /** Opens the file for somebody who holds the project already. */
  static attach(paths: ProjectPaths, { readOnly = null, nextId = 1 }: StoreOptions = {}): ProjectStore {
    const opened = openDatabase(paths, readOnly)
    try {
      const store = new ProjectStore(paths, opened.db, opened.readOnly, nextId)
      store.ended = opened.clean
      // What a newer version stores in another way is noticed here, not in the middle of the work.
      if (opened.readOnly) store.summary()
      else store.confirmed = new Confirmed(paths.confirmed, changesIn(opened.db))
      store.lost = opened.lost
      return store
    } catch (error) {
      opened.db.close()
      opened.clean()
      throw opened.readOnly ? new AppError('project-newer', opened.readOnly, { cause: error }) : error
    }
  }

  close(): void {
    try {
      // Whoever opens it next need not count.
      if (this.readOnly === null) this.db.transaction(() => this.tally.keep(true))
    } catch {
      // A full disk or a pulled one: then it is counted.
    }
    this.db.close()
    this.confirmed?.close()
    this.ended()
  }

  /** Leaves the file as it is: it is no longer the one at its path. */
  abandon(): void {
    this.db.abandon()
    this.confirmed?.close()
  }

  /**
   * Reserves `count` ids that were never used in any table, and never will be by anybody else; returns the first.
   * A window that counts ids up by itself reserves as many as it could need.
   */
  nextId(count = 1): number {
    return this.ids.reserve(count)
  }

  /** Outside of the undo history; for one that a person adds, apply an edit. */
  addImage(image: ImageRecord): void {
    this.change(() => {
      insertImage(this.db, image)
      this.ids.keep(image.id)
    })
  }

  /** What was found out about an image since it was added: outside of the undo history. */
  setImage(image: ImageRecord): void {
    this.change(() => updateImage(this.db, image))
  }

  /** With its annotations, as one undo step. Its files stay: undo wants them. */
  async removeImage(image: ImageId, pause: Pause): Promise<void> {
    const known = this.images().find((each) => each.id === image)
    if (!known)
      throw new AppError('no-image', says.project.thereIsNoImageNumber(image, basename(this.paths.folder)))
    await this.changeInParts(() =>
      this.log.edited.removeRows(this.log.begin(says.project.removeName(known.name)), image, pause),
    )
  }

  /**
   * Changes of an edit that is too large for one message, from the number `at`: `applyEdit` with the same token then
   * begins with them.
   */
  stage(token: string, at: number, changes: readonly Change[]): void {
    if (at === 0) this.staged = { token, changes: [] }
    if (this.staged?.token !== token || this.staged.changes.length !== at) throw lostPart()
    for (const change of changes) this.staged.changes.push(change)
  }

  /**
   * One undo step; ends what redo could have done. All or nothing: AppError('edit-conflict') when a row is not as the
   * edit's `before` says or an added id exists. An edit whose token a recent one has is in already, also where its parts
   * went with a process that died after storing them. `staged` is how many changes came before in parts.
   */
  applyEdit(edit: Edit, token: string | null = null, staged = 0): History {
    if (!token || !this.log.has(token)) {
      const before = this.staged?.token === token ? (this.staged?.changes ?? []) : []
      if (before.length !== staged) throw lostPart()
      const whole = before.length > 0 ? { ...edit, changes: [...before, ...edit.changes] } : edit
      this.change(() => {
        this.log.apply(whole, token)
        this.ids.keep(highestOf(whole))
      })
    }
    this.staged = undefined
    return this.history()
  }

  /** Several edits, each an undo step, with one sync of the disk: all or nothing, and then as `applyEdit` says. */
  applyEdits(edits: readonly TokenEdit[]): History {
    this.change(() => {
      for (const { token, ...edit } of edits) {
        if (this.log.has(token)) continue
        this.log.apply(edit, token)
        this.ids.keep(highestOf(edit))
      }
    }, edits.length)
    return this.history()
  }

  /** One undo step, unless it is of nothing, out of an edit and the `newBlocks` of objects without ids; how many these are. */
  async applyBulk(edit: Edit, blocks: readonly BulkObjects[], pause: Pause): Promise<number> {
    const total = blocks.reduce((sum, { count }) => sum + count, 0)
    let [added, step]: [number, number?] = [0]
    await this.changeInParts(async () => {
      if (edit.changes.length > 0) step = this.begin(edit)
      for (const block of newBlocks(blocks, (image) => this.eachBlock(image))) {
        const [id, first] = [(step ??= this.begin(edit)), this.nextId(block.count)]
        for (let from = 0; from < block.count; from += partRows) {
          const to = Math.min(block.count, from + partRows)
          this.log.edited.addPacked(id, block, { first, from, to })
          await pause((added += to - from), total)
        }
      }
      this.ids.keep(0)
    })
    return added
  }

  private begin(edit: Edit): number {
    const id = this.log.begin(edit.label)
    this.ids.keep(highestOf(edit))
    this.log.edited.change(id, edit.changes)
    return id
  }

  /** Takes the last edit back and returns what that changed; null when there is none. */
  undo(): Edit | null {
    return this.change(() => this.log.step('undo'))
  }

  redo(): Edit | null {
    return this.change(() => this.log.step('redo'))
  }

  /** Undo or redo for the app: a step with very many rows in parts, and without naming them. */
  async step(direction: Direction, pause: Pause): Promise<Step | null> {
    if (this.log.rows(direction) <= wholeStepRows) return this[direction]()
    return this.changeInParts(() => this.log.stepInParts(direction, pause))
  }

  /** Some of the tidying that can wait until nobody waits; false when there is none left. */
  tidy(): boolean {
    if (this.readOnly !== null) return false
    const more = this.db.transaction(() => (this.tally.keep(), this.log.collect()))
    this.db.checkpoint()
    return more
  }

  /** Forgets all undo steps and gives their room back to the disk. */
  compact(): void {
    this.change(() => this.log.clear())
    this.db.shrink()
  }

  setSetting(key: string, value: string): void {
    this.change(() => this.db.run('INSERT OR REPLACE INTO meta VALUES (?, ?)', [`setting.${key}`, value]))
  }

  /** The classes that a project begins with: not a step to take back. */
  firstClasses(classes: readonly Omit<ClassRecord, 'id'>[]): void {
    if (classes.length === 0) return
    const changes = classes.map((c) => ({
      table: 'classes' as const,
      before: null,
      after: { id: this.nextId(), ...c },
    }))
    this.applyEdit({ label: says.project.addClasses, changes })
    this.change(() => this.log.clear())
  }

  private change<T>(work: () => T, count = 1): T {
    this.allowChange()
    let changes = 0
    const result = this.db.transaction(() => {
      const made = work()
      changes = countChanges(this.db, count)
      return made
    })
    this.confirmed?.set(changes)
    return result
  }

  private async changeInParts<T>(work: () => Promise<T>): Promise<T> {
    this.allowChange()
    let changes = 0
    const result = await this.db.longTransaction(async () => {
      const made = await work()
      changes = countChanges(this.db, 1)
      return made
    })
    this.confirmed?.set(changes)
    return result
  }

  private allowChange(): void {
    if (this.readOnly) throw new AppError('project-read-only', this.readOnly)
    this.tally.forget()
  }
}

const lostPart = () => new AppError('edit-in-parts', says.project.aPartOfTheEdit)
