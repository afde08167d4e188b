import { AppError } from '../src/base/errors'
import type { DatasetSummary } from '../src/dataset/dataset'
import type { ProjectState } from '../src/ipc/contract'
import type { JobRunner } from '../src/ipc/wire'
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

  constructor(
    private readonly data: JobRunner<DataJobs>,
    private readonly trainer: JobRunner<TrainerJobs>,
    private readonly storing: JobRunner<StoreJobs>,
    private readonly changed: (state: ProjectState) => void,
  ) {}

  /** Throws when none is open. */
  get current(): Project {
    if (!this.project) throw new AppError('no-project', 'No project is open; open or make one first.')
    return this.project
  }

  async readState(): Promise<ProjectState | null> {
    return this.project ? projectState(this.project, this.dataset) : null
  }

  async create(folder: string, classes: { name: string; color: string }[]): Promise<Project> {
    return this.take(folder, await StoreClient.create(this.storing, folder, classes))
  }

  async open(folder: string): Promise<Project> {
    if (this.project?.paths.folder === folder) return this.project
    return this.take(folder, await StoreClient.open(this.storing, folder))
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
    await this.close()
    this.project = { store, paths: new ProjectPaths(folder), data: this.data, trainer: this.trainer }
    await this.serveTiles()
    // The first picture must not wait for the dataset's summary.
    void this.readDataset().then(() => this.tell())
    return this.project
  }

  private async readDataset(): Promise<void> {
    const project = this.project
    if (!project) return
    const context = { signal: new AbortController().signal, progress: () => {}, warn: () => {} }
    const summary = await inspectDataset(project, context).catch(() => null)
    if (project === this.project) this.dataset = summary
  }
}
