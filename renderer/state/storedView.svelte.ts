import type { ImageView } from '../../src/ipc/contract'
import type { Host } from './host'

const nothing: ImageView = { bookmarks: [], sweep: null }

/** What the project keeps of how a person looks at the shown image: read when it opens, written at each change. */
export class StoredView {
  view = $state.raw<ImageView>(nothing)
  /** The image that `view` is of; null until it is read. */
  image = $state.raw<number | null>(null)
  private wanted: number | null = null

  constructor(private readonly host: Host) {
    host.document.listen((change) => change.kind === 'reset' && void this.read())
  }

  change(change: Partial<ImageView>): void {
    if (this.image === null) return
    this.view = { ...this.view, ...change }
    const { notices, bridge } = this.host
    void notices.attempt(bridge.call('image.view.write', { image: this.image, view: this.view }))
  }

  private async read(): Promise<void> {
    const image = this.host.document.image?.id ?? null
    if (image === this.wanted) return
    this.wanted = image
    this.image = null
    this.view = nothing
    if (image === null) return
    const { notices, bridge } = this.host
    const view = await notices.attempt(bridge.call('image.view.read', { image }))
    if (image !== this.wanted || !view) return
    this.view = view
    this.image = image
  }
}
