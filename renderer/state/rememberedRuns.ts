import type { CommandOut } from '../../src/ipc/contract'
import type { Threshold } from '../../src/found/threshold'
import type { Host } from './host'

type Shown = CommandOut<'project.shown.read'>

/** Which run a person chose and looked at last, and the thresholds that they set: the project keeps them between sessions. */
export class RememberedRuns {
  chosen: string | null = null
  shown: string | null = null
  readonly thresholds = new Map<string, Threshold>()
  private changed = false
  private writing = false

  constructor(private readonly host: Pick<Host, 'bridge' | 'project'>) {}

  forget(): void {
    this.chosen = this.shown = null
    this.thresholds.clear()
    this.changed = false
  }

  /** What cannot be read is as if nothing had been kept. */
  async read(): Promise<void> {
    const kept: Shown | null = await this.host.bridge.call('project.shown.read').catch(() => null)
    if (!kept) return
    this.chosen = kept.chosen
    this.shown = kept.shown
    for (const [run, threshold] of Object.entries(kept.thresholds)) this.thresholds.set(run, threshold)
  }

  /** At once, since the window may be closed next; a slider that is dragged waits for the write before. */
  async keep(change: Partial<Pick<Shown, 'chosen' | 'shown'>>): Promise<void> {
    Object.assign(this, change)
    if (this.host.project?.readOnly) return
    this.changed = true
    if (this.writing) return
    this.writing = true
    while (this.changed) {
      this.changed = false
      const { chosen, shown } = this
      const thresholds = Object.fromEntries(this.thresholds)
      // A project that takes nothing says so where something of worth is written.
      await this.host.bridge.call('project.shown.write', { chosen, shown, thresholds }).catch(() => {})
    }
    this.writing = false
  }
}
