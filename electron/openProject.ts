import { app } from 'electron'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { AppError } from '../src/base/errors'
import { quiet } from '../src/base/job'
import type { DatasetSummary } from '../src/dataset/dataset'
import type { ProjectState } from '../src/ipc/contract'
import type { JobRunner } from '../src/base/wire'
import { readKept, writeKept } from '../src/project/store/keptEdits.node'
import { PendingEdits } from '../src/project/store/pendingEdits.node'
import { ProjectPaths } from '../src/project/folder/paths.node'
import { StoreClient } from '../src/project/store/storeClient.node'
import type { StoreJobs } from '../src/project/store/storeJobs.node'
import { inspectProjectDataset } from '../src/services/datasets.node'
import type { DataJobs, TrainerJobs } from '../src/services/jobs'
import { type Project, projectState, serveTiles } from '../src/services/project.node'
import { t } from '../src/messages/messages'
import { within } from './within'

/** How long the store may take to close a project's file, and to end after it was told to at once. */
const closeMs = 5000
const endMs = 2000
/** How long edits that nobody waits for rest before they are tried again. */
const retryMs = 5000

/** Who works for the open project, and whom it tells. */
export interface ProjectHost {
  readonly data: JobRunner<DataJobs>
  readonly trainer: JobRunner<TrainerJobs>
  readonly storing: JobRunner<StoreJobs> & { restart(): void }
  changed(state: ProjectState): void
  /** Rows of these images changed by something else than the window's own edits. */
  rowsChanged(images: number[]): void
  notice(role: 'alert' | 'status', message: string): void
  /** Waits until nothing is lost by leaving; throws AppError('unsaved') where the person stays. */
  leaving(): Promise<void>
}

/** What the window does not show by itself, since it crashed with it. */
export interface LeftOut {
  readonly image: number | null
  readonly predictions: boolean
}

interface Opened extends Project {
  readonly pending: PendingEdits
}

/** The one project that the window has open, if any; it holds the project's lock. */
export class OpenProject {
  private project: Opened | undefined
  private opening: Promise<Project> | undefined
  private dataset: DatasetSummary | null = null
  private retry: ReturnType<typeof setTimeout> | undefined
  leftOut: LeftOut | null = null

  constructor(private readonly host: ProjectHost) {}

  /** Throws when none is open. */
  get current(): Opened {
    if (!this.project) throw new AppError('no-project', t.host.noProjectIsOpenOpen)
    return this.project
  }

  /** What is not stored yet; undefined where no project is open. */
  get pending(): PendingEdits | undefined {
    return this.project?.pending
  }

  /** Why the open project may not be changed, in one sentence. */
  get readOnly(): string | null {
    return this.project?.store.readOnly ?? null
  }

  /** Whoever leaves the project waits for this. */
  track<T>(work: Promise<T>): Promise<T> {
    return this.project?.pending.track(work) ?? work
  }

  /** Whether a project is still the one that the window has open. */
  isOpen(project: Project): boolean {
    return this.project === project
  }

  async readState(): Promise<ProjectState | null> {
    if (!this.project) return null
    const state = await projectState(this.project, this.dataset)
    return this.leftOut ? { ...state, leftOut: this.leftOut } : state
  }

  async create(folder: string, classes: { name: string; color: string }[]): Promise<Project> {
    return this.begin(async () =>
      this.take(folder, await StoreClient.create(this.host.storing, folder, classes)),
    )
  }

  async open(folder: string): Promise<Project> {
    if (this.project?.paths.folder === folder) return this.project
    return this.begin(async () => this.take(folder, await StoreClient.open(this.host.storing, folder)))
  }

  /** On the way out: lets go also of a project that is only being opened, and holds its lock already. */
  async end(): Promise<void> {
    await this.close()
    if (this.opening && (await within(closeMs, this.opening))) await this.close()
  }

  private begin(open: () => Promise<Project>): Promise<Project> {
    const opening = open()
    this.opening = opening
    const over = () => {
      if (this.opening === opening) this.opening = undefined
    }
    opening.then(over, over)
    return opening
  }

  /** Lets go of the project, whatever does not answer: its lock is free when this resolves. */
  async close(): Promise<void> {
    const closing = this.project
    this.project = undefined
    this.dataset = null
    this.leftOut = null
    clearTimeout(this.retry)
    if (!closing) return
    const closed = closing.store.close().catch(() => {})
    if (await within(closeMs, closed)) return
    this.host.storing.restart()
    await within(endMs, closed)
    closing.store.unlock()
  }

  /** Tells the window, after something but its own edits changed the project. */
  async tell(): Promise<void> {
    const state = await this.readState()
    if (state) this.host.changed(state)
  }

  async serveTiles(): Promise<void> {
    if (this.project) await serveTiles(this.project)
  }

  /** After import, build, training or prediction: files have changed. */
  async filesChanged(): Promise<void> {
    await this.readDataset()
    await this.serveTiles()
    await this.tell()
  }

  /** The window is gone: what it had told of is stored without it. */
  async windowGone(): Promise<void> {
    const { project } = this
    if (!project) return
    const lost = project.pending.orphan()
    if (lost > 0) this.host.notice('alert', t.host.largeChangesLost(lost))
    await this.saveOrphans(project)
  }

  private async take(folder: string, store: StoreClient): Promise<Project> {
    try {
      if (this.project) await this.host.leaving()
      await this.close()
    } catch (error) {
      await store.close()
      throw error
    }
    const { data, trainer } = this.host
    const file = keptFile(folder)
    const pending = new PendingEdits(store, (edits) => writeKept(file, folder, edits))
    this.project = { store, paths: new ProjectPaths(folder), data, trainer, building: new Map(), pending }
    if (store.problem) this.host.notice('alert', store.problem)
    store.onlost = (sentence) => this.host.notice('alert', sentence)
    await this.saveKept(this.project, file)
    await this.serveTiles()
    // The first picture must not wait for the dataset's summary.
    void this.readDataset().then(() => this.tell())
    return this.project
  }

  /** What could not be saved the last time; it stays kept until it can. */
  private async saveKept(project: Opened, file: string): Promise<void> {
    try {
      project.pending.adopt(await readKept(file))
    } catch (error) {
      this.host.notice('alert', sentenceOf(error))
    }
    const edits = project.pending.count
    if (edits === 0) return
    const refused = await this.saveOrphans(project)
    const saved = edits - refused - project.pending.count
    if (saved === 0) return
    this.host.notice('status', t.host.changesAreInNow(saved))
  }

  /** Resolves with the number of those that the project refused for good. */
  private async saveOrphans(project: Opened, again = false): Promise<number> {
    clearTimeout(this.retry)
    const { pending } = project
    const images = pending.orphanedImages
    try {
      const before = pending.refusals.length
      await pending.saveAll()
      const refused = pending.refusals.slice(before)
      for (const message of refused) this.host.notice('alert', message)
      if (images.length > 0 && this.isOpen(project)) this.host.rowsChanged(images)
      return refused.length
    } catch (error) {
      const changes = t.numbers.changes(pending.count)
      if (!again) this.host.notice('alert', t.host.changesCannotBeSavedYet(changes, sentenceOf(error)))
      if (this.isOpen(project)) this.retry = setTimeout(() => void this.saveOrphans(project, true), retryMs)
      return 0
    }
  }

  private async readDataset(): Promise<void> {
    const project = this.project
    if (!project) return
    const summary = await inspectProjectDataset(project, quiet).catch(() => null)
    if (project === this.project) this.dataset = summary
  }
}

/** Beside the app's settings, and so on another disk than the project where there is one. */
function keptFile(folder: string): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  return join(app.getPath('userData'), 'unsaved', `${name}.json`)
}

const sentenceOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
