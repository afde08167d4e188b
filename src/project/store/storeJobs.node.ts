import { existsSync, statSync } from 'node:fs'
import { AppError } from '../../base/errors'
import type { Edit, Step } from '../../document/edit'
import type { ImageId } from '../../records/records'
import type { CallContext, JobHandlers } from '../../base/wire'
import type { Direction } from '../edits/editLog.node'
import type { Pause } from '../edits/editRows.node'
import type { PackedObjects } from '../../records/packedObjects'
import { ProjectPaths } from '../folder/paths.node'
import { goneError } from '../database/sqlite.node'
import { says } from '../../messages/says/says'
import type { KeptObjects } from '../../records/keptObjects'
import { ProjectStore } from './store.node'
import { endless, readingLimit, WorkDeadline } from './watchdog.node'

/**
 * What is over at once: a method of the store under its own name, with a list of its arguments. What only looks is over soon,
 * or has no end.
 */
const quickMethods = {
  classes: 'looks',
  images: 'looks',
  loadAreas: 'looks',
  loadObjects: 'looks',
  countsPerImage: 'looks',
  summary: 'looks',
  newestEdit: 'looks',
  nextId: 'changes',
  addImage: 'changes',
  setImage: 'changes',
  stage: 'changes',
  applyEdit: 'changes',
  applyEdits: 'changes',
  hasEdit: 'looks',
  history: 'looks',
  steps: 'looks',
  setting: 'looks',
  setSetting: 'changes',
  firstClasses: 'changes',
  compact: 'changes',
} as const satisfies { readonly [M in keyof ProjectStore]?: 'looks' | 'changes' }
type QuickMethod = keyof typeof quickMethods

interface OpenRequest {
  readonly readOnly: string | null
  /** Ids below were given to somebody already. */
  readonly nextId: number
}
type Work = {
  [M in QuickMethod]: { in: Parameters<ProjectStore[M]>; out: ReturnType<ProjectStore[M]> }
} & {
  open: { in: OpenRequest; out: { readOnly: string | null; lost: string | undefined } }
  close: { in: null; out: null }
  removeImage: { in: ImageId; out: null }
  applyBulk: { in: { edit: Edit; blocks: (PackedObjects | KeptObjects)[] }; out: number }
  step: { in: Direction; out: Step | null }
}
/** The store's work, for the process that it lives in: each call names its project's folder. */
export type StoreJobs = {
  [N in keyof Work]: { in: { folder: string; args: Work[N]['in'] }; out: Work[N]['out'] }
}

/** How long nobody asks for anything before what can wait is done. */
const idleMs = 2000

/** After these the file may be another one, or the disk another: it is opened anew. */
const lost = new Set(['project-gone', 'project-database'])

/** `told`: see `Watchdog`. */
export function storeJobs(told?: SharedArrayBuffer): JobHandlers<StoreJobs> {
  const projects = new Map<string, OpenedProject>()
  const opened = (folder: string): OpenedProject => {
    const project = projects.get(folder)
    if (!project) throw new AppError('store-restarted', says.project.folderIsNotOpenOpen(folder))
    return project
  }
  const quick = Object.fromEntries(
    Object.entries(quickMethods).map(([name, kind]) => [
      name,
      ({ folder, args }: { folder: string; args: unknown[] }) =>
        opened(folder).use(
          (store) => (store[name as QuickMethod] as (...args: unknown[]) => unknown)(...args),
          kind === 'looks',
        ),
    ]),
  ) as unknown as Pick<JobHandlers<StoreJobs>, QuickMethod>

  return {
    ...quick,
    open: async ({ folder, args }) => {
      await projects.get(folder)?.close()
      const project = new OpenedProject(new ProjectPaths(folder), args, told)
      try {
        const { readOnly, lost } = await project.use((store) => store)
        projects.set(folder, project)
        return { readOnly, lost }
      } catch (error) {
        await project.close()
        throw error
      }
    },
    close: async ({ folder }) => {
      await projects.get(folder)?.close()
      projects.delete(folder)
      return null
    },
    removeImage: ({ folder, args }, context) =>
      opened(folder).use((s) => s.removeImage(args, pauseOf(context)).then(() => null)),
    applyBulk: ({ folder, args: { edit, blocks } }, context) =>
      opened(folder).use((s) => s.applyBulk(edit, blocks, pauseOf(context))),
    step: ({ folder, args }, context) => opened(folder).use((s) => s.step(args, pauseOf(context))),
  }
}

/** One project's file, used by one call after the other, and opened anew after what it was is lost. */
class OpenedProject {
  private store: ProjectStore | undefined
  private last: Promise<unknown> = Promise.resolve()
  private existing = false
  private idle: ReturnType<typeof setTimeout> | undefined
  /** Calls that have not ended. */
  private asked = 0

  private readonly watchdog: WorkDeadline

  constructor(
    private readonly paths: ProjectPaths,
    private request: OpenRequest,
    told: SharedArrayBuffer | undefined,
  ) {
    this.watchdog = new WorkDeadline(endless(paths.database).message, told)
  }

  /** `looks`: the work only reads, at once; a file that makes it endless ends this process. */
  async use<T>(work: (store: ProjectStore) => T | Promise<T>, looks = false): Promise<T> {
    clearTimeout(this.idle)
    this.asked++
    try {
      return await this.turn(() => this.work(work, looks))
    } finally {
      // Not while others wait: on a slow disk each of them may take longer than that.
      if (--this.asked === 0) this.idle = setTimeout(() => void this.tidy(), idleMs).unref()
    }
  }

  private async work<T>(work: (store: ProjectStore) => T | Promise<T>, looks: boolean): Promise<T> {
    const store = this.attached()
    try {
      return await (looks ? this.watchdog.watch(this.limit, () => work(store)) : work(store))
    } catch (error) {
      if (error instanceof AppError && lost.has(error.code)) {
        // Ids that were given out since the last change are known only here.
        this.request = { ...this.request, nextId: store.nextId() }
        store.abandon()
        this.store = undefined
      }
      throw error
    }
  }

  close(): Promise<void> {
    clearTimeout(this.idle)
    return this.turn(async () => {
      this.store?.close()
      this.store = undefined
      this.watchdog.close()
    })
  }

  private async tidy(): Promise<void> {
    const more = await this.turn(async () => this.store?.tidy() ?? false).catch(() => false)
    if (more && this.asked === 0) this.idle = setTimeout(() => void this.tidy(), 20).unref()
  }

  private attached(): ProjectStore {
    if (this.store) return this.store
    if (this.existing && !existsSync(this.paths.database)) throw goneError(this.paths.database)
    const attach = () => ProjectStore.attach(this.paths, this.request)
    this.store = this.watchdog.watch(this.limit, attach)
    this.existing = true
    return this.store
  }

  private get limit(): number {
    const size = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0
    return readingLimit(size(this.paths.database) + size(`${this.paths.database}-wal`))
  }

  private turn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work)
    this.last = turn.catch(() => {})
    return turn
  }
}

/** Lets messages in between two parts (to cancel, for one), and says how far the work is. */
function pauseOf(context: CallContext): Pause {
  return async (done, total) => {
    context.progress({ done, total, unit: 'objects' })
    await new Promise((resolve) => setImmediate(resolve))
    context.signal.throwIfAborted()
  }
}
