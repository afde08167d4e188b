import type { ColumnKind } from '../../src/formats/columnKinds'
import type { FoundInTable, ToldTable } from '../../src/formats/csvPreview'
import type { EventData, ProjectState } from '../../src/ipc/contract'
import { t } from '../../src/messages/messages'
import type { Bridge } from '../bridge/bridge'
import type { Notices } from './notices.svelte'

interface Owner {
  readonly bridge: Bridge
  readonly notices: Notices
  adjust(project: ProjectState): void
}

/** A table of labels whose columns the person has to say, and what it would be read as. */
export class LabelTable {
  /** Null while nothing is asked. */
  asked = $state.raw<EventData<'table'> | null>(null)
  kinds = $state.raw<readonly ColumnKind[]>([])
  named = $state(true)
  found = $state.raw<FoundInTable | null>(null)
  /** Where the person chose one. */
  private scale = $state<ToldTable['coordinates']>()
  private latest = 0

  constructor(private readonly owner: Owner) {}

  /** The first lines without names. */
  readonly rows = $derived.by(() => this.asked?.lines.slice(this.named ? 1 : 0, this.named ? 6 : 5) ?? [])
  readonly ready = $derived.by(() => {
    const { found } = this
    return found !== null && found.missing === null && found.problem === null && found.objects > 0
  })

  ask(asked: EventData<'table'>): void {
    this.latest++
    this.kinds = asked.columns.inOrder
    this.named = asked.columns.named
    this.scale = undefined
    this.found = asked.found
    this.asked = asked
  }

  /** No two columns are the same. */
  setKind(column: number, kind: ColumnKind): void {
    this.kinds = this.kinds.map((own, i) => (i === column ? kind : own === kind ? 'ignore' : own))
    void this.look()
  }

  setNamed(named: boolean): void {
    this.named = named
    void this.look()
  }

  setScale(scale: 'pixel' | 'share'): void {
    this.scale = scale
    void this.look()
  }

  async import(): Promise<void> {
    const { told } = this
    this.asked = null
    const { bridge, notices } = this.owner
    const project = await notices.attempt(bridge.call('labels.import', { table: told }))
    if (project) this.owner.adjust(project)
  }

  cancel(): void {
    const { asked } = this
    if (!asked) return
    this.asked = null
    this.owner.notices.say(t.tables.notImported(asked.name, asked.more))
  }

  private get told(): ToldTable {
    const columns = { inOrder: [...this.kinds], named: this.named }
    return { columns, ...(this.scale ? { coordinates: this.scale } : {}) }
  }

  /** Only the newest answer counts. */
  private async look(): Promise<void> {
    const number = ++this.latest
    this.found = null
    const { bridge, notices } = this.owner
    const found = await notices.attempt(bridge.call('labels.preview', this.told))
    if (number === this.latest && found) this.found = found
  }
}
