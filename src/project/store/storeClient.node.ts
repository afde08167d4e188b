import { statSync } from 'node:fs'
import { AppError } from '../../base/errors'
import { quiet } from '../../base/job'
import type { Edit, Step, TokenEdit } from '../../document/edit'
import type { ClassRecord, ImageId, ImageRecord, ObjectRecord } from '../../records/records'
import type { CallContext, JobRunner } from '../../base/wire'
import type { Direction } from '../edits/editLog.node'
import { holdProject, makeFolder, projectFolder, unmakeFolder } from '../folder/folder.node'
import type { ProjectLock } from '../folder/lock.node'
import type { PackedObjects } from '../../records/packedObjects'
import { unpackObjects } from '../../records/objectBlock'
import type { ProjectPaths } from '../folder/paths.node'
import { recover } from '../folder/recover.node'
import type { KeptObjects } from '../../records/keptObjects'
import { endless, readingLimit } from './watchdog.node'
import type { StoredImageRows } from './storedDocument.node'
import type { StoreJobs } from './storeJobs.node'

/** How often a call is made before a process that dies again and again is given up. */
const maxTries = 5

/** Objects of an image's first message: few, so that something is seen at once. */
export const firstRows = 8192
/** Objects of a later message: the window is busy with it for some 30 ms, and draws anew after each. */
export const blockRows = 65_536

type Args<M extends keyof StoreJobs> = StoreJobs[M]['in']['args']

/**
 * The open project for everybody but the process that SQLite lives in. Holds the project's lock itself, so that it stays
 * held when that process dies; the next call then opens the file anew, and what was confirmed is there.
 */
export class StoreClient {
  private opened: Promise<unknown> | undefined
  /** Ids below were given out by this client; the file may not know it yet. */
  private nextFree = 1
  /** Why every change is refused, in one sentence; null where it is not. */
  readOnly: string | null
  /** What of the project is left out and why, in one sentence; undefined for nothing. */
  problem: string | undefined
  /** Told where changes that were confirmed are no longer there, in one sentence. */
  onlost = (sentence: string): void => {
    this.problem = sentence
  }

  private constructor(
    private readonly runner: JobRunner<StoreJobs>,
    readonly paths: ProjectPaths,
    private readonly lock: ProjectLock | null,
    readOnly: string | null,
  ) {
    this.readOnly = readOnly
  }

  /** Makes the folder (it may be there, empty) and opens it. */
  static async create(
    runner: JobRunner<StoreJobs>,
    folder: string,
    classes: readonly Omit<ClassRecord, 'id'>[],
  ): Promise<StoreClient> {
    const paths = makeFolder(folder)
    let store: StoreClient | undefined
    try {
      store = await StoreClient.hold(runner, paths)
      await store.call('firstClasses', [classes])
      return store
    } catch (error) {
      // The disk that took no more may not let the file be closed either; what failed first is what counts.
      await store?.close().catch(() => {})
      unmakeFolder(paths)
      throw error
    }
  }

  /** Throws AppError: not-a-project, project-locked or project-damaged. What may not be written opens read-only. */
  static async open(runner: JobRunner<StoreJobs>, folder: string): Promise<StoreClient> {
    return StoreClient.hold(runner, projectFolder(folder))
  }

  private static async hold(runner: JobRunner<StoreJobs>, paths: ProjectPaths): Promise<StoreClient> {
    const { lock, readOnly } = await holdProject(paths)
    const store = new StoreClient(runner, paths, lock, readOnly)
    try {
      await store.ready()
      const left = store.readOnly ? undefined : recover(paths).problem
      store.problem = [store.problem, left].filter(Boolean).join(' ') || undefined
      return store
    } catch (error) {
      lock?.release()
      throw error
    }
  }

  async close(): Promise<void> {
    const { opened } = this
    this.opened = undefined
    try {
      if (opened) await this.run('close', null)
    } finally {
      this.lock?.release()
    }
  }

  /** Gives the lock back at once: whatever used the file under it has ended, or will never come back. */
  unlock(): void {
    this.lock?.release()
  }

  classes = () => this.call('classes', [])
  images = () => this.call('images', [])
  loadAreas = (image: ImageId) => this.call('loadAreas', [image])
  loadObjects = (image: ImageId, after: number, limit: number) =>
    this.call('loadObjects', [image, after, limit])
  countsPerImage = () => this.call('countsPerImage', [])
  summary = () => this.call('summary', [])
  newestEdit = () => this.call('newestEdit', [])
  hasEdit = (token: string) => this.call('hasEdit', [token])
  history = () => this.call('history', [])
  steps = (most: number) => this.call('steps', [most])
  addImage = (image: ImageRecord) => this.call('addImage', [image])
  /** Forgets the undo history and gives its room back. */
  compact = () => this.call('compact', [])
  setImage = (image: ImageRecord) => this.call('setImage', [image])
  setting = (key: string) => this.call('setting', [key])
  setSetting = (key: string, value: string) => this.call('setSetting', [key, value])

  /** All that is on an image; its objects in blocks, so that nobody waits long for a million. */
  async load(image: ImageId): Promise<StoredImageRows> {
    const { checked, rejections } = await this.loadAreas(image)
    const objects: ObjectRecord[] = []
    for await (const block of this.blocks(image))
      for (const object of unpackObjects(block)) objects.push(object)
    return { objects, checked, rejections }
  }

  /** The objects of an image in blocks, in order of id. */
  async *blocks(image: ImageId): AsyncGenerator<PackedObjects, void> {
    for (let after = 0; ;) {
      const block = await this.loadObjects(image, after, blockRows)
      if (block.count === 0) return
      yield block
      after = block.ids.at(-1) as number
    }
  }

  /** Reserves ids, as `ProjectStore.nextId` does. */
  async nextId(count = 1): Promise<number> {
    const first = await this.call('nextId', [count])
    this.nextFree = Math.max(this.nextFree, first + count)
    return first
  }

  stage(token: string, at: number, changes: Edit['changes']): Promise<void> {
    return this.long('stage', [token, at, changes], quiet)
  }

  /** Durable when it resolves. With a token, a process that dies in the middle does not matter. */
  applyEdit(edit: Edit, token: string = crypto.randomUUID(), staged = 0) {
    return this.call('applyEdit', [edit, token, staged])
  }

  /** Applies several small edits in one go. */
  applyEdits = (edits: readonly TokenEdit[]) => this.call('applyEdits', [edits])

  /** One undo step out of an edit and many objects that get their ids here; see `ProjectStore.applyBulk`. */
  applyBulk(edit: Edit, blocks: (PackedObjects | KeptObjects)[], context: CallContext): Promise<number> {
    return this.long('applyBulk', { edit, blocks }, context)
  }

  removeImage(image: ImageId, context: CallContext = quiet): Promise<null> {
    return this.long('removeImage', image, context)
  }

  undo = (context: CallContext = quiet): Promise<Step | null> => this.step('undo', context)
  redo = (context: CallContext = quiet): Promise<Step | null> => this.step('redo', context)

  private step(direction: Direction, context: CallContext): Promise<Step | null> {
    return this.long('step', direction, context)
  }

  /** May be asked twice with the same outcome, so that a dead process is asked again. */
  private async call<M extends keyof StoreJobs>(name: M, args: Args<M>): Promise<StoreJobs[M]['out']> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.long(name, args, quiet)
      } catch (error) {
        if (tries === maxTries || !isCode(error, 'worker-died')) throw error
      }
    }
  }

  private async long<M extends keyof StoreJobs>(
    name: M,
    args: Args<M>,
    context: CallContext,
  ): Promise<StoreJobs[M]['out']> {
    await this.ready()
    try {
      return await this.run(name, args, context)
    } catch (error) {
      if (isCode(error, 'worker-died', 'store-restarted')) this.opened = undefined
      if (!isCode(error, 'store-restarted')) throw error
    }
    // It died while it had nothing to do: nothing was done yet.
    await this.ready()
    return this.run(name, args, context)
  }

  private ready(): Promise<unknown> {
    this.opened ??= this.open().catch((error: unknown) => {
      this.opened = undefined
      throw error
    })
    return this.opened
  }

  private async open(): Promise<void> {
    const { readOnly, lost } = await this.run('open', { readOnly: this.readOnly, nextId: this.nextFree })
    this.readOnly = readOnly
    if (lost !== undefined) this.onlost(lost)
  }

  private run<M extends keyof StoreJobs>(
    name: M,
    args: Args<M>,
    context: CallContext = quiet,
  ): Promise<StoreJobs[M]['out']> {
    const started = performance.now()
    return this.runner.run(name, { folder: this.paths.folder, args }, context).catch((error: unknown) => {
      const lasted = performance.now() - started
      throw isCode(error, 'worker-died') && lasted >= this.limit()
        ? endless(this.paths.database, error)
        : error
    })
  }

  private limit(): number {
    return readingLimit(statSync(this.paths.database, { throwIfNoEntry: false })?.size ?? 0)
  }
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof AppError && codes.includes(error.code)
}
