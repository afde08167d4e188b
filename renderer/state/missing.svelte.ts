import type { ProjectState } from '../../src/ipc/contract'
import type { Host } from './host'

/** The images whose files are not where they were when they were imported. */
export class Missing {
  ids = $state.raw<readonly number[]>([])

  constructor(
    private readonly host: Host,
    /** Takes what is known of the project now. */
    private readonly adopt: (project: ProjectState) => void,
  ) {}

  async look(): Promise<void> {
    const { bridge, project } = this.host
    if (!project || project.images.length === 0) {
      this.ids = []
      return
    }
    const ids = await bridge.call('images.missing').catch(() => [])
    if (this.host.project?.path === project.path) this.ids = ids
  }

  /** Asks for the file of one image, or for the folder that holds all. */
  async find(image?: number): Promise<void> {
    const { bridge, notices } = this.host
    const project = await notices.attempt(bridge.call('images.relink', { image }))
    if (project) this.adopt(project)
    await this.look()
  }
}
