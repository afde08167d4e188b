import { AppError } from '../src/base/errors'
import type { DatasetSummary } from '../src/dataset/dataset'
import type { Edit } from '../src/document/edit'
import type { ProjectState } from '../src/ipc/contract'
import type { JobRunner } from '../src/ipc/wire'
import { plural } from './commands/parts'
import { keepEdits, keptEdits } from './keptEdits'
import { ProjectPaths } from '../src/project/paths.node'
import { StoreClient } from '../src/project/storeClient.node'
import type { StoreJobs } from '../src/project/storeJobs.node'
import { inspectDataset } from '../src/services/datasets.node'
import type { DataJobs, TrainerJobs } from '../src/services/jobs'
import { type Project, projectState, serveTiles } from '../src/services/project.node'

/** The one project that the window has open, if any; it holds the project's lock. */
export class OpenProject {
  private project: Project | undefined
  private dataset: DatasetSummary | null = null
  /** Edits that the window holds and that could be stored nowhere. */
  private homeless = 0

  constructor(
    private readonly data: JobRunner<DataJobs>,
    private readonly trainer: JobRunner<TrainerJobs>,
    private readonly storing: JobRunner<StoreJobs>,
    private readonly changed: (state: ProjectState) => void,
    private readonly notice: (role: 'alert' | 'status', message: string) => void,
  ) {}

  /** Throws when none is open. */
  get current(): Project {
    if (!this.project) throw new AppError('no-project', 'No project is open; open or make one first.')
    return this.project
  }

  /** Whether a project is still the one that the window has open. */
  isOpen(project: Project): boolean {
    return this.project === project
  }

  async readState(): Promise<ProjectState | null> {
    return this.project ? projectState(this.project, this.dataset) : null
  }

  /** Why the project cannot be left without losing something, in one sentence. */
  get risk(): string | null {
    return this.homeless > 0
      ? `${plural(this.homeless, 'change')} of this project can be saved nowhere, neither in it nor beside the app's settings; make room or connect the disk first.`
      : null
  }

  /** Takes care of edits that the window could not save: none are lost when it closes or opens another project. */
  async keep(edits: readonly Edit[]): Promise<void> {
    this.homeless = edits.length
    await keepEdits(this.current.paths.folder, edits)
    this.homeless = 0
  }

  async create(folder: string, classes: { name: string; color: string }[]): Promise<Project> {
    return this.take(folder, await StoreClient.create(this.storing, folder, classes))
  }

  async open(folder: string): Promise<Project> {
    if (this.project?.paths.folder === folder) return this.project
    return this.take(folder, await StoreClient.open(this.storing, folder))
  }

  /** Throws where something would be lost by it. */
  async leave(): Promise<void> {
    if (this.risk) throw new AppError('unsaved', this.risk)
    await this.close()
  }

  async close(): Promise<void> {
    const closing = this.project
    this.project = undefined
    this.dataset = null
    await closing?.store.close()
  }

  /** Tells the window, after something but its own edits changed the project. */
  async tell(): Promise<void> {
    const state = await this.readState()
    if (state) this.changed(state)
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

  private async take(folder: string, store: StoreClient): Promise<Project> {
    try {
      await this.leave()
    } catch (error) {
      await store.close()
      throw error
    }
    this.project = {
      store,
      paths: new ProjectPaths(folder),
      data: this.data,
      trainer: this.trainer,
      building: new Map(),
    }
    if (store.problem) this.notice('alert', store.problem)
    await this.saveKept(this.project)
    await this.serveTiles()
    // The first picture must not wait for the dataset's summary.
    void this.readDataset().then(() => this.tell())
    return this.project
  }

  /** What could not be saved the last time; it stays kept until it can. */
  private async saveKept({ store, paths }: Project): Promise<void> {
    const edits = await keptEdits(paths.folder)
    if (edits.length === 0) return
    const refused: string[] = []
    try {
      for (const edit of edits) {
        await store.applyEdit(edit).catch((error: unknown) => {
          if (!(error instanceof AppError) || !error.code.startsWith('edit-')) throw error
          refused.push(error.message)
        })
      }
      await keepEdits(paths.folder, [])
      const saved = plural(edits.length - refused.length, 'change')
      this.notice(
        'status',
        `${saved} that could not be saved the last time ${saved.startsWith('1 ') ? 'is' : 'are'} in the project now.`,
      )
    } catch (error) {
      refused.push(error instanceof Error ? error.message : String(error))
    }
    for (const message of refused) this.notice('alert', message)
  }

  private async readDataset(): Promise<void> {
    const project = this.project
    if (!project) return
    const context = { signal: new AbortController().signal, progress: () => {}, warn: () => {} }
    const summary = await inspectDataset(project, context).catch(() => null)
    if (project === this.project) this.dataset = summary
  }
}
